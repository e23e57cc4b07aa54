"""Emergency messages (应急公告): heard before a menu or queue, or instead of it, as long as they are switched on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from telephony import domain_events as news
from telephony.calls import Call
from telephony.commands import Play
from telephony.engine import Engine
from telephony.events import CommandRefused, Event, PlaybackFinished, PlaybackOutcome
from telephony.outside.settings import Announcement

FAILED_PAUSE = 0.2
"""Seconds after which a call goes on whose message could not be played."""


@dataclass(frozen=True, slots=True)
class _Playing:
    playback: str
    then: Callable[[], None]


class Announcer:
    """`on_end(call)` hangs up after a message that is heard instead of the menu."""

    def __init__(self, engine: Engine, on_end: Callable[[Call], None]) -> None:
        self._engine = engine
        self._on_end = on_end
        self._playing: dict[str, _Playing] = {}

    def current(self, *scopes: str) -> Announcement | None:
        """The message for the first of these scopes that has one now."""
        utc = self._engine.now().utc
        active = {
            item.scope: item
            for item in reversed(self._engine.config.snapshot.announcements)
            if item.until is None or utc < item.until
        }
        return next((active[scope] for scope in scopes if scope in active), None)

    def before(self, call: Call, scopes: tuple[str, ...], then: Callable[[], None]) -> None:
        """Play what is to be heard there, then go on with `then` (or end the call)."""
        item = self.current(*scopes)
        text = (item.text.get(call.language) or item.text.get("zh") or "") if item is not None else ""
        files = self._engine.files([text], call.language) if text else ()
        if item is None or not files:
            then()
            return
        playback = f"{call.id}:announcement-{item.id}"
        goes_on = then if item.mode == "before" else lambda: self._on_end(call)
        self._playing[call.id] = _Playing(playback, goes_on)
        self._engine.publish(news.CallAnnounced(call.id, item.id, item.scope, item.mode))
        self._engine.send(call, Play(call.leg, playback, files))

    def handle(self, call: Call, event: Event) -> bool:
        """The end of a message; True when it was one, and nobody else's affair."""
        playing = self._playing.get(call.id)
        if playing is None or not isinstance(event, PlaybackFinished | CommandRefused):
            return False
        if event.playback != playing.playback:
            return False
        if isinstance(event, PlaybackFinished) and event.outcome is PlaybackOutcome.DONE:
            self._over(call)
        else:  # a message also fails when its listener hangs up, which is heard of next
            self._engine.after(call, "announced", FAILED_PAUSE, lambda: self._over(call))
        return True

    def _over(self, call: Call) -> None:
        playing = self._playing.pop(call.id, None)
        if playing is not None and not call.leg_gone:
            playing.then()

    def forget(self, call: Call) -> None:
        """The call is over, or goes another way."""
        self._playing.pop(call.id, None)
