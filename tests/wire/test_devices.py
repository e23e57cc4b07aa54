"""Device states from AMI events."""

from __future__ import annotations

import pytest

from telephony.events import DeviceChanged, DeviceState
from telephony.switch.asterisk.devices import Devices


def devices(*states: tuple[str, str]) -> Devices:
    made = Devices("a1")
    made.restart(states)
    return made


def state(device: str, word: str) -> tuple[str, dict[str, str]]:
    return "DeviceStateChange", {"Device": device, "State": word}


def contact(device: str, status: str, uri: str = "sip:1@127.0.0.1:1") -> tuple[str, dict[str, str]]:
    return "ContactStatus", {"EndpointName": device, "ContactStatus": status, "URI": uri}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("NOT_INUSE", DeviceState.IDLE),
        ("RINGING", DeviceState.RINGING),
        ("INUSE", DeviceState.BUSY),
        ("RINGINUSE", DeviceState.BUSY),
        ("ONHOLD", DeviceState.BUSY),
    ],
)
def test_states(word: str, expected: DeviceState) -> None:
    known = devices(("PJSIP/8001", "UNAVAILABLE"))
    assert known.states == {"8001": DeviceState.OFFLINE}
    assert known.hear(*state("PJSIP/8001", word)) == DeviceChanged("a1", "8001", expected)
    assert known.hear(*state("PJSIP/8001", word)) is None
    assert known.hear(*state("PJSIP/8001", "something new")) == DeviceChanged("a1", "8001", DeviceState.OFFLINE)


@pytest.mark.parametrize("name", ["PJSIP/anonymous", "PJSIP/trunk-t1", "Queue:hotline-fallback_avail", "", "PJSIP/"])
def test_what_is_no_device_of_ours(name: str) -> None:
    known = devices((name, "INUSE"))
    assert known.states == {}
    assert known.hear(*state(name, "NOT_INUSE")) is None
    assert known.hear(*contact(name.partition("/")[2], "Removed")) is None


def test_a_browser_that_is_closed_in_a_call_is_offline_at_once() -> None:
    known = devices(("PJSIP/web1", "INUSE"))
    assert known.hear(*contact("web1", "Removed")) == DeviceChanged("a1", "web1", DeviceState.OFFLINE)
    assert known.hear(*state("PJSIP/web1", "INUSE")) is None
    assert known.hear(*contact("web1", "Created", "sip:2@127.0.0.1:2")) == DeviceChanged("a1", "web1", DeviceState.BUSY)
    assert known.hear(*state("PJSIP/web1", "NOT_INUSE")) == DeviceChanged("a1", "web1", DeviceState.IDLE)


def test_a_reload_of_the_page_is_no_loss() -> None:
    known = devices(("PJSIP/web1", "NOT_INUSE"))
    assert known.hear(*contact("web1", "NonQualified", "sip:old")) is None
    assert known.hear(*contact("web1", "Created", "sip:new")) is None
    assert known.hear(*contact("web1", "Removed", "sip:old")) is None
    assert known.states == {"web1": DeviceState.IDLE}
    assert known.hear(*contact("web1", "Removed", "sip:new")) == DeviceChanged("a1", "web1", DeviceState.OFFLINE)
    assert known.hear(*state("PJSIP/web1", "UNAVAILABLE")) is None


def test_a_phone_that_does_not_answer_pings() -> None:
    known = devices(("PJSIP/8001", "NOT_INUSE"))
    assert known.hear(*contact("8001", "Unreachable")) == DeviceChanged("a1", "8001", DeviceState.OFFLINE)
    assert known.hear(*contact("8001", "Reachable")) == DeviceChanged("a1", "8001", DeviceState.IDLE)


def test_a_contact_of_a_device_without_state_yet() -> None:
    assert devices().hear(*contact("8001", "Created")) is None


def test_other_events_and_missing_headers() -> None:
    known = devices(("PJSIP/8001", "INUSE"))
    assert known.hear("MixMonitorStop", {}) is None
    assert known.hear("ContactStatus", {}) is None
    assert known.hear("DeviceStateChange", {}) is None
