"""What is said between an agent's pick-up and the talk: the whisper to him, then his number to the caller."""

from __future__ import annotations

from collections.abc import Callable

from telephony.calls import HUNG_UP_SECONDS, Call, Party
from telephony.commands import MusicStop, Play, StopPlay
from telephony.engine import Engine
from telephony.events import CommandRefused, Event, PlaybackFinished, PlaybackOutcome
from telephony.queueing.wording import whisper


class Greeting:
    """`connect(call, party)` gets both when everything is said."""

    def __init__(self, engine: Engine, connect: Callable[[Call, Party], None]) -> None:
        self._engine = engine
        self._connect = connect
        self._playing: dict[str, str] = {}

    def start(self, call: Call, party: Party) -> None:
        """Whisper to him who waits for him (the caller hears music), tell the caller his number, then connect them."""
        files = self.whisper(call, party)
        if files:
            playback = self._playing[call.id] = f"{call.id}:whisper-{party.leg}"
            self._engine.send(call, Play(party.leg, playback, files))
        else:
            self._greet(call, party)

    def handle(self, call: Call, event: Event) -> bool:
        """The end of the whisper or greeting; True when it was one. A whisper that was broken off is mostly the agent's
        hanging up, which is heard of next: the caller has not met him. Who hangs up while he is told his agent's number
        has been answered: the agent has his record, and his wrap-up."""
        party = call.party
        if party is None or not isinstance(event, PlaybackFinished | CommandRefused):
            return False
        playback = event.playback
        if not playback or playback != self._playing.get(call.id):
            return False
        heard = isinstance(event, PlaybackFinished) and event.outcome is PlaybackOutcome.DONE
        if heard or ":whisper-" not in playback:
            self._go_on(call, party, playback)
        else:
            self._engine.after(call, "greeting", HUNG_UP_SECONDS, lambda: self._go_on(call, party, playback))
        return True

    def _go_on(self, call: Call, party: Party, playback: str) -> None:
        if call.party is not party or self._playing.get(call.id) != playback:
            return
        if ":whisper-" in playback:
            self._greet(call, party)
        else:
            self._connect(call, party)

    def stop(self, call: Call) -> None:
        """The agent leaves before the talk: the caller hears no more of the greeting."""
        greeting = self._playing.pop(call.id, None)
        if greeting and ":whisper-" not in greeting and not call.leg_gone:
            self._engine.send(call, StopPlay(call.leg, greeting))

    def forget(self, call: Call) -> None:
        """They talk, or the caller is gone."""
        self._playing.pop(call.id, None)

    def whisper(self, call: Call, party: Party) -> tuple[str, ...]:
        """What the agent hears before he is connected, or before the customer who is to be called back is dialled."""
        queue = self._engine.config.queues.get(party.queue or "")
        if queue is None or not queue.announcements.whisper:
            return ()
        language = self._engine.config.snapshot.company.language
        own, values = whisper(queue, language, self._engine.utc(call) - (call.queued_at or self._engine.utc(call)))
        more = "whisper_callback" if call.callback and not call.leg else "whisper_waited"
        return self._engine.files([*own, self._engine.notice(more, language)], language, values)

    def _greet(self, call: Call, party: Party) -> None:
        self._playing.pop(call.id, None)
        self._engine.send(call, MusicStop(call.leg))
        queue = self._engine.config.queues.get(party.queue or "")
        if queue is not None and not queue.announcements.agent_number:
            self._connect(call, party)
            return
        agent = self._engine.config.agents.get(party.agent or "")
        text = self._engine.notice("agent_number", call.language) if agent else ""
        files = self._engine.files([text], call.language, {"no": agent.number}) if agent and text else ()
        if not files:
            self._connect(call, party)
            return
        playback = self._playing[call.id] = f"{call.id}:greeting-{party.leg}"
        self._engine.send(call, Play(call.leg, playback, files))
