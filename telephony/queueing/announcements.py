"""What a caller hears over the music: his place and expected wait, and the queue's comfort messages in turn."""

from __future__ import annotations

from collections.abc import Mapping

from telephony.acd import model
from telephony.calls import Call
from telephony.commands import MusicStart, MusicStop, Play, StopPlay
from telephony.engine import Engine
from telephony.queueing import wording
from telephony.queueing.waiting import Waiting

AGAIN = 5.0
"""Seconds until a comfort message that met another announcement is tried again."""


class Announcer:
    """Plays over the music, never over another announcement and never while an agent is being rung."""

    def __init__(self, engine: Engine, waiting: Mapping[str, Waiting]) -> None:
        self._engine = engine
        self._waiting = waiting

    def begin(self, call: Call) -> None:
        """The call has joined its queue: music, and the clock of its comfort messages."""
        self.music(call)
        self._wait_for_comfort(call)

    def end(self, call: Call) -> None:
        """The call leaves its queue: nothing of this is heard any more."""
        self._engine.cancel(call, "comfort")
        waiting = self._waiting.get(call.id)
        if waiting is not None and waiting.announcing is not None:
            self._engine.send(call, StopPlay(call.leg, waiting.announcing))
            waiting.announcing = None

    def music(self, call: Call) -> None:
        config = self._engine.config.queues.get(call.queue or "")
        self._engine.send(call, MusicStart(call.leg, config.music if config else "default"))

    def place(self, decision: model.Announce) -> None:
        """Tell the caller his place and expected wait."""
        call = self._engine.calls.get(decision.item)
        waiting = self._waiting.get(decision.item)
        queue = self._engine.config.queues.get(decision.queue)
        if call is None or waiting is None or queue is None or not self._free(waiting):
            return
        words, minutes = wording.announcement(queue, decision, first=not waiting.announced, told=waiting.told)
        waiting.announced = True
        waiting.told = minutes if minutes is not None else waiting.told
        texts = [self._engine.notice(name, call.language) for name in words.prompts]
        self._over_music(call, waiting, self._engine.files(texts, call.language, words.values), "place")

    def finished(self, call: Call, waiting: Waiting) -> None:
        """An announcement has come to its end: the music again."""
        waiting.announcing = None
        self.music(call)

    def _comfort(self, call: Call) -> None:
        waiting = self._waiting.get(call.id)
        queue = self._engine.config.queues.get(call.queue or "")
        if waiting is None or queue is None or not queue.announcements.comfort:
            return
        if not self._free(waiting):
            self._wait_for_comfort(call, AGAIN)
            return
        messages = queue.announcements.comfort
        text = messages[waiting.comforted % len(messages)].get(call.language, "")
        waiting.comforted += 1
        self._over_music(call, waiting, self._engine.files([text], call.language), "comfort")
        self._wait_for_comfort(call)

    def _wait_for_comfort(self, call: Call, seconds: float | None = None) -> None:
        queue = self._engine.config.queues.get(call.queue or "")
        if queue is not None and queue.announcements.comfort and queue.announcements.comfort_every > 0:
            every = queue.announcements.comfort_every if seconds is None else seconds
            self._engine.after(call, "comfort", every, lambda: self._comfort(call))

    @staticmethod
    def _free(waiting: Waiting) -> bool:
        return waiting.announcing is None and waiting.dialog is None and not waiting.rings

    def _over_music(self, call: Call, waiting: Waiting, files: tuple[str, ...], what: str) -> None:
        if files:
            self.say(call, waiting, files, what)

    def say(self, call: Call, waiting: Waiting, files: tuple[str, ...], what: str) -> None:
        """Play over the music now, instead of what is being played over it."""
        if waiting.announcing is not None:
            self._engine.send(call, StopPlay(call.leg, waiting.announcing))
        waiting.announcing = f"{call.id}:{what}-{self._engine.now().mono:.3f}"
        self._engine.send(call, MusicStop(call.leg), Play(call.leg, waiting.announcing, files))
