"""Who plays in the demo: the file that web writes (docs/contracts.md, Demo)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from telephony.errors import ConfigError

_LOOK_AGAIN = 0.5


class Login(BaseModel):
    model_config = ConfigDict(frozen=True)

    username: str
    password: str = Field(repr=False)


class Agent(Login):
    """`user` is the user's id, `number` his 工号, `device` the extension of his phone."""

    user: str
    number: str
    name: str
    device: str
    secret: str = Field(repr=False)


class Customer(BaseModel):
    """`number` is E.164."""

    model_config = ConfigDict(frozen=True)

    number: str
    name: str
    language: Literal["zh", "en"] = "zh"


class People(BaseModel):
    model_config = ConfigDict(frozen=True)

    version: Literal[1]
    entries: tuple[str, ...] = Field(min_length=1)
    agents: tuple[Agent, ...]
    supervisor: Login | None = None
    customers: tuple[Customer, ...]
    dispositions: tuple[str, ...] = ()
    break_reasons: tuple[str, ...] = ()

    @property
    def simulated(self) -> tuple[Agent, ...]:
        """The first two thirds; the other phones are left for people."""
        return self.agents[: -(-len(self.agents) * 2 // 3)]


def read(path: Path) -> People:
    """Raises ConfigError with what is wrong, never with a secret."""
    try:
        return People.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: missing; start with ./hotline up --demo and an empty HOTLINE_HOME") from error
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ConfigError(f"{path}: {where}: {error.errors()[0]['msg']}") from error


async def wait_for(path: Path, seconds: float) -> People:
    """Read the file as soon as it is there. Raises ConfigError when it is not within `seconds`."""
    for _ in range(int(seconds / _LOOK_AGAIN)):
        if await asyncio.to_thread(path.is_file):
            break
        await asyncio.sleep(_LOOK_AGAIN)
    return read(path)
