"""The configuration snapshot as the core uses it: looked up by id, flows compiled, kept on disk as the
last good one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import structlog
from pydantic import TypeAdapter, ValidationError

from telephony.config_model import Agent, Device, Entry, FlowDocument, Hours, LibraryPrompt, Mailbox, Queue, Snapshot
from telephony.errors import ConfigError, NotPossible, Unknown
from telephony.files import write_atomically
from telephony.ivr.flow import Flow
from telephony.ivr.loader import parse_document
from telephony.outside.entries import EntryTable
from telephony.outside.settings import OutboundRules
from telephony.outside.tables import Tables

log = structlog.get_logger(__name__)

_ADAPTER: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)
_OUTBOUND: TypeAdapter[OutboundRules] = TypeAdapter(OutboundRules)


class Configuration:
    """One immutable snapshot with lookups. Calls in progress keep the flow objects that they started with."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.queues: Mapping[str, Queue] = {queue.id: queue for queue in snapshot.queues}
        self.agents: Mapping[str, Agent] = {agent.id: agent for agent in snapshot.agents}
        self.agents_by_number: Mapping[str, Agent] = {agent.number: agent for agent in snapshot.agents}
        self.devices: Mapping[str, Device] = {device.id: device for device in snapshot.devices}
        self.hours: Mapping[str, Hours] = {hours.id: hours for hours in snapshot.hours}
        self.flows: Mapping[str, Flow] = {}
        self.flow_versions: Mapping[str, int] = {flow.id: flow.version for flow in snapshot.flows}
        flows = {document.id: _flow(document) for document in snapshot.flows}
        self.flows = flows
        self.kept_flows: Mapping[tuple[str, int], Flow] = {
            (document.id, document.version): _flow(document) for document in snapshot.kept_flows
        }
        self.prompts: Mapping[str, LibraryPrompt] = {prompt.id: prompt for prompt in snapshot.prompts}
        self.recorded: Mapping[str, Mapping[str, str]] = {prompt.id: prompt.files for prompt in snapshot.prompts}
        self.mailboxes: Mapping[str, Mailbox] = {mailbox.id: mailbox for mailbox in snapshot.mailboxes}
        self._boxes_of_agents = {mailbox.agent: mailbox.id for mailbox in snapshot.mailboxes if mailbox.agent}
        for entry in snapshot.entries:
            if entry.flow not in flows:
                raise ConfigError(f"entry {entry.number}: there is no flow {entry.flow!r}")
        self.outside = Tables(snapshot)
        company = snapshot.company
        self.entries = EntryTable(snapshot.entries, area_code=company.area_code, region=company.region)

    def mailbox_for(self, target: str) -> str:
        """The id of the mailbox that a person means: an agent's by his 工号, a mailbox by its id, or a queue's. Raises
        NotPossible for an agent without one (nobody would find the message), Unknown."""
        agent = self.agents_by_number.get(target)
        if agent is not None:
            box = self._boxes_of_agents.get(agent.id)
            if box is None:
                reason = f"agent {target} has no mailbox: an administrator makes one under Mailboxes"
                raise NotPossible(reason, message_zh=f"坐席{target}没有留言信箱，请管理员先创建", field="target")
            return box
        if target not in self.mailboxes and target not in self.queues:
            reason = f"there is no mailbox {target}: name a queue, a mailbox or an agent with one"
            raise Unknown(reason, message_zh=f"没有留言信箱{target}，请指定队列、信箱或坐席工号", field="target")
        return target

    def flow(self, flow_id: str, version: int | None = None) -> Flow | None:
        """A flow in a version that is published or still in use, else in the published one."""
        published = self.flows.get(flow_id)
        if version is None or (published is not None and published.version == version):
            return published
        return self.kept_flows.get((flow_id, version), published)

    def flow_document(self, flow_id: str, version: int) -> FlowDocument | None:
        """The document of a version that is published or still in use."""
        for document in (*self.snapshot.flows, *self.snapshot.kept_flows):
            if (document.id, document.version) == (flow_id, version):
                return document
        return None

    def entry(self, dialled: str, trunk: str | None = None) -> Entry | None:
        """The entry of a dialled number (see telephony/outside/entries.py), or None."""
        known = self.outside.trunks.get(trunk or "")
        area_code = known.area_code if known is not None else ""
        return self.entries.find(dialled, trunk or "", area_code)

    def entry_named(self, number: str, dialled: str) -> Entry | None:
        """The entry that a call came in by, or the one that `dialled` has now."""
        return self.entries.all.get(number) or self.entry(dialled)


def _flow(document: FlowDocument) -> Flow:
    source = f"flow {document.id} version {document.version}"
    return parse_document(document.document, source, version=document.version)


def load_snapshot(raw: Mapping[str, Any]) -> Configuration:
    """Validate a snapshot from JSON; raises ConfigError with one line that names every wrong place."""
    try:
        return Configuration(_ADAPTER.validate_python(_upgraded(raw)))
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()[:10])
        raise ConfigError(f"the configuration snapshot is invalid: {places}") from error


def load_outbound(raw: Mapping[str, Any]) -> OutboundRules:
    """Rules of calls to the outside from JSON, to be tried; raises ConfigError."""
    try:
        return _OUTBOUND.validate_python(raw)
    except ValidationError as error:
        raise ConfigError(f"the rules of calls to the outside are invalid: {error}") from error


def _upgraded(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A snapshot kept on disk by an older release gave a queue one overflow instead of rules."""
    queues = raw.get("queues", ())
    if not any(isinstance(queue.get("overflow"), Mapping) for queue in queues):
        return raw
    return {**raw, "queues": [{**queue, "overflow": _rules(queue.get("overflow"))} for queue in queues]}


def _rules(overflow: Any) -> Any:
    return [{"when": "max_wait", **overflow}] if isinstance(overflow, Mapping) else overflow or ()


def empty() -> Configuration:
    """What core runs on before web has ever sent a snapshot: it answers nothing."""
    return load_snapshot({"version": 0, "company": {"name": {"zh": "", "en": ""}}})


def read(path: Path) -> Configuration:
    """The last good snapshot on disk, or the empty one."""
    try:
        return load_snapshot(orjson.loads(path.read_bytes()))
    except FileNotFoundError:
        return empty()
    except (ConfigError, orjson.JSONDecodeError) as error:
        log.error("config.unreadable", file=str(path), error=str(error))  # noqa: TRY400 - one clear line
        return empty()


def write(path: Path, raw: Mapping[str, Any]) -> None:
    """Keep a snapshot that was accepted (it holds SIP secrets: readable by its owner only)."""
    write_atomically(path, orjson.dumps(raw), mode=0o600)
