"""What the distributor is told about agents: logins, states asked for, phones, wrap-up."""

from __future__ import annotations

from telephony.acd.agents import CHOSEN, LEASED, PAST, RESTING, AgentRecord
from telephony.acd.floor import Floor
from telephony.acd.model import AgentState, PauseOver, R, S
from telephony.clock import Now
from telephony.errors import NotPossible


class AgentFacts(Floor):
    """Facts about agents. All raise Unknown for an agent who is not in the configuration."""

    def login(self, agent: str, device: str, now: Now, device_online: bool = True) -> None:
        """Bind the agent to a device; he becomes AVAILABLE, or DEVICE_LOST while the device is not registered.

        Again with the same device: a planned logout is cancelled. With another device: he moves there. NotPossible
        when the device is another agent's, or when he would move in a call."""
        record = self.agent(agent)
        holder = self.on_device.get(device)
        if holder not in (None, agent):
            raise NotPossible(f"device {device!r} is in use by agent {holder!r}: log him out first", device=device)
        if record.removed:
            raise NotPossible(f"agent {agent!r} was removed from the configuration", agent=agent)
        if record.state is not S.OFFLINE and record.device != device and record.state in LEASED | {S.TALKING}:
            raise NotPossible(f"agent {agent!r} is in a call on device {record.device!r}", agent=agent)
        if record.device is not None and record.device != device:
            del self.on_device[record.device]
        fresh = record.state is S.OFFLINE
        self.on_device[device] = agent
        record.device, record.online, record.device_busy = device, device_online, device in self.busy_devices
        record.leaving, record.unreachable_until = False, PAST
        if fresh:
            record.wish, record.wish_reason = S.AVAILABLE, ""
            record.penalty_until, record.idle_kept = PAST, 0.0
        if fresh or record.state in RESTING:
            self.settle(record, now, "login")
        else:
            self.index_agent(record)
            self.recheck_holds(record)

    def logout(self, agent: str, now: Now) -> None:
        """Sign the agent off. While he talks, he leaves after the call; an offer to him is withdrawn. NotPossible when
        he is logged out already."""
        record = self._logged_in(agent)
        record.leaving = True
        if record.state is S.TALKING:
            self._serves_no_more(record, now)
            return
        self._release_lease(record, now)
        if record.state is not S.OFFLINE:
            self.settle(record, now, "logout")

    def set_state(self, agent: str, state: AgentState, now: Now, reason: str = "") -> None:
        """AVAILABLE, BUSY or BREAK, as the agent or his supervisor asks; other states are NotPossible.

        At once, wrap-up and the pause after not answering included; while he is offered an item or talks, it holds
        afterwards. It cancels a planned logout."""
        if state not in CHOSEN:
            raise NotPossible(f"{state} cannot be asked for: choose available, busy or break", state=str(state))
        record = self._logged_in(agent)
        record.wish, record.wish_reason = state, reason
        record.leaving = record.removed
        record.penalty_until = PAST
        if record.state in RESTING or record.state is S.WRAP_UP:
            self.settle(record, now, reason or "set")
        elif state is S.AVAILABLE:
            self.index_agent(record)
            self.recheck_holds(record)
        else:
            self._serves_no_more(record, now)

    def device_changed(self, device: str, online: bool, busy: bool, now: Now) -> None:
        """What the switch says of a device; devices that no agent uses are remembered only. `busy`: it has a call of
        any kind.

        An agent whose device is gone is DEVICE_LOST until it is back (in a call or wrap-up: afterwards)."""
        if busy:
            self.busy_devices.add(device)
        else:
            self.busy_devices.discard(device)
        record = self.agents.get(self.on_device.get(device, ""))
        if record is None:
            return
        record.online, record.device_busy = online, busy
        if online:
            record.unreachable_until = PAST
        if record.state in RESTING:
            self.settle(record, now, "device_back" if online else "device_lost")
        else:
            self.index_agent(record)
            self.recheck_holds(record)

    def extend_wrap_up(self, agent: str, seconds: float, now: Now) -> None:
        """Lengthen the wrap-up that runs, not beyond the queue's `wrap_up_max`. NotPossible in another state, when
        `seconds` is not above 0, or when it is as long as it may be already."""
        record = self._in_wrap_up(agent)
        if not 0 < seconds < float("inf"):
            raise NotPossible("wrap-up is lengthened by a number of seconds above 0", seconds=seconds)
        assert record.until is not None
        until = max(record.until, now.mono) + seconds
        queue = self.queues.get(record.queue or "")
        most = queue.config.wrap_up_max if queue is not None else 0.0
        if most > 0:
            until = min(until, record.since + most)
            if until <= max(record.until, now.mono):
                raise NotPossible(f"wrap-up may last {most:g} s at most in this queue", seconds=most)
        self.until(record, until)

    def finish_wrap_up(self, agent: str, now: Now) -> None:
        """The agent is done before the time. NotPossible in another state."""
        self.settle(self._in_wrap_up(agent), now, "wrap_up_done")

    def pause_over(self, agent: AgentRecord) -> None:
        """The agent's pause has lasted as long as its reason allows."""
        reason = self.pause_reason(agent)
        agent.pause_limit = None
        if reason is not None and reason.limit is not None:
            self.pauses_over.append(PauseOver(agent.id, agent.state, agent.reason, agent.since_utc, reason.limit))

    def agent_timer(self, agent: AgentRecord, now: Now) -> None:
        """The agent's present state ends by itself."""
        reason = {S.WRAP_UP: "wrap_up_over", S.NOT_ANSWERING: "pause_over", S.DEVICE_LOST: "device_retry"}
        if agent.state in reason:
            self.settle(agent, now, reason[agent.state])

    def remove_agent(self, agent: AgentRecord, now: Now) -> None:
        """He is no longer in the configuration: he leaves as after logout(), then is forgotten."""
        agent.removed = True
        if agent.state is S.OFFLINE:
            self.sign_off(agent)
        else:
            self.logout(agent.id, now)

    def _serves_no_more(self, agent: AgentRecord, now: Now) -> None:
        """After the call that he is in: chats and e-mails are offered to him no more at once."""
        self.recall(agent, now)
        self.index_agent(agent)
        self.recheck_holds(agent)

    def _logged_in(self, agent: str) -> AgentRecord:
        record = self.agent(agent)
        if record.state is S.OFFLINE:
            raise NotPossible(f"agent {agent!r} is not logged in", agent=agent)
        return record

    def _in_wrap_up(self, agent: str) -> AgentRecord:
        record = self.agent(agent)
        if record.state is not S.WRAP_UP:
            raise NotPossible(f"agent {agent!r} is not in wrap-up but {record.state}", agent=agent)
        return record

    def _release_lease(self, agent: AgentRecord, now: Now) -> None:
        """Withdraw the offer that the agent has, if any, and tell the service to stop ringing him."""
        if agent.offer is None:
            return
        record = self.offers[agent.offer]
        self.stop_ringing(record, R.WITHDRAWN)
        item = self.withdraw_offer(record, R.WITHDRAWN, now, "logout")
        self.back_in_line(item, now)
