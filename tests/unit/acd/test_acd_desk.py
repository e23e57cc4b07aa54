"""Chats and e-mails beside calls: as many as an agent has room for, and why not more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from acd_kit import Kit, agent, only, queue

from telephony.acd.model import AgentState, Offer, OfferResult, Returned
from telephony.config_model import MediaPolicy, SkillDemand
from telephony.errors import NotPossible

S = AgentState
BLENDED = MediaPolicy({"chat": 2, "email": 1}, beside_calls=("chat",), interrupted=("email",))


def floor(*agents: str, policy: MediaPolicy | None = None, **settings: object) -> Kit:
    made = Kit(*(agents or ("a1",)), queues=(queue(**settings),))
    made.acd.configure(made.queues, made.agents, made.now, media=policy or MediaPolicy({"chat": 2, "email": 1}))
    made.poll()
    return made


def chats(kit: Kit, *idents: str, media: str = "chat") -> list[str]:
    """Enqueue and accept what is offered; → who got it, "" for nobody."""
    got = []
    for ident in idents:
        offer = kit.call(ident, media=media)
        if offer is not None:
            kit.acd.answered(offer.offer, kit.now)
        got.append(offer.agent if offer else "")
        kit.poll()
    return got


def test_several_chats_and_never_more_than_there_is_room_for() -> None:
    kit = floor("a1", "a2")
    assert chats(kit, "c1", "c2", "c3", "c4", "c5") == ["a1", "a2", "a1", "a2", ""], "the fewest in hand first"
    assert kit.acd.agent_state("a1") is S.AVAILABLE
    kit.acd.closed("a2", "c2", kit.now)
    assert [offer.item for offer in only(Offer, kit.poll())] == ["c5"]


def test_what_an_agent_is_being_offered_counts() -> None:
    kit = floor()
    assert kit.call("c1", media="chat")
    assert kit.call("c2", media="chat")
    assert kit.call("c3", media="chat") is None
    assert kit.call("m1", media="email"), "another medium has its own room"


def test_a_call_keeps_chats_away_unless_the_company_wants_them_beside_it() -> None:
    for policy, got in ((MediaPolicy(), ""), (BLENDED, "a1")):
        kit = floor(policy=policy)
        call = kit.call("call")
        assert call is not None
        kit.acd.answered(call.offer, kit.now)
        assert chats(kit, "c1") == [got]
        assert chats(kit, "m1", media="email") == [""]


def test_a_chat_keeps_calls_away_and_an_email_does_not() -> None:
    kit = floor(policy=BLENDED)
    assert chats(kit, "m1", media="email") == ["a1"]
    call = kit.call("call 1")
    assert call is not None
    kit.acd.withdraw("call 1", kit.now)
    assert chats(kit, "c1") == ["a1"]
    assert kit.call("call 2") is None
    kit.acd.closed("a1", "c1", kit.now)
    assert [offer.item for offer in only(Offer, kit.poll())] == ["call 2"]


def test_who_lets_a_chat_pass_is_offered_nothing_for_a_while() -> None:
    kit = floor(ring_timeout=10.0, no_answer_penalty=30.0, max_wait=300.0)
    assert kit.call("c1", media="chat")
    kit.pass_(16)
    assert kit.acd.agent_state("a1") is S.NOT_ANSWERING
    assert [offer.item for offer in only(Offer, kit.pass_(30))] == ["c1"]


def test_in_a_call_he_is_asked_once() -> None:
    kit = floor(policy=BLENDED, ring_timeout=10.0, max_wait=300.0)
    call = kit.call("call")
    assert call is not None
    kit.acd.answered(call.offer, kit.now)
    kit.poll()
    chat = kit.call("c1", media="chat")
    assert chat is not None
    kit.acd.offer_failed(chat.offer, OfferResult.REJECTED, kit.now)
    assert not only(Offer, kit.pass_(60))
    kit.acd.released("a1", "call", kit.now, wrap_up=False)
    assert [offer.item for offer in only(Offer, kit.pass_(10))] == ["c1"]


def test_who_leaves_gives_back_what_he_has_and_it_keeps_its_place() -> None:
    kit = floor("a1", "a2")
    chats(kit, "c1", "c2", "c3", "c4")
    kit.pass_(1)
    late = kit.call("c5", media="chat")
    assert late is None
    kit.acd.logout("a1", kit.now)
    decided = kit.poll()
    assert [(back.item, back.agent) for back in only(Returned, decided)] == [("c1", "a1"), ("c3", "a1")]
    kit.acd.closed("a2", "c2", kit.now)
    assert [offer.item for offer in only(Offer, kit.poll())] == ["c1"], "before the one that came later"


def test_a_lower_capacity_takes_nothing_away() -> None:
    kit = floor()
    chats(kit, "c1", "c2")
    fewer = tuple(replace(each, capacity={"chat": 1}) for each in kit.agents)
    kit.acd.configure(kit.queues, fewer, kit.now, media=MediaPolicy())
    kit.acd.check_invariants()
    assert kit.call("c3", media="chat") is None
    kit.acd.closed("a1", "c1", kit.now)
    assert not only(Offer, kit.poll())
    kit.acd.closed("a1", "c2", kit.now)
    assert [offer.item for offer in only(Offer, kit.poll())] == ["c3"]


def test_why_a_chat_waits_is_told_in_both_languages() -> None:
    kit = floor("a1", "a2")
    kit.acd.set_state("a2", S.BREAK, kit.now, "lunch")
    chats(kit, "c1", "c2", "c3")
    told = kit.acd.explain_item("c3", kit.now)
    assert [reason["code"] for reason in told["reasons"]][2:4] == ["no_room", "not_beside"]
    assert "在线会话 2/2" in told["text"]["zh"]
    assert "chats 2/2" in told["text"]["en"]
    assert "在线会话 2/2" in kit.acd.explain_agent("a1", kit.now)["text"]["zh"]


def test_nothing_rings_and_only_the_holder_closes() -> None:
    kit = floor("a1", "a2")
    offer = kit.call("c1", media="chat")
    assert offer is not None
    with pytest.raises(NotPossible):
        kit.acd.ringing(offer.offer, kit.now)
    kit.acd.answered(offer.offer, kit.now)
    with pytest.raises(NotPossible):
        kit.acd.closed("a2", "c1", kit.now)
    with pytest.raises(NotPossible):
        kit.call("c1", media="chat")


def test_skills_count_for_chats_too() -> None:
    kit = Kit(agent("a1", "q"), agent("a2", "q", skills={"en": 80}))
    offers = [kit.call(f"c{k}", media="chat", demand=(SkillDemand("en", 50),)) for k in range(4)]
    assert [offer.agent if offer else "" for offer in offers] == ["a2", "a2", "a2", ""]
