"""Voicemail heard by telephone: whoever has proved who he is hears his messages one by one and acts on them by keys.

Lists, files and changes are asked of web (`voicemail.…` queries of the directory, docs/contracts.md), which checks his
rights each time. A message counts as heard when it was played to its end, or he pressed a key meanwhile; who hangs up
in the middle of it leaves it as it was. The file that the switch plays is given back once nobody plays it any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from telephony.commands import Hangup, Play, StopPlay
from telephony.errors import HotlineError
from telephony.events import CommandRefused, DigitPressed, Event, LegEnded, PlaybackFinished, PlaybackOutcome

if TYPE_CHECKING:
    from telephony.controller import Controller

log = structlog.get_logger(__name__)

LOOKUP_SECONDS = 3.0
PREPARE_SECONDS = 10.0
"""Ten minutes of speech are made ready for the switch in a second or two."""
DECIDE_SECONDS = 10.0
"""After this long without a key the keys are told once more; then the phone is hung up."""
LONGEST_SECONDS = 3600.0

DELETE, KEEP_NEW = "3", "5"


@dataclass(slots=True)
class Hearing:
    """A phone on which messages are heard. `staff`: the 工号 of who hears them. `phase`: what a key means now."""

    id: str
    leg: str
    device: str
    staff: str
    messages: list[Mapping[str, Any]] = field(default_factory=list)
    at: int = 0
    phase: str = ""  # count, intro, message, menu, delete; "" while keys mean nothing
    may_handle: bool = False
    may_delete: bool = False
    marked: set[str] = field(default_factory=set)
    """Messages that count as heard by now, or were deliberately kept as new: not marked a second time."""
    file: str = ""
    playback: str = ""
    then: Callable[[bool], None] | None = None
    said: int = 0
    reminded: bool = False
    busy: bool = False  # web is being asked: keys mean nothing
    order: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Web is told in the order in which things were done."""
    timer: asyncio.TimerHandle | None = None
    limit: asyncio.TimerHandle | None = None

    @property
    def message(self) -> str:
        return str(self.messages[self.at]["id"])


