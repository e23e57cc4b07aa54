"""A switch without a switch: deterministic, on a virtual clock, with simulated callers and phones.

It passes the contract suite of the real drivers (tests/contract), so what works on it works on them.
"""

from telephony.switch.fake.peers import Behaviour, FakePeer, answers, busy, manual, no_answer, rejects
from telephony.switch.fake.switch import FakeSwitch
from telephony.switch.fake.timeline import Timeline

__all__ = [
    "Behaviour",
    "FakePeer",
    "FakeSwitch",
    "Timeline",
    "answers",
    "busy",
    "manual",
    "no_answer",
    "rejects",
]
