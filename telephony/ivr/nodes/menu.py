"""Say a menu and go where the pressed key leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from telephony.ivr.fields import Key, Names, Target
from telephony.ivr.flow import Edge
from telephony.ivr.nodes.asking import Asking
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu(Asking):
    """`repeat` is a key that says the menu again and counts as no mistake. The way back to the upper menu is a key
    as any other. `meanings` tells people what a key of `keys` stands for."""

    kind: Literal["menu"] = "menu"
    keys: Annotated[Mapping[Key, Target], Field(min_length=1)]
    meanings: Annotated[Mapping[Key, Names], Field(json_schema_extra={"role": "keys"})] = field(default_factory=dict)
    repeat: Key | None = None
    on_fail: Target

    def enter(self, s: Session) -> None:
        self.ask(s)

    def typed(self, s: Session) -> None:
        if not self.hears(s):
            return
        key = s.take()
        if key in self.keys:
            s.go(self.keys[key], key)
        elif key == self.repeat:
            s.digits.clear()
            s.say(self.say)
        else:
            self.mistake(s, "invalid")

    def expired(self, s: Session) -> None:
        self.mistake(s, "silence")

    def gives_up(self) -> str:
        return self.on_fail

    def edges(self) -> Iterable[Edge]:
        for key, target in self.keys.items():
            yield Edge(("keys", key), target, by_caller=True)
        yield Edge(("on_fail",), self.on_fail)

    def problems(self) -> Iterable[tuple[str, str]]:
        if self.repeat in self.keys:
            yield "repeat_taken", "repeat"
        for key in self.meanings:
            if key not in self.keys:
                yield "meaning_of_nothing", f"meanings.{key}"
