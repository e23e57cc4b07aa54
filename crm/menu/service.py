"""菜单管理: the workspace's menu as the company arranges it, cut down to what somebody may open."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import Invalid
from crm.menu.catalogue import ROOMS, Room
from crm.roles.functions import FUNCTIONS
from crm.routing.settings import put, value
from crm.text import BothLanguages

KEY = "menu"
DEEPEST = 3
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"'<>\\]{1,500}$")]


class MenuItem(BaseModel):
    """A place in the menu. `id`: a page of the product, or any other id for a group of the company's own or, with
    `url`, a link to another of its systems; those need a `label`, and may take a `function`. `label` null: as shipped.
    """

    model_config = ConfigDict(strict=True, extra="forbid")

    id: EntryId
    visible: bool = True
    label: BothLanguages | None = None
    url: Url | None = None
    function: str = Field("", max_length=64)
    items: list[MenuItem] = Field(default_factory=list, max_length=100)


class MenuBody(BaseModel):
    """The whole menu in its order. Pages that it does not name come at the end, where they are shipped."""

    model_config = ConfigDict(strict=True, extra="forbid")

    items: list[MenuItem] = Field(max_length=100)


class MenuEntry(BaseModel):
    """`path`: a page of the product; `url`: another system's; neither: a group."""

    id: str
    label: BothLanguages
    path: str
    url: str
    items: list[MenuEntry]


class MenuRoom(BaseModel):
    """An entry of the product as it is shipped: `path` is "" for a group, `function` what its page takes ("": nothing),
    `parent` the group in which it stands from the start."""

    id: str
    label: BothLanguages
    path: str
    function: str
    parent: str


def rooms() -> list[MenuRoom]:
    """All entries of the product, groups before what is in them."""
    return [
        MenuRoom(
            id=room.id,
            label=BothLanguages(zh=room.zh, en=room.en),
            path=room.path,
            function=room.function,
            parent=room.parent,
        )
        for room in ROOMS.values()
    ]


async def arranged(session: AsyncSession) -> MenuBody:
    """The menu as it is stored, complete with pages that have come since."""
    stored = await value(session, KEY)
    items = MenuBody.model_validate(stored).items if stored else []
    have = {item.id for item in _all(items)}
    for room in ROOMS.values():
        if room.id not in have:
            parent = next((item for item in _all(items) if item.id == room.parent), None)
            (parent.items if parent is not None else items).append(MenuItem.model_validate({"id": room.id}))
    return MenuBody(items=items)


async def arrange(session: AsyncSession, who: Principal, body: MenuBody) -> MenuBody:
    """Raises Invalid for an entry that comes twice, a missing label, an unknown function, or too many levels."""
    seen: set[str] = set()
    for item in _all(body.items):
        _check(item, seen)
    if _depth(body.items) > DEEPEST:
        raise Invalid(f"a menu has {DEEPEST} levels at most", field="items", message_zh=f"菜单最多 {DEEPEST} 级")
    document = body.model_dump(mode="json")
    await put(session, KEY, document)
    note(session, who, "menu.arrange", "company", KEY, document)
    await session.flush()
    return await arranged(session)


async def menu_of(session: AsyncSession, who: Principal, *, agent: bool) -> list[MenuEntry]:
    """What this user sees; `agent`: he has a 工号. Groups without anything in them are left out."""
    return _shown((await arranged(session)).items, who, agent)


def _shown(items: list[MenuItem], who: Principal, agent: bool) -> list[MenuEntry]:
    found = []
    for item in items:
        room = ROOMS.get(item.id)
        function = room.function if room is not None else item.function
        hidden = not item.visible or (function and not who.may(function))
        if hidden or (room is not None and room.agents and not agent):
            continue
        below = _shown(item.items, who, agent)
        path, url = room.path if room is not None else "", item.url or ""
        if path or url or below:
            found.append(MenuEntry(id=item.id, label=_label(item, room), path=path, url=url, items=below))
    return found


def _label(item: MenuItem, room: Room | None) -> BothLanguages:
    if item.label is not None or room is None:
        return item.label or BothLanguages(zh=item.id, en=item.id)
    return BothLanguages(zh=room.zh, en=room.en)


def _check(item: MenuItem, seen: set[str]) -> None:
    field = f"items.{item.id}"
    if item.id in seen:
        raise Invalid(f"{item.id} comes twice", field=field, message_zh=f"菜单项 {item.id} 重复")
    seen.add(item.id)
    if item.id in ROOMS and (item.url is not None or item.function):
        raise Invalid(
            "a page of the product keeps its address and its function",
            field=field,
            message_zh="系统页面的地址和功能不能修改",
        )
    if item.id not in ROOMS and item.label is None:
        raise Invalid(f"{item.id} needs a label", field=f"{field}.label", message_zh=f"菜单项 {item.id} 需要名称")
    if item.function and item.function not in FUNCTIONS:
        raise Invalid(
            f"there is no function {item.function}", field=f"{field}.function", message_zh=f"没有功能 {item.function}"
        )


def _all(items: list[MenuItem]) -> list[MenuItem]:
    return [each for item in items for each in (item, *_all(item.items))]


def _depth(items: list[MenuItem]) -> int:
    return max((1 + _depth(item.items) for item in items), default=0)
