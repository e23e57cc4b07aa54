"""`python -m server.demo`: the simulation as a process of its own, started by `hotline up --demo`."""

from __future__ import annotations

import argparse
import asyncio
import sys

import structlog
import uvloop

from server import logs, settings
from server.demo.simulate import run
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)


def main() -> None:
    """Entry point of the process."""
    config = settings.load()
    parser = argparse.ArgumentParser(prog="python -m server.demo", description="simulated customers and agents")
    parser.add_argument("--rate", type=float, default=config.demo_rate, help="calls per minute")
    parser.add_argument("--seed", type=int, default=1, help="of all chance: the same seed, the same people")
    options = parser.parse_args()
    logs.configure("demo", config.log_level)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(config, options.rate, options.seed))
    except HotlineError as error:
        log.error("demo.failed", error=str(error))  # noqa: TRY400 - one clear line
        sys.exit(1)


if __name__ == "__main__":
    main()
