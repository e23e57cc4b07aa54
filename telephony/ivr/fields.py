"""The types of a flow's fields: what pydantic accepts at the edge, plain values inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field


def _as_list(value: Any) -> Any:
    """One text may be written without the list around it."""
    if isinstance(value, Mapping):
        return (value,)
    return value


RECORDED = "prompt"

Text = Annotated[Mapping[str, str], Field(description="language → text")]
"""Beside its languages a text that is said may have `prompt`: the name of a prompt of the company's library, whose
recording is played instead where there is one."""


def in_languages(text: Text) -> Mapping[str, str]:
    """The words of a text by language, without the name of its recording."""
    return {lang: words for lang, words in text.items() if lang != RECORDED}


Names = Annotated[
    Mapping[Literal["zh", "en"], Annotated[str, Field(max_length=64)]], Field(description="zh, en → words")
]
"""What people call something, in the languages of the pages; where one is missing, the other is shown."""

Prompt = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]
"""What is said: texts in a row, each in every language of the flow."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""Nodes, variables, queries: lower-case letters, digits and underscores."""
Label = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
"""Things defined outside the flow: queues, mailboxes, calendars."""
Target = Annotated[Name, Field(json_schema_extra={"role": "node"})]
"""Another node of the flow. Every field that `Node.edges` names has this type, so that an editor can draw it."""
Variable = Annotated[Name, Field(json_schema_extra={"role": "variable"})]
QueueId = Annotated[Label, Field(json_schema_extra={"role": "queue"})]
MailboxId = Annotated[Label, Field(json_schema_extra={"role": "mailbox"})]
CalendarId = Annotated[Label, Field(json_schema_extra={"role": "hours"})]
FlowId = Annotated[Label, Field(json_schema_extra={"role": "flow"})]
QueryId = Annotated[Name, Field(json_schema_extra={"role": "query"})]
DocumentTypeId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,32}$", json_schema_extra={"role": "document_type"})]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Key = Annotated[str, Field(pattern=r"^[0-9*#]$")]
Seconds = Annotated[float, Field(gt=0, le=60)]
Attempts = Annotated[int, Field(ge=1, le=10)]
Length = Annotated[int, Field(ge=1, le=32)]

FORBID_EXTRA = {"extra": "forbid", "coerce_numbers_to_str": True}
"""`__pydantic_config__` of every node: an unknown key is an error."""
