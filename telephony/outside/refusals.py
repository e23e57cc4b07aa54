"""Why a call to the outside is not made: codes that stay the same, with their words in both languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from telephony.errors import NotPossible

REASONS: Mapping[str, tuple[str, str]] = {
    "outbound.bad_number": ("{number} is not a number that can be dialled", "{number}不是可以拨打的号码"),
    "outbound.no_trunk": (
        "no trunk to the outside is configured: an administrator adds one under Trunks",
        "没有配置外线中继，请管理员在“中继”中添加",
    ),
    "outbound.no_route": ("no trunk carries numbers like {number}", "没有中继可以呼叫{number}这类号码"),
    "outbound.trunks_down": ("all trunks for {number} are down", "可呼叫{number}的中继全部不可用"),
    "outbound.trunks_busy": (
        "all lines to the outside are in use: try again in a moment",
        "外线全部占用，请稍后再试",
    ),
    "outbound.blacklisted": ("{number} is on the black list", "{number}在黑名单中"),
    "outbound.do_not_call": ("{number} does not want to be called", "{number}已登记谢绝来电"),
    "outbound.not_allowed": (
        "you are not permitted to dial {number} ({detail})",
        "您没有拨打{number}的权限（{detail}）",
    ),
    "outbound.international": (
        "international calls are not permitted ({number})",
        "没有拨打国际及港澳台长途的权限（{number}）",
    ),
    "outbound.premium": ("premium-rate numbers are not permitted ({number})", "不允许拨打声讯等高资费号码（{number}）"),
    "outbound.hours": ("outbound calls are not permitted at this time ({detail})", "当前时段不允许外呼（{detail}）"),
    "outbound.velocity": (
        "too many calls in a short time ({detail}): try again later",
        "短时间内呼叫次数过多（{detail}），请稍后再试",
    ),
    "outbound.cost_cap": ("today's budget for calls is spent ({detail})", "今日通话费用已达上限（{detail}）"),
}


PASSING = frozenset(
    {
        "outbound.trunks_down",
        "outbound.trunks_busy",
        "outbound.hours",
        "outbound.velocity",
        "outbound.cost_cap",
    }
)
"""Reasons that are over by themselves: the same call may be made later."""


class OutboundRefused(NotPossible):
    """The call to the outside was refused."""

    code = "outbound.refused"


ERRORS: Mapping[str, type[OutboundRefused]] = {
    code: type(code.partition(".")[2], (OutboundRefused,), {"code": code, "__doc__": words[0]})
    for code, words in REASONS.items()
}
"""An error class per reason, so that each keeps its code on its way over the bus."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """`code` is one of REASONS; `detail` names the rule (a scope, a limit)."""

    code: str
    number: str
    detail: str = ""
    trunks: Mapping[str, str] = field(default_factory=dict)
    """Why each trunk was left out, when that is the reason."""

    @property
    def message(self) -> str:
        return REASONS[self.code][0].format(number=self.number, detail=self.detail)

    @property
    def message_zh(self) -> str:
        return REASONS[self.code][1].format(number=self.number, detail=self.detail)

    def error(self) -> OutboundRefused:
        """The refusal as an error for whoever asked."""
        return ERRORS[self.code](self.message, message_zh=self.message_zh, field="number")
