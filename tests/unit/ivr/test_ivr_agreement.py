"""What the simulator writes down is what the interpreter does: its transcripts are replayed, fact by fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.clock import Now
from telephony.config_model import Hours, HoursInterval
from telephony.ivr.interpreter import Interpreter
from telephony.ivr.loader import load_file
from telephony.ivr.model import DeadlinePassed, Digit, Fact, Lookup, LookupDone, Record, Recorded, Say, SayFinished
from telephony.ivr.simulator import Line, outcome_words, try_flow

FLOWS = {flow.flow: flow for flow in map(load_file, (Path(__file__).parents[3] / "ivr_flows").glob("*.yaml"))}
OFFICE = Hours("office", {}, ((HoursInterval("09:00", "18:00"),),) * 7)
UTC = 1_795_224_000.0
ANSWERS: dict[str, dict[str, Any]] = {
    "ticket_status": {"found": True, "number": "202611210001", "step_zh": "处理中", "department_zh": "供暖维修部"},
    "staff": {"found": True, "number": "1100"},
    "prompt.publish": {"published": True},
}
KEYS = st.lists(st.sampled_from([*"0123456789*#", "wait", "202611210001#", "1#"]), max_size=25).map(",".join)


def replay(flow: str, lines: list[Line], keys: str) -> tuple[list[tuple[str, str, str]], str]:
    """Visits and outcome of an interpreter that is given what the transcript says, when it says so."""
    presses = iter("".join(part for part in keys.split(",") if part != "wait"))
    runner = Interpreter(
        FLOWS[flow], lang="zh", variables={"caller": ""}, hours={"office": OFFICE}, zone="UTC", flows=FLOWS
    )
    moment = Now(0.0, UTC)
    step = runner.start(moment)
    visits = [(visit.flow, visit.node, visit.result) for visit in step.visits]
    for index, line in enumerate(lines):
        later = next((other.at for other in lines[index + 1 :]), line.at)
        fact: Fact
        match line.what:
            case "presses":
                fact = Digit(next(presses))
            case "silent":
                fact = DeadlinePassed()
            case "hears":
                fact = SayFinished(next(action.say for action in step.actions if isinstance(action, Say)))
            case "asks":
                wish = next(action for action in step.actions if isinstance(action, Lookup))
                fact = LookupDone(wish.lookup, ANSWERS.get(wish.query))
            case "speaks":
                fact = Recorded(
                    next(action.record for action in step.actions if isinstance(action, Record)), "recording"
                )
            case _:
                continue
        deadline = step.deadline if line.what == "silent" and step.deadline is not None else later
        moment = Now(max(moment.mono, deadline), UTC + max(moment.mono, deadline))
        step = runner.handle(fact, moment)
        visits += [(visit.flow, visit.node, visit.result) for visit in step.visits]
        if step.outcome is not None:
            return visits, outcome_words(step.outcome)
    return visits, ""


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FLOWS)), KEYS)
def test_a_transcript_replayed_gives_the_same_visits_and_outcome(flow: str, keys: str) -> None:
    lines = try_flow(FLOWS[flow], keys, "zh", Now(0.0, UTC), ANSWERS, hours={"office": OFFICE}, zone="UTC", flows=FLOWS)
    written = [(line.flow, line.node, line.text) for line in lines if line.what == "leaves"]
    visits, outcome = replay(flow, lines, keys)
    assert visits == written
    assert outcome == lines[-1].text
