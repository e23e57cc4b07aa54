"""Benchmarks: `./hotline bench [calls|events|pop]`."""

from __future__ import annotations

from server.settings import Settings
from telephony.errors import ConfigError

NAMES = ("calls", "events", "pop")


def run(name: str, settings: Settings) -> int:
    """Run one benchmark, or all of them for an empty name; returns the exit status.

    Raises ConfigError for an unknown name, or when the installation to be measured cannot be set up.
    """
    from server.bench import calls, events, pop  # noqa: PLC0415 - they load everything; the command line does not need it

    benches = {"calls": calls.run, "events": events.run, "pop": pop.run}
    if name and name not in benches:
        raise ConfigError(f"there is no benchmark {name!r}: use one of {', '.join(NAMES)}")
    status = 0
    for chosen in (name,) if name else NAMES:
        print(f"\n== {chosen} ==\n", flush=True)
        status |= benches[chosen](settings)
    return status
