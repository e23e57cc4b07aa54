"""Why: reasons in data, and in sentences in both languages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from acd_kit import Kit, agent, queue

from telephony.acd.model import AgentState, OfferResult
from telephony.acd.sentences import SENTENCES, STATES, sentence
from telephony.acd.strategies import STRATEGIES

S = AgentState


def codes(why: Any) -> list[str]:
    """Reasons without what comes at the wait limit, which every caller in line has."""
    return [reason["code"] for reason in why["reasons"] if reason["code"] != "overflow_ahead"]


@pytest.mark.parametrize(("code", "texts"), SENTENCES.items())
def test_both_languages_say_the_same_facts(code: str, texts: tuple[str, str]) -> None:
    zh, en = texts
    assert re.search(r"[一-鿿]", zh)
    assert not re.search(r"[一-鿿]", en)
    assert set(re.findall(r"\{(\w+)\}", zh)) == set(re.findall(r"\{(\w+)\}", en))


def in_words(value: Any, language: str) -> Any:
    if isinstance(value, float):
        return round(value)
    return value.get(language, "") if isinstance(value, dict) else value


@pytest.mark.parametrize("code", SENTENCES)
def test_the_words_are_those_of_the_template(code: str) -> None:
    names = re.findall(r"\{(\w+)\}", SENTENCES[code][0])
    values: list[Any] = [12.6, {"zh": "甲", "en": "A"}, "100%", 3, {"en": "only"}, None]
    for first in range(len(values)):
        data = {name: values[(first + place) % len(values)] for place, name in enumerate(names)} | {"spare": 1.5}
        shown = {
            language: {name: in_words(value, language) for name, value in data.items()} for language in STATES[S.BUSY]
        }
        said = sentence(code, **data)
        assert said["data"] == data
        assert said["zh"] == SENTENCES[code][0].format_map(shown["zh"]).strip()
        assert said["en"] == SENTENCES[code][1].format_map(shown["en"]).strip()


def test_there_is_a_sentence_for_everything() -> None:
    assert set(STATES) == set(AgentState)
    assert {f"offered_{strategy}" for strategy in STRATEGIES} <= set(SENTENCES)
    ended = set(OfferResult) - {OfferResult.ANSWERED, OfferResult.CALLER_GONE}
    assert {f"attempt_{result}" for result in ended} <= set(SENTENCES)


class TestWhyACallerWaits:
    def test_all_occupied(self) -> None:
        kit = Kit("a1", "a2", "a3")
        kit.talk("c0")
        kit.acd.set_state("a2", S.BREAK, kit.now)
        kit.acd.logout("a3", kit.now)
        kit.call("c1")
        kit.pass_(2)
        kit.call("c2")
        kit.pass_(40)
        why = kit.acd.explain_item("c2", kit.now)
        assert codes(why) == ["waits", "ahead", "all_occupied"]
        assert why["agents"] == {"break": 1, "offline": 1, "talking": 1}
        assert why["text"] == {
            "zh": "在队列“售后”中已等待40秒,优先级0。前面还有1位。已签入的2名坐席都不能接听:小休 1、通话 1。"
            "再等560秒将转出队列(转语音留言)。",
            "en": "Has waited 40 s in queue “Service” with priority 0. 1 ahead in line. "
            "None of the 2 agents logged in can take it: on a break 1, talking 1. "
            "In another 560 s it will leave the queue (to voicemail).",
        }
        json.dumps(why)

    def test_nobody_there(self) -> None:
        kit = Kit("a1")
        kit.acd.logout("a1", kit.now)
        kit.call("c1")
        assert codes(kit.acd.explain_item("c1", kit.now)) == ["waits", "next", "nobody_logged_in"]

    def test_held_for_its_agent_and_then_not(self) -> None:
        kit = Kit("a1", "a2")
        kit.talk("c0")
        kit.acd.set_state("a2", S.BUSY, kit.now)
        kit.call("fan", preferred="a1", patience=15.0)
        why = kit.acd.explain_item("fan", kit.now)
        assert codes(why)[-1] == "held"
        assert why["status"] == "held"
        assert "最多再等15秒" in why["text"]["zh"]
        kit.pass_(15)
        assert "not_held" in codes(kit.acd.explain_item("fan", kit.now))

    def test_being_offered(self) -> None:
        kit = Kit("a1")
        kit.call("c1")
        why = kit.acd.explain_item("c1", kit.now)
        assert codes(why) == ["waits", "offered_longest_idle"]
        assert (why["status"], why["agent"]) == ("offered", "a1")
        kit = Kit("a1")
        kit.call("c1", preferred="a1")
        assert codes(kit.acd.explain_item("c1", kit.now)) == ["waits", "offered_sticky"]

    def test_what_was_tried(self) -> None:
        kit = Kit("a1", "a2")
        kit.fail(kit.call("c1"), OfferResult.NO_ANSWER)
        why = kit.acd.explain_item("c1", kit.now)
        assert codes(why)[-1] == "attempt_no_answer"
        assert why["attempts"] == [{"agent": "a1", "result": "no_answer", "utc": kit.now.utc}]

    def test_expected_wait(self) -> None:
        kit = Kit("a1", queues=(queue(wrap_up=0.0),))
        kit.talk("c0")
        kit.pass_(60)
        kit.acd.released("a1", "c0", kit.now)
        kit.talk("c1")
        kit.call("c2")
        assert "Expected to wait another 60 s." in kit.acd.explain_item("c2", kit.now)["text"]["en"]

    def test_between_fact_and_poll(self) -> None:
        kit = Kit("a1")
        kit.acd.set_state("a1", S.BUSY, kit.now)
        kit.call("c1")
        kit.acd.set_state("a1", S.AVAILABLE, kit.now)
        assert codes(kit.acd.explain_item("c1", kit.now))[-1] == "about_to_be_offered"

    def test_about_to_leave(self) -> None:
        kit = Kit("a1")
        kit.acd.set_state("a1", S.BUSY, kit.now)
        kit.call("c1")
        kit.acd.configure([], kit.agents, kit.now)
        assert codes(kit.acd.explain_item("c1", kit.now))[-1] == "spent"


class TestWhyAnAgentGetsNothing:
    @pytest.mark.parametrize(
        ("state", "code"),
        [(S.BUSY, "agent_busy"), (S.BREAK, "agent_break"), (S.AVAILABLE, "agent_available")],
    )
    def test_chosen_states(self, state: AgentState, code: str) -> None:
        kit = Kit("a1")
        kit.acd.set_state("a1", state, kit.now, "lunch")
        why = kit.acd.explain_agent("a1", kit.now)
        assert codes(why)[0] == code
        assert all(why["text"].values())
        json.dumps(why)

    def test_states_that_come_by_themselves(self) -> None:
        kit = Kit("a1", "a2")
        offer = kit.call("c1")
        assert codes(kit.acd.explain_agent("a1", kit.now)) == ["agent_offered"]
        kit.fail(offer, OfferResult.NO_ANSWER)
        assert codes(kit.acd.explain_agent("a1", kit.now)) == ["agent_not_answering"]
        kit.answer(kit.acd.offers[next(iter(kit.acd.items["c1"].offers))].offer)
        kit.acd.logout("a2", kit.now)
        assert codes(kit.acd.explain_agent("a2", kit.now)) == ["agent_talking", "leaving"]
        kit.acd.login("a2", "phone-a2", kit.now)
        kit.acd.set_state("a2", S.BREAK, kit.now)
        assert codes(kit.acd.explain_agent("a2", kit.now)) == ["agent_talking", "afterwards"]
        kit.acd.released("a2", "c1", kit.now)
        assert codes(kit.acd.explain_agent("a2", kit.now))[0] == "agent_wrap_up"
        kit.acd.logout("a2", kit.now)
        assert codes(kit.acd.explain_agent("a2", kit.now)) == ["agent_offline"]
        kit.acd.device_changed("phone-a1", online=False, busy=False, now=kit.now)
        assert codes(kit.acd.explain_agent("a1", kit.now)) == ["agent_device_lost"]

    def test_phone_in_use(self) -> None:
        kit = Kit("a1")
        kit.acd.device_changed("phone-a1", online=True, busy=True, now=kit.now)
        kit.call("c1")
        why = kit.acd.explain_agent("a1", kit.now)
        assert codes(why) == ["agent_device_busy", "would_get"]
        assert why["would_get"] == "c1"

    def test_what_he_would_get_first(self) -> None:
        kit = Kit("a1", queues=(queue("q"), queue("r", priority=1)))
        kit.talk("c0")
        kit.call("older")
        kit.call("fan", preferred="a1", patience=60.0)
        assert kit.acd.explain_agent("a1", kit.now)["would_get"] == "fan"
        kit.call("vip", "r")
        assert kit.acd.explain_agent("a1", kit.now)["would_get"] == "vip"

    def test_no_queue(self) -> None:
        kit = Kit(agent("a1"))
        assert codes(kit.acd.explain_agent("a1", kit.now)) == ["agent_available", "no_queues"]

    def test_free_and_nobody_waits(self) -> None:
        kit = Kit("a1", "a2")
        why = kit.acd.explain_agent("a1", kit.now)
        assert codes(why) == ["agent_available", "nobody_waits"]
        assert why["reasons"][1]["data"]["free"] == 2