class Messages:
    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._engine = controller.engine
        self._hearings: dict[str, Hearing] = {}  # by leg

    def start(self, owner: str, leg: str, device: str, staff: str) -> None:
        """The phone's leg, answered and standing under `owner`, is heard on by `staff` from now on."""
        hearing = self._hearings[leg] = Hearing(owner, leg, device, staff)
        hearing.limit = asyncio.get_running_loop().call_later(LONGEST_SECONDS, self._end, hearing)
        self._ask(hearing, self._list)

    def handle(self, event: Event) -> bool:
        """A fact of such a leg; False when it is none."""
        hearing = self._hearings.get(getattr(event, "leg", ""))
        if hearing is None:
            return False
        match event:
            case LegEnded():
                self._forget(hearing)
                self._engine.legs.pop(hearing.leg, None)
            case DigitPressed() if not hearing.busy:
                self._key(hearing, event.digit)
            case PlaybackFinished() | CommandRefused() if event.playback and event.playback == hearing.playback:
                hearing.playback = ""
                then, hearing.then = hearing.then, None
                if then is not None:
                    then(isinstance(event, PlaybackFinished) and event.outcome is PlaybackOutcome.DONE)
            case _:
                pass
        return True

    # asking web

    def _ask(self, hearing: Hearing, what: Callable[[Hearing], Any]) -> None:
        """Do something that asks web; keys mean nothing until it has answered, and without it messages end."""

        async def asking() -> None:
            try:
                await what(hearing)
            except (TimeoutError, HotlineError) as error:
                log.warning("messages.not_answered", staff=hearing.staff, reason=str(error) or "timeout")
                self._away(hearing)

        hearing.busy = True
        self._engine.spawn(asking(), lambda: self._away(hearing))

    def _away(self, hearing: Hearing) -> None:
        """Web has not answered, or nothing that can be said: nobody is left in silence."""
        if self._here(hearing):
            hearing.busy = False
            self._last(hearing, "messages_away")

    async def _query(self, hearing: Hearing, name: str, seconds: float = LOOKUP_SECONDS) -> Mapping[str, Any] | None:
        """Web's answer; None when the phone has gone meanwhile."""
        asked = {"staff": hearing.staff}
        if hearing.messages:
            asked["id"] = hearing.message
        async with hearing.order:
            answer = await self._engine.directory.query(f"voicemail.{name}", asked, seconds)
        if not self._here(hearing):
            if answer.get("file"):
                self._give_back(str(answer["file"]))
            return None
        hearing.busy = False
        return answer

    async def _list(self, hearing: Hearing) -> None:
        answer = await self._query(hearing, "list")
        if answer is None:
            return
        hearing.messages = [{**item, "id": item["id"], "at": item["at"]} for item in answer.get("messages") or ()]
        hearing.may_handle, hearing.may_delete = bool(answer.get("handle")), bool(answer.get("delete"))
        if not answer.get("found"):
            self._last(hearing, "code_refused")
        elif not hearing.messages:
            self._last(hearing, "messages_none")
        else:
            hearing.phase = "count"
            counts = {"fresh": answer["fresh"], "heard": answer["heard"]}
            self._say(hearing, lambda _: self._present(hearing), ("messages_count", counts))

    async def _play(self, hearing: Hearing) -> None:
        answer = await self._query(hearing, "open", PREPARE_SECONDS)
        if answer is None:
            return
        if not answer.get("found"):
            self._tell(hearing, "messages_gone", self._next)
            return
        hearing.file = str(answer.get("file") or "")
        if not hearing.file:
            self._tell(hearing, "messages_unplayable", self._menu)
            return
        hearing.phase = "message"
        self._start(
            hearing, (str(self._engine.options.recordings / hearing.file),), lambda ok: self._played(hearing, ok)
        )

    async def _delete(self, hearing: Hearing) -> None:
        answer = await self._query(hearing, "delete")
        if answer is not None and answer.get("done"):
            self._tell(hearing, "messages_deleted", self._next)
        elif answer is not None:
            self._tell(hearing, "code_refused", self._menu)

    async def _keep_new(self, hearing: Hearing) -> None:
        answer = await self._query(hearing, "new")
        if answer is not None and answer.get("done"):
            self._tell(hearing, "messages_kept_new", self._next)
        elif answer is not None:
            self._tell(hearing, "code_refused", self._menu)

    async def _call_back(self, hearing: Hearing) -> None:
        answer = await self._query(hearing, "number")
        if answer is None:
            return
        number = str(answer.get("number") or "")
        if not number:
            self._tell(hearing, "code_refused", self._menu)
            return
        self._forget(hearing)
        self._controller.dialout.from_phone(hearing.leg, hearing.device, number, answered=True)

    def _mark_heard(self, hearing: Hearing) -> None:
        """He has heard it. When web cannot be told, it stays new: the next hearing tells again."""
        message = hearing.message
        if message in hearing.marked:
            return
        hearing.marked.add(message)

        async def tell() -> None:
            try:
                asked = {"staff": hearing.staff, "id": message}
                async with hearing.order:
                    await self._engine.directory.query("voicemail.heard", asked, LOOKUP_SECONDS)
            except (TimeoutError, HotlineError) as error:
                log.warning("messages.not_marked", voicemail=message, reason=str(error) or "timeout")

        self._engine.spawn(tell())

    def _give_back(self, file: str) -> None:
        """Nobody plays the file any more. Web removes it; without web core does, as the message itself is elsewhere."""

        async def tell() -> None:
            try:
                await self._engine.directory.query("voicemail.close", {"file": file}, LOOKUP_SECONDS)
            except (TimeoutError, HotlineError) as error:
                log.info("messages.removed_alone", file=file, reason=str(error) or "timeout")
                path = self._engine.options.recordings / f"{file}.wav"
                await asyncio.to_thread(path.unlink, missing_ok=True)

        self._engine.spawn(tell())

    # one message after the other

    def _present(self, hearing: Hearing) -> None:
        """When it came and from whom, then the message."""
        item = hearing.messages[hearing.at]
        hearing.phase, hearing.reminded = "intro", False
        number = str(item.get("number") or "")
        dialled = number.removeprefix("+").replace("-", "").isdigit()
        self._say(
            hearing,
            lambda _: self._ask(hearing, self._play),
            ("messages_item", {"n": hearing.at + 1, "at": item["at"]}),
            ("messages_from", {"number": number}) if dialled else "messages_hidden",
        )

    def _played(self, hearing: Hearing, ok: bool) -> None:
        self._close(hearing)
        if ok:
            self._mark_heard(hearing)
            self._menu(hearing)
        else:
            self._tell(hearing, "messages_unplayable", self._menu)

    def _menu(self, hearing: Hearing) -> None:
        hearing.phase = "menu"
        prompts = ["messages_menu"]
        prompts += ["messages_menu_delete"] if hearing.may_delete else []
        prompts += ["messages_menu_handle"] if hearing.may_handle else []
        self._say(hearing, lambda _: self._wait(hearing), *prompts, "messages_menu_end")

    def _wait(self, hearing: Hearing) -> None:
        def nothing_pressed() -> None:
            if hearing.reminded:
                self._end(hearing)
                return
            hearing.reminded = True
            self._menu(hearing)

        hearing.timer = asyncio.get_running_loop().call_later(DECIDE_SECONDS, nothing_pressed)

    def _next(self, hearing: Hearing) -> None:
        hearing.at += 1
        if hearing.at < len(hearing.messages):
            self._present(hearing)
        else:
            hearing.at -= 1
            self._last(hearing, "messages_last")

    def _key(self, hearing: Hearing, digit: str) -> None:
        phase = hearing.phase
        if not phase:
            return
        self._stop(hearing)
        hearing.reminded = False
        if phase == "message":
            self._close(hearing)
            if digit != KEEP_NEW:
                self._mark_heard(hearing)
        if digit == "#":
            self._end(hearing)
        elif phase == "count":
            self._present(hearing)
        elif phase == "delete":
            if digit == DELETE:
                self._ask(hearing, self._delete)
            else:
                self._menu(hearing)
        else:
            self._act(hearing, digit)

    def _act(self, hearing: Hearing, digit: str) -> None:
        match digit:
            case "1":
                self._present(hearing)
            case "2":
                self._next(hearing)
            case "3" if hearing.may_delete:
                hearing.phase = "delete"
                self._say(hearing, lambda _: self._wait(hearing), "messages_delete")
            case "5" if hearing.may_handle:
                hearing.marked.add(hearing.message)
                self._ask(hearing, self._keep_new)
            case "8" if hearing.may_handle:
                self._ask(hearing, self._call_back)
            case _:
                self._menu(hearing)

    # saying

    def _say(
        self, hearing: Hearing, then: Callable[[bool], None], *prompts: str | tuple[str, Mapping[str, Any]]
    ) -> None:
        language = self._engine.config.snapshot.company.language
        files: list[str] = []
        for each in prompts:
            name, values = (each, {}) if isinstance(each, str) else each
            files += self._engine.files([self._engine.notice(name, language)], language, values)
        if files:
            self._start(hearing, tuple(files), then)
        else:
            then(True)

    def _start(self, hearing: Hearing, files: tuple[str, ...], then: Callable[[bool], None]) -> None:
        hearing.said += 1
        hearing.playback, hearing.then = f"{hearing.id}:messages-{hearing.said}", then
        self._engine.queue(hearing.id, Play(hearing.leg, hearing.playback, files))

    def _stop(self, hearing: Hearing) -> None:
        playback, hearing.playback, hearing.then = hearing.playback, "", None
        if hearing.timer is not None:
            hearing.timer.cancel()
        if playback:
            self._engine.queue(hearing.id, StopPlay(hearing.leg, playback))

    def _tell(self, hearing: Hearing, prompt: str, then: Callable[[Hearing], None]) -> None:
        """Something short that no key cuts off."""
        hearing.phase = ""
        self._say(hearing, lambda _: then(hearing), prompt)

    def _last(self, hearing: Hearing, prompt: str) -> None:
        self._tell(hearing, prompt, self._end)

    # the end

    def _close(self, hearing: Hearing) -> None:
        file, hearing.file = hearing.file, ""
        if file:
            self._give_back(file)

    def _here(self, hearing: Hearing) -> bool:
        return self._hearings.get(hearing.leg) is hearing

    def _end(self, hearing: Hearing) -> None:
        self._forget(hearing)
        self._engine.queue(hearing.id, Hangup(hearing.leg))

    def _forget(self, hearing: Hearing) -> None:
        for timer in (hearing.timer, hearing.limit):
            if timer is not None:
                timer.cancel()
        self._close(hearing)
        self._hearings.pop(hearing.leg, None)
