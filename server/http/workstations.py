"""Workstations (分机绑定) and the feature codes of hard phones."""

from __future__ import annotations

from crm.routing.feature_codes import FeatureCodes, feature_codes, set_feature_codes
from crm.workstations.service import (
    NewWorkstation,
    WorkstationChange,
    WorkstationRow,
    WorkstationService,
    WorkstationToken,
)
from server.http.context import Request
from server.http.route import Routes

routes = Routes("devices")


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
        return await feature_codes(session)


@routes("PUT", "/feature-codes")
async def put_feature_codes(request: Request, body: FeatureCodes) -> FeatureCodes:
    """Change the feature codes; phones go by them at once."""
    async with request.web.db.write() as session:
        await set_feature_codes(session, request.who, body)
        await request.web.configuration.publish(session)
    return body
