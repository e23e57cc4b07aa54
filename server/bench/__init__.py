"""Benchmarks: `./hotline bench [acd|calls|crm|events|pop|wait|web]`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from server.settings import Settings
from telephony.errors import ConfigError

NAMES = ("acd", "wait", "calls", "events", "pop", "crm", "web")


def run(names: Sequence[str], settings: Settings, seconds: float | None = None) -> int:
    """Run these benchmarks, or all of them when none is named; returns the exit status. `seconds`: how long the live
    board of `web` is watched.

    Raises ConfigError for an unknown name, or when the installation to be measured cannot be set up.
    """
    from server.bench import acd, calls, crm, events, pop, wait, web  # noqa: PLC0415 - they load everything; the command line does not need it

    benches: dict[str, Callable[[Settings], int]] = {
        "acd": acd.run,
        "wait": wait.run,
        "calls": calls.run,
        "events": events.run,
        "pop": pop.run,
        "crm": crm.run,
        "web": partial(web.run, seconds=seconds),
    }
    for name in names:
        if name not in benches:
            raise ConfigError(f"there is no benchmark {name!r}: use one of {', '.join(NAMES)}")
    status = 0
    for chosen in names or NAMES:
        print(f"\n== {chosen} ==\n", flush=True)
        status |= benches[chosen](settings)
    return status
