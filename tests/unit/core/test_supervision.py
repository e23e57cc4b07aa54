"""Supervising on the fake switch: one session through all modes, and a clean end whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from supervision_kit import BOSS_PHONE, Room, play, settle

from crm.kpis.facts import AgentCall
from crm.kpis.fold import facts_of
from telephony.acd.model import AgentState
from telephony.errors import NotPossible, Unknown
from telephony.supervision.moving import move
from telephony.supervision.session import Mode
from telephony.switch.fake import FakePeer, manual, no_answer


async def watch(room: Room, call: str, mode: Mode = Mode.LISTEN, **more: object) -> FakePeer:
    room.supervision.start("boss", mode, call=call, device=BOSS_PHONE, **more)  # type: ignore[arg-type]
    await room.until(lambda: room.supervision.sessions["boss"].on is not None)
    await settle()
    return room.boss()


def test_one_session_steps_through_all_modes_and_takes_over(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        call, customer, agent = await room.talk()
        boss = await watch(room, call.id)
        assert boss.name == "监听 坐席1"
        assert (boss.hears(), agent.hears(), customer.hears()) == ({"customer", "agent"}, {"customer"}, {"agent"})
        room.supervision.change("boss", Mode.WHISPER)
        await settle()
        assert (agent.hears(), customer.hears()) == ({"customer", "boss"}, {"agent"})
        room.supervision.change("boss", Mode.BARGE)
        await settle()
        assert (agent.hears(), customer.hears()) == ({"customer", "boss"}, {"agent", "boss"})
        assert boss.hears() == {"customer", "agent"}
        room.supervision.change("boss", Mode.LISTEN)
        await settle()
        assert (agent.hears(), customer.hears()) == ({"customer"}, {"agent"})
        room.supervision.change("boss", Mode.TAKE_OVER)
        await settle()
        assert agent.ended is not None
        assert room.state("a1") == "wrap_up"
        assert room.supervision.sessions == {}
        assert (boss.hears(), customer.hears()) == ({"customer"}, {"boss"})
        boss.hang_up()
        await settle()
        assert customer.ended is not None

    room = play(tmp_path, scene)
    assert len([peer for peer in room.switch.commands if getattr(peer, "device", None) == BOSS_PHONE]) == 1
    (ended,) = room.told("call.ended")
    cdr = ended["cdr"]
    assert [(item["agent"], item["ended_by"]) for item in cdr["segments"]] == [("a1", "system"), ("boss", "agent")]
    assert (cdr["outcome"], cdr["agents"], len(cdr["recordings"])) == ("answered", ["a1", "boss"], 1)
    parts = [(fact.agent, fact.result) for fact in facts_of(cdr) if isinstance(fact, AgentCall)]
    assert parts == [("a1", "answered"), ("boss", "answered")]
    kinds = [item["type"] for item in cdr["timeline"] if item["type"].startswith("supervision.")]
    assert kinds == ["supervision.joined", *["supervision.mode"] * 4, "supervision.left"]
    assert [item["state"] for item in room.told("supervision.session")] == ["ringing", "on", "on", "on", "on", "over"]


@pytest.mark.parametrize("mode", [Mode.LISTEN, Mode.WHISPER, Mode.BARGE])
@pytest.mark.parametrize("who", ["customer", "agent", "boss"])
def test_whoever_hangs_up_the_session_ends_cleanly(tmp_path: Path, mode: Mode, who: str) -> None:
    async def scene(room: Room) -> None:
        call, customer, agent = await room.talk()
        boss = await watch(room, call.id, mode)
        {"customer": customer, "agent": agent, "boss": boss}[who].hang_up()
        await settle()
        assert boss.ended is not None
        assert room.supervision.sessions == {}
        if who == "boss":
            assert (agent.hears(), customer.hears()) == ({"customer"}, {"agent"})

    room = play(tmp_path, scene)
    left = room.told("supervision.left")
    assert [item["reason"] for item in left] == ["hung_up" if who == "boss" else "call_over"]


def test_a_transfer_ends_the_session_but_not_when_the_agent_is_followed(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        call, _, _ = await room.talk()
        boss = await watch(room, call.id)
        room.controller.conversation.transfer(call, "agent", "1002")
        await settle()
        assert boss.ended is not None
        again = await watch_when_connected(room, call.id, follow=True)
        agent = room.supervision.sessions["boss"].agent
        assert agent == "a2"
        room.controller.conversation.transfer(call, "agent", "1003")
        await settle()
        assert room.supervision.sessions["boss"].state == "waiting"
        assert again.hears() == {"music:default"}
        for other in ("a1", "a3"):
            room.acd.set_state(other, AgentState.BUSY, room.engine.now())
        second, _, phone = await room.talk()
        assert second.party is not None
        assert second.party.agent == agent
        assert room.supervision.sessions["boss"].on is not None
        assert again.hears() == {"customer", "agent"}
        assert phone.hears() == {"customer"}
        for other in ("a1", "a3"):
            room.acd.set_state(other, AgentState.AVAILABLE, room.engine.now())

    async def watch_when_connected(room: Room, call: str, **more: object) -> FakePeer:
        await room.until(lambda: bool((party := room.engine.calls[call].party) and party.connected_at))
        return await watch(room, call, **more)  # type: ignore[arg-type]

    play(tmp_path, scene)


def test_he_changes_over_to_another_call_without_being_rung_again(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        first, _, _ = await room.talk()
        second, customer, _ = await room.talk()
        boss = await watch(room, first.id)
        room.supervision.start("boss", Mode.BARGE, call=second.id)
        await settle()
        assert customer.hears() == {"agent", "boss"}
        assert room.boss() is boss
        assert [item["call"] for item in room.told("supervision.left")] == [first.id]

    play(tmp_path, scene)


def test_a_phone_that_nobody_answers_or_a_call_that_ends_before(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        room.switch.behave(BOSS_PHONE, no_answer())
        call, customer, _ = await room.talk()
        room.supervision.start("boss", Mode.LISTEN, call=call.id, device=BOSS_PHONE)
        await room.until(lambda: not room.supervision.sessions, 40)
        room.supervision.start("boss", Mode.LISTEN, call=call.id, device=BOSS_PHONE)
        await settle()
        boss = room.boss()
        customer.hang_up()
        await settle()
        assert boss.ended is not None

    room = play(tmp_path, scene)
    assert [item["reason"] for item in room.told("supervision.session") if item["state"] == "over"] == [
        "no_answer",
        "call_over",
    ]
    assert room.told("supervision.joined") == []


def test_a_supervisor_who_is_an_agent_is_offered_nothing_meanwhile(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        call, _, _ = await room.talk()
        other = "a2" if call.party and call.party.agent == "a1" else "a1"
        room.supervision.start(other, Mode.LISTEN, call=call.id)
        assert room.state(other) == "talking"
        await settle()
        for agent in ("a1", "a2", "a3"):
            if agent != other and room.state(agent) == "available":
                room.acd.logout(agent, room.engine.now())
        waiting = room.switch.arrive("1001", "13900000000")
        await room.until(lambda: any(item["call"] != call.id for item in room.told("call.queued")))
        await settle()
        queued = room.engine.call_of(waiting.leg)
        assert queued is not None
        assert queued.party is None
        room.supervision.stop(other)
        await room.until(lambda: queued.party is not None and queued.party.agent == other)
        waiting.hang_up()

    play(tmp_path, scene)


def test_what_is_refused(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        supervise = room.supervision.start
        with pytest.raises(Unknown):
            supervise("boss", Mode.LISTEN, call="nothing", device=BOSS_PHONE)
        with pytest.raises(NotPossible, match="follow"):
            supervise("boss", Mode.LISTEN, agent="a1", device=BOSS_PHONE)
        with pytest.raises(NotPossible, match="take over"):
            supervise("boss", Mode.TAKE_OVER, agent="a1", device=BOSS_PHONE, follow=True)
        call, _, _ = await room.talk()
        agent = call.party.agent if call.party else ""
        with pytest.raises(NotPossible, match="himself"):
            supervise(agent or "", Mode.LISTEN, call=call.id)
        with pytest.raises(NotPossible, match="log in with a phone"):
            supervise("boss", Mode.LISTEN, call=call.id)
        with pytest.raises(Unknown, match="extension"):
            supervise("boss", Mode.LISTEN, call=call.id, device="9999")
        with pytest.raises(NotPossible, match="another agent"):
            supervise("boss", Mode.LISTEN, call=call.id, device="8003")
        room.switch.register(BOSS_PHONE, False)
        with pytest.raises(NotPossible, match="not registered"):
            supervise("boss", Mode.LISTEN, call=call.id, device=BOSS_PHONE)
        for wish in (lambda: room.supervision.stop("boss"), lambda: room.supervision.change("boss", Mode.BARGE)):
            with pytest.raises(NotPossible, match="nobody"):
                wish()
        room.switch.register(BOSS_PHONE, True)

    play(tmp_path, scene)


@pytest.mark.parametrize("mode", [Mode.LISTEN, Mode.WHISPER, Mode.BARGE])
def test_a_restarted_core_takes_the_session_up_again(tmp_path: Path, mode: Mode) -> None:
    async def scene(room: Room) -> None:
        call, customer, agent = await room.talk()
        boss = await watch(room, call.id, mode)
        before = (boss.hears(), agent.hears(), customer.hears())
        await room.restart()
        assert (boss.hears(), agent.hears(), customer.hears()) == before
        room.supervision.change("boss", Mode.WHISPER)
        await settle()
        assert (agent.hears(), customer.hears()) == ({"customer", "boss"}, {"agent"})
        room.supervision.change("boss", Mode.TAKE_OVER)
        await settle()
        assert customer.hears() == {"boss"}
        await room.restart()
        assert customer.hears() == {"boss"}
        assert boss.hears() == {"customer"}

    room = play(tmp_path, scene)
    assert len(room.told("supervision.joined")) == 1
    (ended,) = room.told("call.ended")
    assert [item["agent"] for item in ended["cdr"]["segments"]] == ["a1", "boss"]


@pytest.mark.parametrize("ringing", [True, False])
def test_a_session_whose_call_is_gone_ends_with_the_restart(tmp_path: Path, ringing: bool) -> None:
    async def scene(room: Room) -> None:
        if ringing:
            room.switch.behave(BOSS_PHONE, manual())
        call, customer, _ = await room.talk()
        room.supervision.start("boss", Mode.LISTEN, call=call.id, device=BOSS_PHONE)
        await room.until(lambda: any(peer.device == BOSS_PHONE for peer in room.switch.peers.values()))
        await room.until(lambda: ringing or room.supervision.sessions["boss"].on is not None)
        await settle()
        boss = room.boss()
        room.switch.drop()
        customer.hang_up()
        await room.restart()
        assert boss.ended is not None
        assert room.supervision.sessions == {}

    play(tmp_path, scene)


def test_the_line_breaks_and_the_supervisor_leaves_meanwhile(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        call, customer, agent = await room.talk()
        boss = await watch(room, call.id, Mode.BARGE)
        room.switch.drop()
        boss.hang_up()
        room.switch.restore()
        await settle()
        assert room.supervision.sessions == {}
        assert (agent.hears(), customer.hears()) == ({"customer"}, {"agent"})

    room = play(tmp_path, scene)
    assert [item["reason"] for item in room.told("supervision.left")] == ["lost"]


@pytest.mark.parametrize(("kind", "target"), [("queue", "second"), ("agent", "1003"), ("device", "8003")])
def test_a_talking_caller_is_moved(tmp_path: Path, kind: str, target: str) -> None:
    async def scene(room: Room) -> None:
        call, customer, agent = await room.talk()
        move(room.controller, call, kind, target, "boss")
        await room.until(lambda: bool(call.party and call.party.connected_at))
        assert agent.ended is not None
        customer.hang_up()
        await settle()

    room = play(tmp_path, scene)
    (act,) = room.told("supervision.act")
    assert (act["supervisor"], act["act"], act["kind"], act["target"]) == ("boss", "move", kind, target)


@pytest.mark.parametrize("stage", ["ivr", "queue", "ringing"])
@pytest.mark.parametrize(("kind", "target"), [("queue", "second"), ("agent", "1003")])
def test_a_caller_who_does_not_talk_yet_is_moved(tmp_path: Path, stage: str, kind: str, target: str) -> None:
    async def scene(room: Room) -> None:
        busy = ("8001", "8002") if stage == "ringing" else ()
        for device in busy:
            room.switch.behave(device, no_answer())
        if stage == "queue":
            for agent in ("a1", "a2", "a3"):
                room.acd.set_state(agent, AgentState.BUSY, room.engine.now())
        customer = room.switch.arrive("1000" if stage == "ivr" else "1001", "13800138000")
        await settle()
        call = room.engine.call_of(customer.leg)
        assert call is not None
        entered = call.queued_at
        if stage == "queue":
            for agent in ("a1", "a2", "a3"):
                room.acd.set_state(agent, AgentState.AVAILABLE, room.engine.now())
        move(room.controller, call, kind, target, "boss")
        if entered is not None and kind == "queue":
            assert call.queued_at == entered
        await room.until(lambda: bool(call.party and call.party.connected_at))
        await settle()
        room.switch.peers[call.party.leg].say("agent")  # type: ignore[union-attr]
        assert customer.hears() == {"agent"}
        customer.hang_up()
        await settle()

    room = play(tmp_path, scene)
    (ended,) = room.told("call.ended")
    assert ended["cdr"]["outcome"] == "answered"


def test_a_moved_caller_whose_new_agent_does_not_answer_gets_his_place_back(tmp_path: Path) -> None:
    async def scene(room: Room) -> None:
        for agent in ("a1", "a2", "a3"):
            room.acd.set_state(agent, AgentState.BUSY, room.engine.now())
        room.switch.behave("8003", no_answer())
        customer = room.switch.arrive("1001", "13800138000")
        await settle()
        call = room.engine.call_of(customer.leg)
        assert call is not None
        entered = call.queued_at
        move(room.controller, call, "agent", "1003", "boss")
        await room.until(lambda: str(call.stage) == "queue", 40)
        assert call.queued_at == entered
        for agent in ("a1", "a2", "a3"):
            room.acd.set_state(agent, AgentState.AVAILABLE, room.engine.now())
        customer.hang_up()

    play(tmp_path, scene)
