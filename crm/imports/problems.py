"""What can be wrong with a line, in both languages. `serious` ones keep the row out; the others only warn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHOWN = 60
"""Characters of a wrong value that are shown."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`zh` and `en` may name `{value}` and `{detail}`."""

    zh: str
    en: str
    serious: bool = True


REASONS: Mapping[str, Reason] = {
    "scientific": Reason(
        "Excel 已把号码变成“{value}”，后面的数字已丢失：请将该列设为“文本”格式后重新填写",
        "Excel has turned the number into {value}; its last digits are lost: make the column text and enter it again",
    ),
    "too_long": Reason(
        "数字超过15位，Excel 已把末尾数字变成0（{value}）：请将该列设为“文本”格式后重新填写",
        "more than 15 digits: Excel has put zeros in place of the last ones ({value}): make the column text",
    ),
    "lost_zero": Reason(
        "Excel 去掉了区号前的0（{value}），已按 {detail} 导入",
        "Excel has dropped the 0 before the area code ({value}); taken as {detail}",
        serious=False,
    ),
    "no_phone": Reason("“{value}”不是电话号码", "{value!r} is not a phone number"),
    "required": Reason("必填项为空", "this is needed"),
    "phone_required": Reason("至少需要一个电话号码", "at least one phone number is needed"),
    "too_many": Reason("最多{detail}个", "at most {detail}"),
    "length": Reason("超过{detail}个字符", "longer than {detail} characters"),
    "unknown_choice": Reason("没有“{value}”这个选项，可用：{detail}", "there is no {value!r}; use one of: {detail}"),
    "unknown_user": Reason("没有工号或用户名为“{value}”的员工", "there is no user with the number or name {value!r}"),
    "invalid": Reason("“{value}”无效：{detail}", "{value!r} is not valid: {detail}"),
    "bad_field": Reason("无法填写：{detail}", "not taken: {detail}"),
    "bad_part": Reason("无法识别“{value}”，可用：{detail}", "{value!r} is none of: {detail}"),
    "bad_kind": Reason(
        "没有“{value}”这种地址类型，可用：家庭、单位、收货、供暖、其他",
        "there is no kind of address {value!r}; use home, work, delivery, heating or other",
    ),
    "unknown_region": Reason(
        "没有“{value}”这个地区：请填写省市区全称或行政区划代码",
        "there is no region {value!r}: its whole name or code is needed",
    ),
    "bad_date": Reason("“{value}”不是日期", "{value!r} is not a date"),
    "nameless": Reason(
        "产品须填写序列号、条码、型号或名称之一", "a product needs a serial number, bar code, model or name"
    ),
    "warranty": Reason("保修截止日期（{value}）早于购买日期", "the warranty ends ({value}) before the day of purchase"),
    "same_as_line": Reason("与第{detail}行重复", "the same as line {detail}"),
    "exists": Reason("已存在：{detail}", "there already: {detail}"),
    "unchanged": Reason("与现有资料相同，无需更新", "nothing differs from what is there", serious=False),
    "several": Reason("有多个客户符合，无法确定更新哪一个：{detail}", "several match, so none is updated: {detail}"),
    "not_yours": Reason("已存在，但您无权修改", "there already, and not yours to change"),
    "refused": Reason("与其他记录冲突，未能保存", "it collides with another record and was not stored"),
    "do_not_call": Reason("在禁呼名单中（{value}）", "on the do-not-call list ({value})"),
    "too_wide": Reason("该行的列数多于表头", "the line has more columns than the heading", serious=False),
    "unreadable": Reason("该行无法读取：{detail}", "the line cannot be read: {detail}"),
}

KEPT: Mapping[str, Reason] = {
    "changed": Reason("导入后已被修改，保留", "changed since, so it stays"),
    "in_use": Reason("已有通话、工单等记录引用，保留", "calls, tickets or others refer to it, so it stays"),
    "gone": Reason("已不存在", "no longer there"),
    "number_taken": Reason("原编号已被其他记录使用，保留", "its old number belongs to another record now, so it stays"),
}
"""Why an undo leaves a row as it is."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`column`: the code of the column, "" for the whole line. `value`: what stood there, cut short. `detail`: in both
    languages the same, or Chinese and English in two lines."""

    code: str
    column: str = ""
    value: str = ""
    detail: str = ""

    @property
    def serious(self) -> bool:
        return reason(self.code).serious

    def text(self, language: str) -> str:
        words = reason(self.code)
        zh, _, en = self.detail.partition("\n")
        detail = (en or zh) if language == "en" else zh
        return (words.en if language == "en" else words.zh).format(value=self.value, detail=detail)

    def stored(self) -> dict[str, str]:
        given = {"code": self.code, "column": self.column, "value": self.value[:SHOWN], "detail": self.detail[:400]}
        return {name: value for name, value in given.items() if value}


def reason(code: str) -> Reason:
    return REASONS.get(code) or KEPT[code]


def read_problem(stored: Mapping[str, Any]) -> Problem:
    return Problem(**{name: str(value) for name, value in stored.items()})
