"""What a waiting caller presses: keys of the queue, and the answers when he is asked where to call him back."""

from __future__ import annotations

from collections.abc import Callable

from telephony.callbacks.dialog import SILENCE, Answer, Ask, Chosen, Declined, NumberDialog
from telephony.calls import Call
from telephony.commands import StopPlay
from telephony.config_model import WaitingKey
from telephony.engine import Engine
from telephony.errors import HotlineError
from telephony.queueing.announcements import Announcer
from telephony.queueing.waiting import Waiting, Where

TWICE = 0.4
"""Seconds within which a key that is pressed again was meant once: it does not take a number that he has not heard."""


class Keys:
    """`accept(call, number)` notes a callback and ends the call, or raises why the number cannot be called back;
    `go(call, key)` carries out every other key."""

    def __init__(
        self,
        engine: Engine,
        announcer: Announcer,
        accept: Callable[[Call, str], None],
        go: Callable[[Call, WaitingKey], None],
    ) -> None:
        self._engine = engine
        self._announcer = announcer
        self._accept = accept
        self._go = go

    def press(self, call: Call, waiting: Waiting, digit: str) -> None:
        """A key while waiting. One that means nothing here is passed over: he may have pressed it by accident."""
        if waiting.dialog is not None:
            opened, at = waiting.asked_by
            if waiting.dialog.typing or digit != opened or self._engine.now().mono > at + TWICE:
                waiting.asked_by = ("", 0.0)
                self._answer(call, waiting, waiting.dialog.press(digit))
            return
        queue = self._engine.config.queues.get(call.queue or "")
        key = queue.keys.get(digit) if queue is not None and waiting.where is Where.LINE else None
        if key is None or queue is None:
            return
        if key.action != "callback":
            self._go(call, key)
        elif queue.callback.enabled:
            waiting.asked_by = (digit, self._engine.now().mono)
            self.ask(call, waiting, lambda: self._announcer.music(call))

    def ask(self, call: Call, waiting: Waiting, declined: Callable[[], None]) -> None:
        """Ask on which number he is to be called back. He keeps his place meanwhile; an agent may still be found."""
        waiting.dialog, waiting.declined = NumberDialog(call.from_number), declined
        self._answer(call, waiting, waiting.dialog.begin())

    def said(self, call: Call, waiting: Waiting) -> None:
        """The question has been heard: wait for keys."""
        self._engine.after(call, "dialog", SILENCE, lambda: self._silent(call, waiting))

    def _silent(self, call: Call, waiting: Waiting) -> None:
        if waiting.dialog is not None:
            self._answer(call, waiting, waiting.dialog.silent())

    def _answer(self, call: Call, waiting: Waiting, answer: Answer) -> None:
        self._engine.cancel(call, "dialog")
        match answer:
            case Ask(prompts, values):
                texts = [self._engine.notice(name, call.language) for name in prompts]
                files = self._engine.files(texts, call.language, values)
                if files:
                    self._announcer.say(call, waiting, files, "ask")
                else:
                    self.said(call, waiting)
            case Chosen(number):
                self._chosen(call, waiting, number)
            case Declined():
                self._decline(call, waiting)
            case _:
                self._hush(call, waiting)
                self.said(call, waiting)

    def _chosen(self, call: Call, waiting: Waiting, number: str) -> None:
        dialog = waiting.dialog
        assert dialog is not None
        try:
            self._accept(call, number)
        except HotlineError:
            self._answer(call, waiting, dialog.refused())

    def _decline(self, call: Call, waiting: Waiting) -> None:
        self._hush(call, waiting)
        declined, waiting.dialog, waiting.declined = waiting.declined, None, None
        if declined is not None:
            declined()

    def _hush(self, call: Call, waiting: Waiting) -> None:
        if waiting.announcing is not None:
            self._engine.send(call, StopPlay(call.leg, waiting.announcing))
            waiting.announcing = None
