"""An agent's enquiry in the line: who takes it is busy with the call in which he is asked, and limits end it."""

from __future__ import annotations

import pytest
from acd_kit import Kit, only, queue

from telephony.acd.model import AgentState, Overflowed
from telephony.config_model import OverflowRule
from telephony.errors import Unknown


def test_who_takes_it_is_busy_with_the_call_and_released_from_it() -> None:
    kit = Kit("a1", "a2", queues=(queue(wrap_up=5.0),))
    kit.acd.engage("a1", "call", "q", kit.now)
    offer = kit.call("ask", media="consult", call="call")
    assert offer is not None
    assert (offer.agent, offer.item, offer.media) == ("a2", "ask", "consult")
    assert kit.acd.item_of("a2") == "call"
    kit.acd.answered(offer.offer, kit.now)
    kit.poll()
    assert (kit.acd.item_of("a2"), kit.acd.agent_state("a2")) == ("call", AgentState.TALKING)
    assert kit.acd.snapshot(kit.now)["items"] == []
    kit.acd.released("a2", "call", kit.now, wrap_up=False)
    assert kit.acd.agent_state("a2") is AgentState.AVAILABLE


def test_it_hears_no_announcements_and_leaves_when_nobody_is_left() -> None:
    kit = Kit("a1", queues=(queue(announce_every=10.0, max_wait=600.0),))
    kit.acd.engage("a1", "other", "q", kit.now)
    assert kit.call("ask", media="consult", call="call") is None
    assert only(Overflowed, kit.pass_(60)) == []
    kit.acd.logout("a1", kit.now)
    kit.acd.released("a1", "other", kit.now)
    assert [(each.item, each.reason) for each in only(Overflowed, kit.pass_(1))] == [("ask", "no_agents")]


def test_why_somebody_need_not_wait_there() -> None:
    closing = OverflowRule("closed", "message")
    kit = Kit("a1", "a2", queues=(queue(max_length=1, overflow=(closing,)),))
    with pytest.raises(Unknown):
        kit.acd.refuses("nowhere")
    for agent in ("a1", "a2"):
        kit.acd.engage(agent, agent, "q", kit.now)
    assert kit.acd.refuses("q", "a1") == ""
    kit.call("first")
    assert kit.acd.refuses("q", "a1") == "max_length"
    kit.acd.withdraw("first", kit.now)
    kit.acd.set_open("q", False)
    assert kit.acd.refuses("q", "a1") == "closed"
    kit.acd.set_open("q", True)
    kit.acd.released("a2", "a2", kit.now)
    kit.acd.logout("a2", kit.now)
    assert kit.acd.refuses("q", "a1") == "no_agents"  # he himself cannot be asked by himself
    assert kit.acd.refuses("q", "a2") == ""
