"""Every error in one shape: `{"error": {code, message, message_zh, field?}}` with a fitting status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web
from pydantic import ValidationError

from crm.many import BulkResults
from telephony.errors import HotlineError
from telephony.ivr.findings import FlowInvalid
from telephony.outside.refusals import REASONS as OUTBOUND

STATUS: Mapping[str, int] = {
    "not_found": 404,
    "unknown": 404,
    "survey.used": 404,
    "survey.over": 404,
    "forbidden": 403,
    "auth.required": 401,
    "auth.failed": 401,
    "auth.csrf": 403,
    "auth.throttled": 429,
    "too_many_requests": 429,
    "auth.password_change_required": 403,
    "auth.enrolment_required": 403,
    "auth.captcha_required": 401,
    "auth.captcha_wrong": 401,
    "auth.code_wrong": 401,
    "auth.step_over": 401,
    "auth.secret_unreadable": 503,
    "invalid": 422,
    "config.invalid": 422,
    "flow.invalid": 422,
    "document_type.invalid": 422,
    "conflict": 409,
    "duplicate": 409,
    "in_use": 409,
    "not_possible": 409,
    "agent.session_elsewhere": 409,
    "agent.device_taken": 409,
    "agent.not_logged_in": 409,
    "core.unavailable": 503,
    "switch.unavailable": 503,
    "switch.refused": 502,
    "switch.no_such_leg": 409,
    "switch.outcome_unknown": 504,
    "body.too_large": 413,
    "body.not_json": 400,
    "audio.invalid": 422,
    "attachment.kind": 422,
    "attachment.infected": 422,
    "attachment.scan_failed": 503,
    "method_not_allowed": 405,
    "outbound.refused": 409,
    **dict.fromkeys(OUTBOUND, 409),
}

CHINESE: Mapping[str, str] = {
    "error": "出错了，请稍后再试",
    "not_found": "没有这条记录，或您无权查看",
    "unknown": "没有这个对象",
    "survey.used": "您已经评价过了",
    "survey.over": "评价链接已过期",
    "forbidden": "您没有权限进行此操作",
    "auth.required": "请先登录",
    "auth.failed": "用户名或密码不正确",
    "auth.csrf": "缺少或错误的 X-CSRF-Token，请刷新页面后重试",
    "too_many_requests": "请求过于频繁，请稍后再试",
    "auth.throttled": "登录失败次数过多，请稍后再试",
    "auth.password_change_required": "首次登录请先修改密码",
    "auth.enrolment_required": "您的角色要求使用动态口令，请先完成绑定",
    "auth.captcha_required": "请输入验证码",
    "auth.captcha_wrong": "验证码不正确或已过期，请重新输入",
    "auth.code_wrong": "动态口令不正确、已过期或已使用过",
    "auth.step_over": "登录已超时，请重新输入用户名和密码",
    "auth.secret_unreadable": "服务器无法读取动态口令密钥，请联系管理员",
    "invalid": "内容无效，请检查后重新提交",
    "config.invalid": "配置无效",
    "flow.invalid": "流程无效",
    "document_type.invalid": "单据类型无效",
    "conflict": "记录已被他人修改，请重新加载后再改",
    "duplicate": "已存在相同的记录",
    "in_use": "仍被其他记录引用，不能删除",
    "not_possible": "当前状态下无法执行此操作",
    "agent.session_elsewhere": "您已在别处签入，可选择接管",
    "agent.device_taken": "该分机正由其他坐席使用",
    "agent.not_logged_in": "您尚未签入",
    "core.unavailable": "通话控制服务暂时不可用，请稍后再试",
    "switch.unavailable": "软交换未连接，请稍后再试",
    "switch.refused": "软交换拒绝了该操作",
    "switch.no_such_leg": "通话已经结束",
    "switch.outcome_unknown": "与软交换的连接中断，操作结果未知",
    "body.too_large": "内容过大",
    "body.not_json": "请求内容不是有效的 JSON",
    "audio.invalid": "音频文件无法使用：格式不支持、过长、过大或没有声音",
    "attachment.kind": "不接受该类型的文件",
    "attachment.infected": "文件未通过病毒扫描，已拒绝",
    "attachment.scan_failed": "病毒扫描暂时不可用，请稍后再上传",
    "method_not_allowed": "不支持该请求方法",
    "outbound.refused": "该号码不能外呼",
    **{code: words[1].format(number="", detail="") for code, words in OUTBOUND.items()},
}


class AuthRequired(HotlineError):
    """Log in first."""

    code = "auth.required"


class AuthFailed(HotlineError):
    """The user name or password is wrong."""

    code = "auth.failed"


class CsrfMissing(HotlineError):
    """The header X-CSRF-Token is missing or wrong: reload the page."""

    code = "auth.csrf"


class TooManyRequests(HotlineError):
    """Too many requests from your address: wait a while."""

    code = "too_many_requests"


class PasswordChangeRequired(HotlineError):
    """Change your password first (POST /api/v1/auth/password)."""

    code = "auth.password_change_required"


class EnrolmentRequired(HotlineError):
    """Your role wants one-time codes: enrol first (POST /api/v1/auth/totp)."""

    code = "auth.enrolment_required"


class CaptchaRequired(HotlineError):
    """Solve a captcha (POST /api/v1/auth/captcha) and send it with the log-in."""

    code = "auth.captcha_required"


class CaptchaWrong(HotlineError):
    """The captcha is wrong or too old: take a new one."""

    code = "auth.captcha_wrong"


class StepOver(HotlineError):
    """The log-in took too long: begin with the password again."""

    code = "auth.step_over"


class SessionElsewhere(HotlineError):
    """You are logged in as an agent elsewhere; send takeover to take over here."""

    code = "agent.session_elsewhere"


class DeviceTaken(HotlineError):
    """Another agent is logged in at this extension."""

    code = "agent.device_taken"


class NotLoggedIn(HotlineError):
    """Log in as an agent first (POST /api/v1/agent/session)."""

    code = "agent.not_logged_in"


class TooLarge(HotlineError):
    """The body is too large."""

    code = "body.too_large"


class NotJson(HotlineError):
    """The body is no valid JSON."""

    code = "body.not_json"


def body_of(error: HotlineError) -> dict[str, Any]:
    """The error object of the answer. English from the error itself, Chinese from the catalogue by code."""
    chinese = CHINESE.get(error.code, CHINESE["error"])
    shown: dict[str, Any] = {"code": error.code, "message": str(error), "message_zh": chinese}
    if isinstance(error, FlowInvalid):
        shown["message_zh"] = "\n".join(finding.text("zh") for finding in error.findings)
    for name, value in error.details.items():
        if name == "message_zh":
            shown["message_zh"] = value
        elif name == "changes":
            shown["changes"] = value
        elif name == "field":
            shown["field"] = str(value)
    if "field" in shown and "message_zh" not in error.details:
        shown["message_zh"] = f"{shown['message_zh']}（{shown['field']}）"
    return {"error": shown}


def in_chinese(results: BulkResults) -> BulkResults:
    """What could not be done has a reason in Chinese, too: its own, or that of its kind."""
    for one in results.results:
        if not one.ok and not one.message_zh:
            one.message_zh = CHINESE.get(one.code, CHINESE["error"])
    return results


def response(error: HotlineError) -> web.Response:
    headers = {}
    if error.code in {"auth.throttled", "too_many_requests"}:
        headers["Retry-After"] = str(error.details.get("retry_after", 1))
    return json_response(body_of(error), STATUS.get(error.code, 500), headers)


def validation_response(error: ValidationError) -> web.Response:
    """The first wrong place, named; 422."""
    details = error.errors(include_url=False, include_context=False)
    first = details[0]
    field = ".".join(str(part) for part in first["loc"]) or "body"
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    shown = {
        "code": "invalid",
        "message": f"{field}: {first['msg']}{more}",
        "message_zh": f"“{field}”的内容无效，请检查后重新提交",
        "field": field,
    }
    return json_response({"error": shown}, 422)


def json_response(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(
        body=orjson.dumps(body), status=status, content_type="application/json", charset="utf-8", headers=headers
    )
