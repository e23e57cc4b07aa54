"""What the switch itself wrote about calls while no controller was there: their ends, and messages that
callers left."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson
import structlog

from telephony import domain_events as news
from telephony.cdr import fold
from telephony.domain_events import Envelope
from telephony.events import Cause

log = structlog.get_logger(__name__)

MESSAGE_NAME = re.compile(r"(?P<epoch>\d+)_(?P<leg>[\d.]+)_(?P<caller>[^_]*)_(?P<dialled>[^_]*)\.wav")
STILL_RECORDING = 3.0
"""A file that changed within so many seconds may still be growing."""
LATEST_BYTES = 4 * 1024 * 1024
"""So much of the file is read at first: some thirty thousand endings. It grows as long as the switch runs."""
HEADER_BYTES = 44
BYTES_PER_SECOND = 16000


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of one arrived leg. `call` is empty when no controller had taken it. `ended` in UTC seconds.
    `door`: "device" for a phone of ours, else empty."""

    call: str
    leg: str
    cause: int
    ended: float
    caller: str = ""
    dialled: str = ""
    door: str = ""
    after: int = 0
    """The byte of the file behind its line."""

    @property
    def started(self) -> float:
        """A leg's unique id begins with the second in which it arrived."""
        head = self.leg.partition(".")[0]
        return float(head) if head.isdigit() else self.ended


def read_endings(path: Path | None, since: int | None = None) -> list[Ending]:
    """The endings in the switch's file (one JSON log line each) from the byte `since` on, by default the latest
    (LATEST_BYTES); lines that are none are passed over."""
    if path is None or not path.is_file():
        return []
    size = path.stat().st_size
    start = max(0, size - LATEST_BYTES) if since is None else since if since <= size else 0
    endings: list[Ending] = []
    with path.open("rb") as file:
        file.seek(start)
        if since is None and start:
            file.readline()  # the rest of a line that began before
        while (line := file.readline()).endswith(b"\n"):
            ending = _ending(line, file.tell())
            if ending is not None:
                endings.append(ending)
    return endings


def _ending(line: bytes, after: int) -> Ending | None:
    if not line.startswith(b"{"):
        return None
    try:
        fields = orjson.loads(line.decode(errors="replace"))["logmsg"]["message"].strip().split("|")
        call, leg, cause, ended, *rest = fields
        caller, dialled, door = (*rest, "", "", "")[:3]
        return Ending(call, leg, int(cause or 0), float(ended), caller, dialled, door, after)
    except (orjson.JSONDecodeError, KeyError, ValueError):
        log.warning("endings.unreadable", line=line[:120].decode(errors="replace"))
        return None


class Aftermath:
    """Gives the calls that the switch served alone (no controller) their record, once each. A phone of ours is not
    served then: it hears that nothing goes, and is no call of anybody's.

    `publish` keeps a piece of news; `seen_file` remembers the legs recorded already; `known_legs` are those that a
    controller had seen (it records their calls itself)."""

    def __init__(
        self,
        ended_log: Path,
        spool: Path,
        recordings: Path,
        seen_file: Path,
        publish: Callable[[news.News], Envelope],
        new_call_id: Callable[[], str],
        known_legs: Callable[[], set[str]],
    ) -> None:
        self._ended_log = ended_log
        self._spool = spool
        self._recordings = recordings
        self._seen_file = seen_file
        self._publish = publish
        self._new_call_id = new_call_id
        self._known_legs = known_legs
        self._since: int | None = None  # the byte up to which the file has been looked through

    def collect(self) -> int:
        """Record what happened without us; returns the number of calls."""
        seen = self._seen() | {leg.partition(":")[2] for leg in self._known_legs()}
        endings = [item for item in self._new_endings() if not item.call and not item.door and item.leg not in seen]
        messages = {
            match["leg"]: path for path in self._finished_messages() if (match := MESSAGE_NAME.fullmatch(path.name))
        }
        for ending in endings:
            self._record(ending, messages.get(ending.leg))
        if endings:
            self._seen_file.parent.mkdir(parents=True, exist_ok=True)
            with self._seen_file.open("a") as file:
                file.writelines(f"{item.leg}\n" for item in endings)
            log.info("aftermath.recorded", calls=len(endings))
        return len(endings)

    def _new_endings(self) -> list[Ending]:
        """What has been written since the last look, but for callers who have hung up only now: the file of what they
        said may not be closed yet."""
        settled = []
        for ending in read_endings(self._ended_log, self._since):
            if time.time() - ending.ended <= STILL_RECORDING + 1:
                break
            settled.append(ending)
            self._since = ending.after
        return settled

    def _seen(self) -> set[str]:
        return set(self._seen_file.read_text().split()) if self._seen_file.is_file() else set()

    def _finished_messages(self) -> list[Path]:
        if not self._spool.is_dir():
            return []
        return [path for path in self._spool.glob("*.wav") if time.time() - path.stat().st_mtime > STILL_RECORDING]

    def _record(self, ending: Ending, message: Path | None) -> None:
        call = self._new_call_id()
        items = [
            self._publish(
                news.CallStarted(call, "inbound", ending.caller, "", ending.dialled, "fallback", ending.leg, None)
            )
        ]
        if message is not None and message.stat().st_size > HEADER_BYTES + BYTES_PER_SECOND:
            items += self._voicemail(call, ending, message)
        record = fold(items, ended=ending.ended, ended_by="caller", cause=str(Cause.NORMAL), recovered=True)
        record |= {"started": ending.started, "language": "zh"}
        self._publish(news.CallEnded(call, record))

    def _voicemail(self, call: str, ending: Ending, message: Path) -> list[Envelope]:
        recording = call
        day = time.strftime("%Y/%m/%d", time.gmtime(ending.ended))
        target = self._recordings / "raw" / day / f"{recording}.wav"
        target.parent.mkdir(parents=True, exist_ok=True)
        seconds = round((message.stat().st_size - HEADER_BYTES) / BYTES_PER_SECOND, 3)
        message.replace(target)
        path = f"raw/{day}/{recording}"
        return [
            self._publish(news.VoicemailLeft(call, "service", recording, ending.caller, None, seconds, "zh")),
            self._publish(news.RecordingReady(call, recording, "voicemail", path, ending.ended - seconds, seconds)),
        ]
