"""What a waiting caller and his agent are told, as system prompts with their values. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from telephony.acd.model import Announce
from telephony.config_model import Queue

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """System prompts (ids of the catalogue) in a row, with the values of all of them."""

    prompts: tuple[str, ...]
    values: Mapping[str, Any]


def rounded_minutes(seconds: float) -> int:
    """An expected wait in minutes, as people expect to be told it: 0 is less than one; every minute up to ten, then
    steps of five, beyond an hour steps of fifteen. Rounded up: a wait that is shorter than promised annoys nobody."""
    minutes = math.ceil(max(0.0, seconds) / 60)
    if seconds < 60:
        return 0
    step = 1 if minutes <= 10 else 5 if minutes <= 60 else 15
    return math.ceil(minutes / step) * step


def announcement(queue: Queue, place: Announce, *, first: bool, told: int | None) -> tuple[Words, int | None]:
    """The announcement for a place in the queue, and the minutes that it names (None: none).

    An estimate that is longer than what the caller was `told` before is left out: he would only be vexed by it."""
    rules, prompts, values = queue.announcements, [], dict[str, Any]()
    if first:
        prompts.append("all_busy")
    if rules.position:
        prompts.append("position")
        values["ahead"] = place.ahead
    minutes = None if place.estimate is None else rounded_minutes(place.estimate)
    if rules.estimate and minutes is not None and (told is None or minutes <= told):
        prompts.append("wait_minutes" if minutes else "wait_under_minute")
        values["minutes"] = minutes
    else:
        minutes = None
    for action, prompt in (("callback", "callback_key"), ("voicemail", "voicemail_key")):
        key = next((key for key, what in sorted(queue.keys.items()) if what.action == action), None)
        works = action != "callback" or queue.callback.enabled
        if key is not None and works and queue.announcements.keys:
            prompts.append(prompt)
            values[prompt] = key
    return Words(tuple(prompts), values), minutes


def whisper(queue: Queue, language: str, waited: float) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """Texts (not prompts' ids) for the agent's ear before he is connected: the queue's own words or its name, then how
    long the caller has waited. Below ten seconds every second, then steps of five."""
    seconds = max(0, round(waited))
    if seconds > 10:
        seconds = round(seconds / 5) * 5
    own = queue.announcements.whisper_text.get(language) or queue.name.get(language) or ""
    return (own,), {"waited": seconds}


def texts(queue: Queue) -> Iterator[tuple[str, str]]:
    """(language, text) of everything of the queue's own that may be spoken, to be made before it is needed."""
    rules = queue.announcements
    spoken = [*rules.comfort, *(rule.text for rule in queue.overflow)]
    if rules.whisper:
        spoken += [rules.whisper_text, queue.name]
    for text in spoken:
        for language in LANGUAGES:
            if text.get(language, "").strip():
                yield language, text[language]
