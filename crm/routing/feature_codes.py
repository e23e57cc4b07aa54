"""What is dialled on a hard phone."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.audit.service import note
from crm.errors import Invalid
from crm.routing.settings import put, value
from telephony.incall.codes import DEFAULT_CODES

KEY = "codes"
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


async def feature_codes(session: AsyncSession) -> FeatureCodes:
    return FeatureCodes.model_validate(await value(session, KEY))


async def set_feature_codes(session: AsyncSession, who: Principal, new: FeatureCodes) -> FeatureCodes:
    """Raises Invalid for a code that two of them have."""
    taken: dict[str, str] = {}
    for action, code in new.model_dump().items():
        if code and code in taken:
            raise Invalid(
                f"{code} is the code of {taken[code]}, too", field=action, message_zh=f"{code} 已用于其他功能"
            )
        taken[code] = action
    await put(session, KEY, new.model_dump())
    note(session, who, "codes.update", "setting", KEY, new.model_dump())
    return new
