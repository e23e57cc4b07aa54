"""Workstations (分机绑定) and the feature codes of hard phones."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from crm.audit.service import note
from crm.errors import Invalid
from crm.routing.settings import put, value
from crm.workstations.service import (
    NewWorkstation,
    WorkstationChange,
    WorkstationRow,
    WorkstationService,
    WorkstationToken,
)
from server.http.context import Request
from server.http.route import Routes
from telephony.incall.codes import DEFAULT_CODES

routes = Routes("devices")

Code = Annotated[str, StringConstraints(pattern=r"^(\*[0-9*]{1,6})?$")]


class FeatureCodes(BaseModel):
    """What is dialled on a hard phone; empty: switched off. `pause` is followed by the number of the pause reason,
    `voicemail` (at the phone's transfer key) by a mailbox; `messages` plays one's own messages."""

    model_config = ConfigDict(strict=True, extra="forbid")

    login: Code = DEFAULT_CODES["login"]
    logout: Code = DEFAULT_CODES["logout"]
    pause: Code = DEFAULT_CODES["pause"]
    available: Code = DEFAULT_CODES["available"]
    pickup: Code = DEFAULT_CODES["pickup"]
    voicemail: Code = DEFAULT_CODES["voicemail"]
    messages: Code = DEFAULT_CODES["messages"]


@routes("GET", "/workstations")
async def list_workstations(request: Request) -> list[WorkstationRow]:
    """All workstations."""
    async with request.web.db.read() as session:
        return await WorkstationService(session, request.who).all()


@routes("POST", "/workstations", status=201)
async def create_workstation(request: Request, body: NewWorkstation) -> WorkstationToken:
    """Give an extension to a workstation; its browser gets the token."""
    async with request.web.db.write() as session:
        return await WorkstationService(session, request.who).create(body)


@routes("PATCH", "/workstations/{id}")
async def change_workstation(request: Request, body: WorkstationChange) -> WorkstationRow:
    """Another name or extension."""
    async with request.web.db.write() as session:
        return await WorkstationService(session, request.who).update(request.path["id"], body)


@routes("POST", "/workstations/{id}/token")
async def renew_workstation_token(request: Request) -> WorkstationToken:
    """A new token for the workstation's browser; the old one is worth nothing any more."""
    async with request.web.db.write() as session:
        return await WorkstationService(session, request.who).renew(request.path["id"])


@routes("DELETE", "/workstations/{id}")
async def delete_workstation(request: Request) -> None:
    """Take the extension from the workstation."""
    async with request.web.db.write() as session:
        await WorkstationService(session, request.who).delete(request.path["id"])


@routes("GET", "/feature-codes")
async def get_feature_codes(request: Request) -> FeatureCodes:
    """What can be dialled on a hard phone."""
    async with request.web.db.read() as session:
        return FeatureCodes.model_validate(await value(session, "codes"))


@routes("PUT", "/feature-codes")
async def put_feature_codes(request: Request, body: FeatureCodes) -> FeatureCodes:
    """Change the feature codes; phones go by them at once."""
    _check_distinct(body)
    async with request.web.db.write() as session:
        await put(session, "codes", body.model_dump())
        note(session, request.who, "codes.update", "setting", "codes", body.model_dump())
        await request.web.configuration.publish(session)
    return body


def _check_distinct(codes: FeatureCodes) -> None:
    taken: dict[str, str] = {}
    for action, code in codes.model_dump().items():
        if code and code in taken:
            raise Invalid(
                f"{code} is the code of {taken[code]}, too", field=action, message_zh=f"{code} 已用于其他功能"
            )
        taken[code] = action
