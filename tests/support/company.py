"""A small company for tests: one queue with a few agents, a menu, short times."""

from __future__ import annotations

from typing import Any

SECRET = "phone-secret-of-a-test"
ALWAYS = [[{"start": "00:00", "end": "24:00"}]] * 7

MENU: dict[str, Any] = {
    "flow": "menu",
    "name": {"zh": "菜单", "en": "Menu"},
    "start": "top",
    "languages": ["zh", "en"],
    "nodes": {
        "top": {
            "kind": "menu",
            "say": {"zh": "人工服务请按1，留言请按2。", "en": "For an agent press 1, for a message press 2."},
            "keys": {"1": "agent", "2": "message"},
            "invalid": {"zh": "您的按键有误。", "en": "That is not a valid choice."},
            "silence": {"zh": "没有收到您的按键。", "en": "We did not receive your choice."},
            "attempts": 3,
            "wait": 10,
            "on_fail": "bye",
        },
        "agent": {"kind": "queue", "queue": "service"},
        "message": {
            "kind": "voicemail",
            "box": "service",
            "max_seconds": 20,
            "say": {"zh": "请留言。", "en": "Please leave a message."},
        },
        "bye": {"kind": "hangup"},
    },
}
STRAIGHT: dict[str, Any] = {
    "flow": "straight",
    "name": {"zh": "直达", "en": "Straight to the queue"},
    "start": "agent",
    "languages": ["zh", "en"],
    "nodes": {"agent": {"kind": "queue", "queue": "service"}},
}


def snapshot(agents: int = 2, **queue: Any) -> dict[str, Any]:
    """A configuration snapshot: 1000 → menu, 1001 → queue `service`, agents a1… on devices 8001…; `queue` changes it.

    No notices: a call enters the queue at once."""
    members = [{"queue": "service"}, {"queue": "second"}]
    silent = {"zh": " ", "en": " "}
    base = {"wrap_up": 1.0, "ring_timeout": 4.0, "no_answer_penalty": 2.0}
    return {
        "version": 1,
        "company": {"name": {"zh": "测试公司", "en": "Test company"}},
        "entries": [
            {"number": "1000", "flow": "menu", "name": {"zh": "总机", "en": "Main"}},
            {"number": "1001", "flow": "straight", "name": {"zh": "直达", "en": "Direct"}},
        ],
        "flows": [{"id": flow["flow"], "version": 1, "document": flow} for flow in (MENU, STRAIGHT)],
        "hours": [{"id": "office", "name": {"zh": "工作时间", "en": "Office"}, "week": ALWAYS}],
        "queues": [
            {"id": "service", "name": {"zh": "客服", "en": "Service"}, **base, **queue},
            {"id": "second", "name": {"zh": "二线", "en": "Second line"}, **base},
        ],
        "agents": [
            {"id": f"a{k}", "number": str(1000 + k), "name": f"坐席{k}", "queues": members}
            for k in range(1, agents + 1)
        ],
        "devices": [{"id": str(8000 + k), "kind": "phone", "secret": SECRET} for k in range(1, agents + 1)],
        "notices": {"recording_notice": silent},
    }
