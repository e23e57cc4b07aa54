"""An agent's browser is gone in a talk: the same agent is rung again, or the customer goes back to his queue."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from supervision_kit import Room, company, play, settle

from crm.kpis.facts import AgentCall
from crm.kpis.fold import facts_of
from telephony.calls import Call
from telephony.configuration import load_snapshot
from telephony.incall.lost import GRACE, PATIENCE
from telephony.ivr.model import HangUp
from telephony.supervision.moving import move
from telephony.switch.fake import FakePeer


def browsers(room: Room) -> None:
    """Every phone is a browser."""
    room.controller.lost.is_browser = lambda _device: True


async def lost_in_a_talk(room: Room) -> tuple[Call, FakePeer, FakePeer]:
    """A talk whose agent's browser is gone for good: (call, customer, the agent's phone of before)."""
    browsers(room)
    call, customer, agent = await room.talk()
    room.switch.register("8001", False)
    await asyncio.sleep(GRACE + 1)
    return call, customer, agent


def talks(room: Room, call: str) -> bool:
    party = room.engine.calls[call].party
    return party is not None and party.connected_at is not None


def of(room: Room, call: str) -> FakePeer:
    party = room.engine.calls[call].party
    assert party is not None
    return room.switch.peers[party.leg]


def test_a_browser_that_comes_back_in_time_talks_on(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        browsers(room)
        _, customer, agent = await room.talk()
        room.switch.register("8001", False)
        await asyncio.sleep(GRACE / 2)
        room.switch.register("8001", True)
        await asyncio.sleep(GRACE * 2)
        assert (agent.ended, customer.hears()) == (None, {"agent"})

    room = play(tmp_path, scene, agents=1)
    assert room.told("call.phone_lost") == []


def test_the_same_agent_is_rung_again(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        call, customer, agent = await lost_in_a_talk(room)
        assert agent.ended is not None
        assert room.state("a1") == "device_lost"
        assert customer.ended is None
        assert any(sound.startswith("music:") for sound in customer.hears())
        room.switch.register("8001", True)
        await room.until(lambda: talks(room, call.id))
        await settle()
        of(room, call.id).say("again")
        assert customer.hears() == {"again"}
        assert room.state("a1") == "talking"

    room = play(tmp_path, scene, agents=1)
    (ended,) = room.told("call.ended")
    assert [(item["agent"], item["ended_by"]) for item in ended["cdr"]["segments"]] == [
        ("a1", "system"),
        ("a1", "caller"),
    ]
    (part,) = [fact for fact in facts_of(ended["cdr"]) if isinstance(fact, AgentCall)]
    assert (part.agent, part.result) == ("a1", "answered")
    assert part.talk == pytest.approx(ended["cdr"]["talk_seconds"])
    (lost,) = room.told("call.phone_lost")
    assert lost["reason"] == "browser_gone"


def test_a_page_that_signs_in_anew_has_lost_its_call_at_once(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        browsers(room)
        call, _, agent = await room.talk()
        room.switch.register("8001", False)
        room.controller.lost.signed_in("a1", "8001")
        await settle()
        assert agent.ended is not None
        room.switch.register("8001", True)
        await room.until(lambda: talks(room, call.id))
        await settle()
        assert room.state("a1") == "talking"

    room = play(tmp_path, scene, agents=2)
    (lost,) = room.told("call.phone_lost")
    assert lost["reason"] == "page_loaded"


def test_a_customer_whose_agent_does_not_return_is_served_by_another(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        browsers(room)
        call, customer, _ = await room.talk()
        room.switch.register("8001", False)
        await asyncio.sleep(GRACE + PATIENCE / 2)
        assert room.engine.calls[call.id].party is None
        await room.until(lambda: call.party is not None and call.party.connected_at is not None, PATIENCE)
        assert call.party is not None
        assert call.party.agent == "a2"
        assert customer.ended is None
        room.switch.register("8001", True)

    room = play(tmp_path, scene, agents=2)
    (ended,) = room.told("call.ended")
    assert ended["cdr"]["agents"] == ["a1", "a2"]


def test_a_customer_who_leaves_meanwhile_leaves_nothing_behind(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        _, customer, _ = await lost_in_a_talk(room)
        customer.hang_up()
        await settle()
        room.switch.register("8001", True)
        await asyncio.sleep(PATIENCE)
        assert room.state("a1") == "available"

    room = play(tmp_path, scene, agents=1)
    assert len(room.told("call.ended")) == 1


def test_a_core_that_is_killed_meanwhile_brings_the_customer_back_to_his_queue(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        call, customer, _ = await lost_in_a_talk(room)
        await room.restart()
        await room.until(lambda: room.engine.calls[call.id].party is not None)
        await asyncio.sleep(2)
        assert room.engine.calls[call.id].party.agent == "a2"  # type: ignore[union-attr]
        assert customer.ended is None
        room.switch.register("8001", True)

    room = play(tmp_path, scene, agents=2)
    assert len(room.told("call.ended")) == 1


def test_other_phones_may_lose_their_registration_and_talk_on(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        _, customer, agent = await room.talk()
        room.switch.register("8001", False)
        await asyncio.sleep(GRACE * 3)
        assert (agent.ended, customer.hears()) == (None, {"agent"})
        room.switch.register("8001", True)

    play(tmp_path, scene, agents=1)


def test_a_caller_who_is_moved_while_his_agent_is_away_stays_where_he_is_moved(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        call, customer, _ = await lost_in_a_talk(room)
        move(room.controller, call, "agent", "a2", "boss")
        await room.until(lambda: talks(room, call.id))
        await settle()
        of(room, call.id).say("a2")
        room.switch.register("8001", True)
        await asyncio.sleep(PATIENCE + 1)
        assert customer.hears() == {"a2"}
        assert call.party is not None
        assert call.party.agent == "a2"

    play(tmp_path, scene, agents=2)


def test_a_colleague_who_has_taken_over_meanwhile_is_not_dropped(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        browsers(room)
        call, customer, _ = await room.talk()
        room.switch.register("8001", False)
        await asyncio.sleep(GRACE / 3)
        room.controller.conversation.transfer(call, "agent", "a2")
        await room.until(lambda: talks(room, call.id))
        await asyncio.sleep(GRACE * 2)
        assert customer.ended is None
        assert call.party is not None
        assert call.party.agent == "a2"
        room.switch.register("8001", True)

    room = play(tmp_path, scene, agents=2)
    assert room.told("call.phone_lost") == []


@pytest.mark.parametrize("reason", ["browser_gone", "page_loaded"])
def test_in_a_talk_of_three_the_guest_goes_on_with_the_customer(tmp_path: Path, reason: str) -> None:
    async def scene(room: Room) -> None:
        browsers(room)
        call, customer, agent = await room.talk()
        room.controller.conversation.consulting.start(call, "agent", "1002")
        await room.until(lambda: call.consult is not None and call.consult.answered)
        room.controller.conversation.consulting.merge(call)
        await settle()
        (guest,) = (room.switch.peers[leg] for leg in call.guests)
        guest.say("guest")
        room.switch.register("8001", False)
        if reason == "page_loaded":
            room.controller.lost.signed_in("a1", "8001")
        await asyncio.sleep(GRACE + 1)
        assert agent.ended is not None
        assert customer.hears() == {"guest"}
        assert guest.hears() == {"customer"}
        room.switch.register("8001", True)
        await asyncio.sleep(PATIENCE + 1)
        assert (room.state("a1"), room.state("a2")) == ("available", "talking")
        assert customer.hears() == {"guest"}

    room = play(tmp_path, scene, agents=2)
    (lost,) = room.told("call.phone_lost")
    assert lost["reason"] == reason
    (ended,) = room.told("call.ended")
    assert ended["cdr"]["agents"] == ["a1", "a2"]


@pytest.mark.parametrize("back", [True, False], ids=["he is back before", "he comes later"])
def test_an_agent_who_is_lost_while_his_customer_is_in_a_flow_is_rung_when_he_returns(
    tmp_path: Path, back: bool
) -> None:
    async def scene(room: Room) -> None:
        browsers(room)
        call, customer, agent = await room.talk()
        room.controller.detours.start(call, "menu", back=True)
        await settle()
        room.switch.register("8001", False)
        await asyncio.sleep(GRACE + 1)
        assert agent.ended is not None
        assert call.stage == "ivr"
        if back:
            room.switch.register("8001", True)
            await settle()
            assert call.party is None  # the flow is not over
        room.controller.ivr._on_outcome(call, HangUp())  # type: ignore[call-arg]
        if not back:
            await asyncio.sleep(1)
            assert any(sound.startswith("music:") for sound in customer.hears())
            room.switch.register("8001", True)
        await room.until(lambda: talks(room, call.id))
        await settle()
        of(room, call.id).say("again")
        assert customer.hears() == {"again"}
        assert room.state("a1") == "talking"

    play(tmp_path, scene, agents=1)


def test_an_agent_who_is_deleted_while_his_page_is_gone_and_his_customer_in_a_flow(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        browsers(room)
        call, customer, _ = await room.talk()
        room.controller.detours.start(call, "menu", back=True)
        await settle()
        room.switch.register("8001", False)
        await asyncio.sleep(GRACE + 1)
        room.engine.config = load_snapshot(company(1) | {"agents": company(2)["agents"][1:]})
        room.controller.acd.configure()
        room.controller.ivr._on_outcome(call, HangUp())  # type: ignore[call-arg]
        await room.until(lambda: bool(room.told("call.queued")[1:]), PATIENCE + 5)
        assert customer.ended is None
        room.engine.config = load_snapshot(company(1))
        room.controller.acd.configure()

    room = play(tmp_path, scene, agents=1)
    assert [ended["cdr"]["cause"] for ended in room.told("call.ended")] == ["normal"]
