"""Let the caller leave a message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from telephony.ivr.fields import MailboxId, Prompt
from telephony.ivr.flow import Node
from telephony.ivr.model import ToVoicemail
from telephony.ivr.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Voicemail(Node):
    """`say` is the greeting; it has no places for variables, because the recorder says it after the flow is over."""

    kind: Literal["voicemail"] = "voicemail"
    box: MailboxId
    say: Prompt
    max_seconds: Annotated[int, Field(ge=5, le=600)] = 120

    spoken: ClassVar[frozenset[str]] = frozenset({"say"})

    def enter(self, s: Session) -> None:
        s.end(ToVoicemail(self.box, s.texts(self.say), self.max_seconds), self.box)

    def prompts(self) -> Iterable[tuple[str, Prompt]]:
        return (("say", self.say),)

    def needs(self) -> Iterable[tuple[str, str, str]]:
        return (("mailbox", self.box, "box"),)

    def problems(self) -> Iterable[tuple[str, str]]:
        if any("{" in words for text in self.say for words in text.values()):
            yield "greeting_place", "say"
