"""Who plays in the demo: the sample company's people (config/demo/company.yaml) and customers (from the API)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from server.demo.api import ApiError, Login, User
from telephony.errors import ConfigError

_PAGE = 200
_ENOUGH = 400


@dataclass(frozen=True, slots=True)
class Agent:
    """`number` is his 工号, `device` the extension of his phone."""

    login: Login
    number: str
    name: str
    device: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Customer:
    """`number` is E.164."""

    number: str
    name: str
    language: Literal["zh", "en"] = "zh"


@dataclass(frozen=True, slots=True)
class Company:
    """`entries` are the numbers that customers dial, `dispositions` and `break_reasons` codes that agents choose."""

    entries: tuple[str, ...]
    agents: tuple[Agent, ...]
    supervisor: Login
    dispositions: tuple[str, ...]
    break_reasons: tuple[str, ...]

    @property
    def simulated(self) -> tuple[Agent, ...]:
        """The first two thirds; the others and their phones are left for people."""
        return self.agents[: -(-len(self.agents) * 2 // 3)]


def sample_company(config: Mapping[str, Any]) -> Company:
    """From what an empty installation is seeded with (server.seed.read_config). Raises ConfigError."""
    try:
        password, phones = str(config["password"]), config["extensions"]
        extensions = [str(phones["first"] + place) for place in range(phones["count"])]
        return Company(
            entries=tuple(str(number) for number in config["entries"] if number != "*"),
            agents=tuple(
                Agent(
                    Login(str(raw.get("username", raw["number"])), password),
                    str(raw["number"]),
                    str(raw["name"]),
                    extension,
                    str(phones["secret"]).format(extension=extension),
                )
                for raw, extension in zip(config["agents"], extensions, strict=False)
            ),
            supervisor=Login(str(config["supervisors"][0]["username"]), password),
            dispositions=tuple(config["dictionaries"]["disposition"]),
            break_reasons=tuple(config["dictionaries"]["break_reason"]),
        )
    except (KeyError, IndexError, TypeError) as error:
        raise ConfigError(f"config/demo/company.yaml: {error!r} is missing or has another shape") from error


async def customers_of(supervisor: User) -> tuple[Customer, ...]:
    """Some hundred customers of the installation. Raises ConfigError when it is not the sample company's."""
    found: list[Customer] = []
    for page in range(1, _ENOUGH // _PAGE + 1):
        try:
            answer = await supervisor.request("GET", f"/customers?page_size={_PAGE}&page={page}")
        except ApiError as error:
            if error.status == 401:
                raise ConfigError(
                    "this installation is not the sample company: use ./hotline up --demo with an empty HOTLINE_HOME"
                ) from error
            raise
        found += [
            Customer(str(raw["phones"][0]["number"]), str(raw["name"]), "en" if raw["language"] == "en" else "zh")
            for raw in answer["items"]
            if raw["phones"] and not raw["provisional"]
        ]
        if len(answer["items"]) < _PAGE:
            break
    return tuple(found)
