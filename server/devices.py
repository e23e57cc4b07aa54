"""Users at devices: endpoints for browsers and guests, agents logged in at them, in core and database alike."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import structlog

from crm.access import Principal
from crm.devices import service as bindings
from crm.devices.models import DeviceBinding
from crm.routing.models import Device
from crm.users.models import User
from server.http.context import Web
from server.http.errors import DeviceTaken, NotLoggedIn, SessionElsewhere
from telephony.errors import HotlineError, NotPossible, Unknown

log = structlog.get_logger(__name__)

REALM = "asterisk"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a softphone registers with."""

    device: str
    binding: str
    secret: str


async def log_in_browser(parts: Web, who: Principal, user: User, *, takeover: bool) -> Endpoint:
    """Make the user's browser his phone and log him in as an agent. Raises SessionElsewhere without `takeover`."""
    _check_agent(user)
    await _leave_former(parts, who, takeover=takeover)
    device, secret = f"web-{user.number}", secrets.token_urlsafe(18)
    await parts.core.request("device.put", {"id": device, "kind": "browser", "secret": secret, "name": user.name})
    binding = await _log_in(parts, who, device, "browser", secret)
    return Endpoint(device, binding.id, secret)


async def log_in_extension(parts: Web, who: Principal, user: User, extension: str, *, takeover: bool) -> str:
    """Log the user in at a desk phone. Raises Unknown, DeviceTaken or SessionElsewhere. → binding id."""
    _check_agent(user)
    async with parts.db.read() as session:
        if await session.get(Device, extension) is None:
            raise Unknown(f"there is no device {extension}", field="extension")
        held = await bindings.holder(session, extension)
    if held is not None and held.user_id != user.id:
        raise DeviceTaken
    await _leave_former(parts, who, takeover=takeover)
    return (await _log_in(parts, who, extension, "phone", "")).id


async def log_out_agent(parts: Web, who: Principal, *, only_session: str | None = None) -> bool:
    """Log the agent out of his device; with `only_session` only when that log-in holds it. → whether he was logged in.

    Works without the core, too: what it missed is put right when it comes back."""
    async with parts.db.read() as session:
        binding = await bindings.agent_binding(session, who.user or "")
    if binding is None or (only_session is not None and binding.session_id != only_session):
        return False
    await release(parts, binding)
    return True


async def force_log_out(parts: Web, agent: str) -> None:
    """强制签出: end an agent's session wherever he is; his page is told. An agent in a talk leaves after it."""
    async with parts.db.read() as session:
        binding = await bindings.agent_binding(session, agent)
    if binding is None:
        await parts.core.request("agent.logout", {"agent": agent})
        return
    if binding.kind == "browser" and parts.hub.state.call_of(agent) is not None:
        await parts.core.request("agent.logout", {"agent": agent})  # the phone stays until the talk is over
        return
    parts.hub.tell(agent, "agent.session_ended", {"session": binding.id, "device": binding.device})
    await release(parts, binding)


async def leave_phone(parts: Web, agent: str) -> None:
    """His account has been closed: he is logged out of his phone, also when the core is away just now."""
    try:
        await force_log_out(parts, agent)
    except HotlineError as error:
        log.warning("agent.not_logged_out", agent=agent, error=str(error))


async def release(parts: Web, binding: DeviceBinding) -> None:
    """End a binding: the agent is logged out, an endpoint that was made for it is dropped."""
    if binding.kind in bindings.AGENT_KINDS:
        await _tell(parts, "agent.logout", {"agent": binding.user_id})
    if binding.kind != "phone":
        await _tell(parts, "device.drop", {"id": binding.device})
    async with parts.db.write() as session:
        await bindings.release(session, binding.device)


async def open_guest(parts: Web, who: Principal) -> Endpoint:
    """A test phone: an endpoint that may only call in. It ends with the log-in."""
    device, secret = f"guest-{secrets.token_hex(4)}", secrets.token_urlsafe(18)
    await parts.core.request("device.put", {"id": device, "kind": "guest", "secret": secret, "name": who.username})
    async with parts.db.write() as session:
        binding = await bindings.bind(
            session, device=device, user_id=who.user or "", session_id=who.session, kind="guest", secret=secret
        )
    return Endpoint(device, binding.id, secret)


async def restore(parts: Web) -> None:
    """Offer the endpoints of browsers and guests to a core that may have lost them."""
    async with parts.db.read() as session:
        issued = await bindings.issued(session)
    known = parts.hub.state.devices
    for binding in issued:
        if binding.device not in known:
            await _tell(
                parts,
                "device.put",
                {"id": binding.device, "kind": binding.kind, "secret": binding.secret, "name": binding.device},
            )


async def remove_orphans(parts: Web) -> int:
    """End the bindings whose log-in is over; how many."""
    async with parts.db.read() as session:
        orphans = await bindings.orphans(session)
    for binding in orphans:
        await release(parts, binding)
    return len(orphans)


def _check_agent(user: User) -> None:
    if user.number is None:
        raise NotPossible("only users with a 工号 can log in as agents", message_zh="没有工号的用户不能签入")


async def _leave_former(parts: Web, who: Principal, *, takeover: bool) -> None:
    async with parts.db.read() as session:
        former = await bindings.agent_binding(session, who.user or "")
    if former is None:
        return
    in_use = parts.hub.state.devices.get(former.device, "offline") != "offline"
    if not takeover and (former.session_id != who.session or (former.kind == "browser" and in_use)):
        raise SessionElsewhere
    parts.hub.tell(who.user or "", "agent.session_ended", {"session": former.id, "device": former.device})
    if former.kind == "browser":
        await _tell(parts, "device.drop", {"id": former.device})
    async with parts.db.write() as session:
        await bindings.release(session, former.device)


async def _log_in(parts: Web, who: Principal, device: str, kind: str, secret: str) -> DeviceBinding:
    try:
        await parts.core.request("agent.login", {"agent": who.user, "device": device})
    except HotlineError:
        if kind == "browser":
            await _tell(parts, "device.drop", {"id": device})
        raise
    async with parts.db.write() as session:
        return await bindings.bind(
            session, device=device, user_id=who.user or "", session_id=who.session, kind=kind, secret=secret
        )


async def require_binding(parts: Web, who: Principal) -> DeviceBinding:
    """The device at which the asker is logged in; NotLoggedIn when he is not."""
    async with parts.db.read() as session:
        binding = await bindings.agent_binding(session, who.user or "")
    if binding is None:
        raise NotLoggedIn
    return binding


async def _tell(parts: Web, method: str, params: dict[str, object]) -> None:
    """Ask the core, but go on without it: the caller's own work is right either way."""
    try:
        await parts.core.request(method, params)
    except HotlineError as error:
        log.warning("core.not_told", method=method, error=str(error))
