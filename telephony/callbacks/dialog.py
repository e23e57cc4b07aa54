"""Asks a caller on which number he is to be called back. Pure: keys and silences in, words and an answer out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TRIES = 3
SILENCE = 6.0
"""Seconds without a key after which a question counts as not answered."""

LONGEST = 20


@dataclass(frozen=True, slots=True)
class Ask:
    """Say these system prompts in a row (what is being said stops), and listen."""

    prompts: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    number: str


@dataclass(frozen=True, slots=True)
class Declined:
    """He would rather not, or gave no usable answer."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Nothing to say: what is being said stops, the silence begins anew."""


Answer = Ask | Chosen | Declined | Listen


def usable(number: str) -> bool:
    """Whether somebody outside may be at this number: extensions and short codes are not called back."""
    digits = number.removeprefix("+")
    return digits.isascii() and digits.isdigit() and 7 <= len(digits) <= LONGEST


class NumberDialog:
    """`number` is the caller's own; a withheld or unusable one is asked for at once."""

    def __init__(self, number: str) -> None:
        self._number = number if usable(number) else ""
        self.typing = False
        self._digits = ""
        self._tries = 0

    def begin(self) -> Ask:
        return self._confirm() if self._number else self._enter()

    def press(self, digit: str) -> Answer:
        """A key: 1 takes the number, 2 asks for another, * cancels; while typing, # ends the number."""
        if digit == "*":
            return Declined()
        if self.typing:
            return self._type(digit)
        if digit == "1":
            return Chosen(self._number)
        if digit == "2":
            return self._enter()
        return self._again("invalid_key")

    def silent(self) -> Answer:
        """No key for SILENCE seconds after the last word or key."""
        if self.typing and self._digits:
            return self._typed()
        return self._again("no_input")

    def refused(self) -> Answer:
        """The number that was chosen must not be called: another one, or none."""
        self._number = ""
        return self._again("callback_refused")

    def _type(self, digit: str) -> Answer:
        if digit == "#":
            return self._typed()
        if len(self._digits) < LONGEST:
            self._digits += digit
        return Listen()

    def _typed(self) -> Answer:
        number, self._digits = self._digits, ""
        if not usable(number):
            return self._again("callback_bad_number")
        self._number, self.typing = number, False
        return self._confirm()

    def _again(self, prompt: str) -> Answer:
        self._tries += 1
        if self._tries >= TRIES:
            return Declined()
        question = self._enter() if self.typing or not self._number else self._confirm()
        return Ask((prompt, *question.prompts), question.values)

    def _confirm(self) -> Ask:
        return Ask(("callback_offer",), {"number": self._number})

    def _enter(self) -> Ask:
        self.typing, self._digits = True, ""
        return Ask(("callback_enter",))
