"""The menu's rooms (crm/menu/catalogue.py) and the pages (web/src/app/routes.tsx) are the same and take the same."""

from __future__ import annotations

import re

from crm.menu.catalogue import ROOMS
from crm.roles.functions import FUNCTIONS
from tests.support.installation import ROOT

WEB = ROOT / "web/src"
PAGE = re.compile(r'page\(\s*"([^"]+)",\s*"([^"]*)"')
SETTINGS = re.compile(r'room: "(\w+)",\s*function: "([\w.]+)"')
CODE = re.compile(r'mayDo(?:ForOthers)?\(\s*[^,]+,\s*"([^"]+)"')


def pages() -> dict[str, str]:
    """Address → function, with optional parts left out and settings' rooms by their names."""
    routes = (WEB / "app/routes.tsx").read_text(encoding="utf-8")
    found = {re.sub(r"/:\w+\?", "", path): function for path, function in PAGE.findall(routes)}
    settings = (WEB / "features/resources/resources.ts").read_text(encoding="utf-8")
    return {f"admin/{room}": function for room, function in SETTINGS.findall(settings)} | found


def test_every_room_of_the_menu_is_a_page_that_takes_the_same_function() -> None:
    known = pages()
    rooms = {room.path.removeprefix("/"): room.function for room in ROOMS.values() if room.path not in {"", "/"}}
    assert rooms == {path: known.get(path) for path in rooms}


def test_every_page_is_in_the_menu_or_below_one_that_is() -> None:
    rooms = {room.path.removeprefix("/") for room in ROOMS.values()}
    beside = {"wall", "admin/:room", "tickets", "account", "setup"}
    alone = {path for path in pages() if not any(path == room or path.startswith(f"{room}/") for room in rooms - {""})}
    assert alone - beside == set()


def test_what_the_pages_ask_for_are_functions() -> None:
    asked = set(pages().values()) - {""}
    for file in WEB.rglob("*.ts*"):
        asked |= set(CODE.findall(file.read_text(encoding="utf-8")))
    assert asked - FUNCTIONS.keys() == set()


def test_a_group_comes_before_what_is_in_it_and_has_a_picture() -> None:
    icons = (WEB / "features/frame/EntrySymbol.tsx").read_text(encoding="utf-8")
    seen: set[str] = set()
    for room in ROOMS.values():
        assert not room.parent or room.parent in seen, room.id
        assert room.function in FUNCTIONS or not room.function, room.id
        assert re.search(rf"^  {room.id}: \w+,$", icons, re.MULTILINE), room.id
        seen.add(room.id)
