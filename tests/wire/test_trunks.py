"""What AMI says about trunks becomes facts, each told once per connection."""

from __future__ import annotations

from telephony.config_model import Trunk
from telephony.events import TrunkChanged
from telephony.switch.asterisk.translate import device_of, trunk_of
from telephony.switch.asterisk.trunks import TrunkStates

REGISTERING = Trunk("t1", "一", "203.0.113.1", user="u", secret="s", register=True)
STATIC = Trunk("t2", "二", "203.0.113.2")
UNASKED = Trunk("t3", "三", "203.0.113.3", qualify=0)


def contact(trunk: str, status: str) -> dict[str, str]:
    return {"EndpointName": f"trunk-{trunk}", "AOR": f"trunk-{trunk}", "ContactStatus": status}


def registration(trunk: str, status: str) -> dict[str, str]:
    return {"Event": "OutboundRegistrationDetail", "ObjectName": f"trunk-{trunk}", "Status": status}


def states() -> TrunkStates:
    made = TrunkStates("a1")
    made.restart([("PJSIP/trunk-t2", "NOT_INUSE"), ("PJSIP/trunk-t1", "UNAVAILABLE"), ("PJSIP/8001", "INUSE")])
    made.configure([REGISTERING, STATIC, UNASKED])
    return made


def test_the_first_look_tells_everything() -> None:
    assert states().registrations([registration("t1", "Registered"), {"Event": "AuthDetail"}]) == [
        TrunkChanged("a1", "t1", "registered", reachable=False),
        TrunkChanged("a1", "t2", "", reachable=True),
        TrunkChanged("a1", "t3", "", reachable=None),
    ]


def test_changes_are_told_once() -> None:
    made = states()
    made.registrations([])
    assert made.contact(contact("t1", "Reachable")) == [TrunkChanged("a1", "t1", "unregistered", reachable=True)]
    assert made.contact(contact("t1", "Reachable")) == []
    assert made.contact(contact("t3", "Unreachable")) == []
    assert made.contact(contact("t2", "Removed")) == []
    assert made.contact({"EndpointName": "8001", "ContactStatus": "Reachable"}) == []
    assert made.registrations([registration("t1", "Rejected")]) == [
        TrunkChanged("a1", "t1", "rejected", reachable=True)
    ]
    made.restart([])
    assert len(made.registrations([registration("t1", "Rejected")])) == 3


def test_a_trunk_that_was_removed_or_switched_off_is_forgotten() -> None:
    made = states()
    made.registrations([])
    made.configure([Trunk("t2", "二", "203.0.113.2", enabled=False)])
    assert made.changes() == []
    made.configure([STATIC])
    assert made.changes() == [TrunkChanged("a1", "t2", "", reachable=None)]


def test_channels_of_trunks() -> None:
    assert trunk_of("PJSIP/trunk-uni.com-0000002a") == "uni.com"
    assert trunk_of("PJSIP/8001-0000002a") is None
    assert device_of("PJSIP/trunk-uni.com-0000002a") is None
