"""What goes on now, and stepping into it."""

from __future__ import annotations

from crm.roles.catalogue.kinds import Function, rows, whole


def _act(code: str, zh: str, en: str) -> Function:
    return rows(code, zh, en, supervisor="below", team_leader="below")


FUNCTIONS = (
    rows(
        "live.watch", "实时监控", "Watch queues, agents and calls",
        supervisor="below", team_leader="below", quality="below", campaigns="below",
    ),
    rows("live.listen", "监听", "Listen in", supervisor="below", team_leader="below", quality="below"),
    _act("live.whisper", "密语", "Whisper"),
    _act("live.barge", "强插", "Barge in"),
    _act("live.take_over", "拦截", "Take calls over"),
    _act("live.hang_up", "强拆", "End calls"),
    _act("live.move", "转移来电", "Move callers"),
    _act("live.state", "强制坐席状态", "Set agents' states"),
    _act("live.message", "向坐席发消息", "Send messages to agents"),
    _act("live.alarms", "设置队列告警阈值", "Set thresholds of queues' alarms"),
    whole("live.manage", "设置监控规则和告警", "Set rules of supervision and alarms"),
)  # fmt: skip
