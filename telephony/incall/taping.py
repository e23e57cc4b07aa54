"""The recording of a talk: begun by itself or on demand, stopped, and silent while something secret is said."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from ulid import ULID

from telephony import domain_events as news
from telephony.calls import Call, Party, Stage
from telephony.commands import RecordCall, RecordPause, RecordResume, RecordStop
from telephony.engine import Engine
from telephony.errors import NotPossible, Unknown

ACTIONS = frozenset({"start", "stop", "pause", "resume"})

AGENT, SECRET = "agent", "secret"
"""Why a recording holds silence: the agent has paused it, or the caller keys in something that nobody shall hear."""


class Taping:
    """The recording hangs on the customer's leg (`call.recording_leg`); each talk with another party has its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, call: Call, party: Party) -> None:
        """Record an agent's talk, where the company records. One that goes on from the agent before is not paused by
        him any more."""
        self.resume(call, AGENT)
        if self._engine.options.recording and call.recording is None and party.agent is not None:
            self._start(call)

    def stop(self, call: Call) -> None:
        """End the recording on the switch; its file is announced when the switch says that it is complete."""
        if call.recording is None:
            return
        call.finishing[call.recording] = (call.recording_path, call.recording_started)
        if not call.leg_gone:
            self._engine.send(call, RecordStop(call.recording_leg or call.leg, call.recording))
        call.recording = None
        call.paused_for.clear()

    def over(self, call: Call, recording: str) -> None:
        """The switch has closed the file before it said that the leg was gone: the recording ended by itself."""
        if call.recording == recording:
            call.finishing[recording] = (call.recording_path, call.recording_started)
            call.recording = None
            call.paused_for.clear()

    def act(self, call: Call, action: str) -> None:
        """The agent's wish: start, stop, pause or resume. Raises NotPossible with the reason, Unknown for another
        word."""
        if action not in ACTIONS:
            raise Unknown(f"cannot {action!r} a recording: use start, stop, pause or resume")
        party = call.party
        if party is None or party.connected_at is None:
            raise NotPossible("only a call that is being talked on is recorded")
        if action == "start":
            if call.recording is not None:
                raise NotPossible("the call is being recorded already")
            if call.stage is not Stage.TALKING:
                raise NotPossible(
                    "the customer is in a flow: record when he is back", message_zh="客户正在流程中，请等其返回后再录音"
                )
            self._start(call)
        elif call.recording is None:
            raise NotPossible("the call is not being recorded")
        elif action == "stop":
            self.stop(call)
        elif action == "pause":
            self.pause(call, AGENT)
        else:
            if AGENT not in call.paused_for:
                raise NotPossible("the recording is not paused")
            self.resume(call, AGENT)
        self._engine.show(call)

    def pause(self, call: Call, why: str) -> None:
        """Write silence from now on; it goes on until every reason for it is over."""
        if call.recording is None or why in call.paused_for:
            return
        first = not call.paused_for
        call.paused_for.add(why)
        if first:
            self._engine.send(call, RecordPause(call.recording_leg or call.leg, call.recording))
            self._engine.publish(news.RecordingPaused(call.id, call.recording, True, why))

    def resume(self, call: Call, why: str) -> None:
        if call.recording is None or why not in call.paused_for:
            return
        call.paused_for.discard(why)
        if not call.paused_for:
            self._engine.send(call, RecordResume(call.recording_leg or call.leg, call.recording))
            self._engine.publish(news.RecordingPaused(call.id, call.recording, False, why))

    def _start(self, call: Call) -> None:
        day = datetime.now(UTC).strftime("%Y/%m/%d")
        recording = str(ULID())
        relative = f"raw/{day}/{recording}"
        folder = self._engine.options.recordings / "raw" / day
        with contextlib.suppress(OSError):  # the switch says what is wrong with it
            folder.mkdir(parents=True, exist_ok=True)
        call.recording, call.recording_path, call.recording_started = recording, relative, self._engine.utc(call)
        call.recording_leg = call.leg
        call.paused_for.clear()
        self._engine.publish(news.RecordingStarted(call.id, recording, relative))
        self._engine.send(call, RecordCall(call.leg, recording, str(self._engine.options.recordings / relative)))
