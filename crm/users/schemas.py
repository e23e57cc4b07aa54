"""Users as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from crm.access import Role
from crm.organisation.schemas import Telephone
from crm.paging import PageQuery

Language = Literal["zh", "en"]
Username = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._@-]{2,64}$"), AfterValidator(str.lower)]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{2,12}$")]
Id = Annotated[str, StringConstraints(min_length=1, max_length=26)]
Email = Annotated[str, StringConstraints(pattern=r"^([^\s@,;<>]{1,64}@[A-Za-z0-9.-]{1,130})?$")]
RoleId = Annotated[str, StringConstraints(min_length=1, max_length=26)]
RoleIds = Annotated[list[RoleId], Field(min_length=1, max_length=20)]
Password = Annotated[str, StringConstraints(min_length=8, max_length=200)]


class UserRow(BaseModel):
    """`role`: what he is to the telephone engine, the strongest kind of his `roles`."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    username: str
    name: str
    number: str | None
    role: Role
    roles: list[str] = Field(default_factory=list)
    unit_id: str
    position_id: str | None
    superior_id: str | None
    phone: str
    email: str
    language: Language
    must_change_password: bool
    disabled: bool
    created_at: datetime
    last_login_at: datetime | None
    queues: list[UserQueue] = Field(default_factory=list)


class UserQueue(BaseModel):
    """A queue that the user serves; the lowest preference is his main one."""

    model_config = ConfigDict(strict=True, extra="forbid")

    queue: str
    preference: int = Field(0, ge=0, le=99)


class UserQuery(PageQuery):
    """`role`: by kind; `role_id`: by one of his roles. `below`: with `unit`, also the units below it."""

    q: str | None = Field(None, max_length=64)
    role: Role | None = None
    role_id: str | None = Field(None, max_length=26)
    unit: str | None = Field(None, max_length=26)
    below: bool = False
    position: str | None = Field(None, max_length=26)
    superior: str | None = Field(None, max_length=26)
    disabled: bool | None = None


class NewUser(BaseModel):
    """`roles` by id, or `role` for the one built-in role of that name."""

    model_config = ConfigDict(strict=True, extra="forbid")

    username: Username
    name: str = Field(min_length=1, max_length=64)
    password: Password
    role: Role | None = None
    roles: RoleIds | None = None
    number: Number | None = None
    unit_id: str = "root"
    position_id: Id | None = None
    superior_id: Id | None = None
    phone: Telephone = ""
    email: Email = ""
    language: Language = "zh"
    must_change_password: bool = True
    queues: list[UserQueue] = Field(default_factory=list)

    @model_validator(mode="after")
    def _some_role(self) -> NewUser:
        if self.role is None and self.roles is None:
            raise ValueError("name a role")
        return self

    @property
    def role_ids(self) -> list[str]:
        if self.roles is not None:
            return list(dict.fromkeys(self.roles))
        return [self.role.value] if self.role is not None else []


class UserChange(BaseModel):
    """What is absent stays as it is; `roles` replace all that he has. A new `password` must be changed by the user at
    his next log-in."""

    model_config = ConfigDict(strict=True, extra="forbid")

    username: Username | None = None
    name: str | None = Field(None, min_length=1, max_length=64)
    password: Password | None = None
    role: Role | None = None
    roles: RoleIds | None = None
    number: Number | None = None
    unit_id: str | None = None
    position_id: Id | None = None
    superior_id: Id | None = None
    phone: Telephone | None = None
    email: Email | None = None
    language: Language | None = None
    disabled: bool | None = None
    queues: list[UserQueue] | None = None

    def role_ids(self, kind: str, had: list[str]) -> list[str]:
        """The roles that he has afterwards. A `role` of the `kind` that he is already changes none of them."""
        if self.roles is not None:
            return list(dict.fromkeys(self.roles))
        return had if self.role is None or self.role == kind else [self.role.value]
