"""A call as its news in the journal tell it, for a core that has just started. Pure but for the Call that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from telephony.calls import Call, Detour, Enquiry, Stage
from telephony.cdr import TALK
from telephony.domain_events import Envelope
from telephony.ports import CustomerCard


def rebuild(call_id: str, items: list[Envelope]) -> Call:
    """A call as its news tell it. Pure but for the Call it makes."""
    first = items[0]
    data = first.data
    call = Call(
        id=call_id,
        direction=data["direction"],
        leg=data["leg"],
        from_number=data["from_number"],
        from_name=data["from_name"],
        to_number=data["to_number"],
        entry=data["entry"],
        started=first.at,
        language=data.get("language", "zh"),
        stage_since=first.at,
        device=data.get("device"),
        recovered=True,
        news=list(items),
    )
    for item in items:
        _replay(call, item)
    return call


def _replay(call: Call, item: Envelope) -> None:
    """Take one piece of news into a call that is being rebuilt."""
    handler = _REPLAY.get(item.type)
    if handler is not None:
        handler(call, item)


def _identified(call: Call, item: Envelope) -> None:
    data = item.data
    call.card = CustomerCard(
        known=data["known"],
        number=call.from_number if call.direction == "inbound" else call.to_number,
        region=data["region"],
        customer=data["customer"],
        name=data["name"],
        last_agent=data["last_agent"],
        last_served=data.get("last_served"),
        owner_agent=data.get("owner_agent"),
        ticket_agent=data.get("ticket_agent"),
        category=data.get("category", ""),
    )


def _entered_node(call: Call, item: Envelope) -> None:
    call.stage, call.flow, call.node = Stage.IVR, item.data["flow"], item.data["node"]


def _left_node(call: Call, item: Envelope) -> None:
    call.path.append({key: item.data[key] for key in ("flow", "node", "kind", "result", "seconds")})


def _queued(call: Call, item: Envelope) -> None:
    call.stage, call.queue, call.priority = Stage.QUEUE, item.data["queue"], item.data["priority"]
    call.queued_at = item.data["entered"]
    call.notice_played = True


def _left_queue(call: Call, item: Envelope) -> None:
    if item.data["result"] == "answered":
        call.stage = Stage.TALKING
    elif item.data["result"] == "overflow":
        call.moves += 1
    elif item.data["result"] == "callback":
        call.stage = Stage.CLOSING


def _connected(call: Call, item: Envelope) -> None:
    call.stage, call.segments = Stage.TALKING, item.data["segment"]
    kind = item.data.get("kind", TALK)
    if kind == "colleague":
        call.colleague_segment = call.segments
    elif kind == TALK:
        call.held = call.diverted = False  # of the one who talked before
        call.queue = item.data["queue"] or call.queue  # another one's, when its agent was asked and has him now


def _recording_began(call: Call, item: Envelope) -> None:
    if call.recording is not None:  # stopped, and its end not heard of
        call.finishing[call.recording] = (call.recording_path, call.recording_started)
    call.recording, call.recording_path = item.data["recording"], item.data["path"]
    call.recording_started = item.at
    call.paused_for.clear()


def _recording_done(call: Call, item: Envelope) -> None:
    call.finishing.pop(item.data["recording"], None)
    if call.recording == item.data["recording"]:
        call.recording = None


def _set_language(call: Call, item: Envelope) -> None:
    call.language = item.data["language"]


def _set_held(call: Call, item: Envelope) -> None:
    call.held = item.data["held"]


def _consulted(call: Call, item: Envelope) -> None:
    state, queue = item.data["state"], item.data.get("queue")
    if state == "waiting" and queue:
        call.enquiry = Enquiry(queue, item.at)
    elif state not in {"offered", "declined"}:
        call.enquiry = None


def _transferred(call: Call, item: Envelope) -> None:
    call.stage = Stage.DIALLING
    call.diverted = item.data["by"] is None


def _paused(call: Call, item: Envelope) -> None:
    if item.data["paused"]:
        call.paused_for.add(item.data["reason"])
    else:
        call.paused_for.clear()


def _detoured(call: Call, item: Envelope) -> None:
    if item.data["back"]:
        call.detour = Detour(item.data["flow"], item.data["by"])


def _surveyed(call: Call, _item: Envelope) -> None:
    call.surveyed = True


def _returned(call: Call, item: Envelope) -> None:
    call.stage, call.detour = Stage.TALKING, None
    call.variables.update(item.data["variables"])


def _phone_lost(call: Call, _item: Envelope) -> None:
    call.stage = Stage.DIALLING


def _left_message(call: Call, _item: Envelope) -> None:
    call.stage = Stage.VOICEMAIL


def _screened(call: Call, item: Envelope) -> None:
    call.screened = item.data["reason"]
    if item.data["action"] in {"message", "voicemail"}:
        call.refusal, call.refusal_notice = item.data["action"], "caller_refused"


_REPLAY: Mapping[str, Callable[[Call, Envelope], None]] = {
    "call.language": _set_language,
    "call.identified": _identified,
    "call.node_entered": _entered_node,
    "call.node": _left_node,
    "call.queued": _queued,
    "call.screened": _screened,
    "call.left_queue": _left_queue,
    "call.connected": _connected,
    "call.held": _set_held,
    "call.consult": _consulted,
    "call.transferred": _transferred,
    "call.phone_lost": _phone_lost,
    "voicemail.started": _left_message,
    "call.detour": _detoured,
    "call.returned": _returned,
    "survey.offered": _surveyed,
    "recording.started": _recording_began,
    "recording.paused": _paused,
    "recording.ready": _recording_done,
    "recording.failed": _recording_done,
}
