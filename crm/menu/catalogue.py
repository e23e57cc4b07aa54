"""The rooms of the workspace: what a menu can show, and the function that each takes. A new page is one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """`path`: the page's address, or "" for a group. `function`: whoever lacks it does not see the entry ("": all).
    `parent`: the group in which it stands from the start. `agents`: only for users with a 工号."""

    id: str
    zh: str
    en: str
    path: str
    function: str = ""
    parent: str = ""
    agents: bool = False


ROOMS: Mapping[str, Room] = {
    room.id: room
    for room in (
        Room("desk", "坐席工作台", "Desk", "/desk", "phone.use", agents=True),
        Room("live", "实时监控", "Live", "/live", "live.watch"),
        Room("calls", "通话记录", "Calls", "/calls", "calls.read"),
        Room("voicemails", "语音留言", "Voicemails", "/voicemails", "voicemails.read"),
        Room("customers", "客户", "Customers", "/customers", "customers.read"),
        Room("tickets", "工单", "Tickets", "/tickets", "tickets.read"),
        Room("test_phone", "测试电话", "Test phone", "/test-phone"),
        Room("admin", "系统管理", "Administration", ""),
        Room("users", "用户", "Users", "/admin/users", "users.read", "admin"),
        Room("queues", "队列", "Queues", "/admin/queues", "queues.manage", "admin"),
        Room("flows", "语音流程", "Voice flows", "/admin/flows", "flows.manage", "admin"),
        Room("devices", "分机", "Extensions", "/admin/devices", "devices.manage", "admin"),
        Room("entries", "接入号码", "Entry numbers", "/admin/entries", "entries.manage", "admin"),
    )
}
