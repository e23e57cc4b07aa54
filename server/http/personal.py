"""Personal settings (个人设置)."""

from __future__ import annotations

from crm.personal.schemas import PersonalSettings, SettingsChange
from crm.personal.service import change_settings, personal_settings
from server.http.context import Request
from server.http.route import Routes

routes = Routes("auth")


@routes("GET", "/auth/me/settings")
async def get_settings(request: Request) -> PersonalSettings:
    """What one has chosen: language, theme, sounds, hot keys, home page, messages."""
    async with request.web.db.read() as session:
        return await personal_settings(session, request.who)


@routes("PATCH", "/auth/me/settings")
async def patch_settings(request: Request, body: SettingsChange) -> PersonalSettings:
    """Choose otherwise; what is absent stays."""
    async with request.web.db.write() as session:
        return await change_settings(session, request.who, body)
