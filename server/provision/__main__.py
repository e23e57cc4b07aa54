"""`python -m server.provision ensure NAME… | where NAME | list`."""

from __future__ import annotations

import argparse
import sys

from server.provision.finder import NAMES, ensure, find, tool
from telephony.errors import HotlineError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m server.provision", description="Programs that Hotline needs.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("ensure", help="find programs, fetch missing ones").add_argument(
        "names", nargs="+", choices=NAMES
    )
    commands.add_parser("where", help="print the command that starts a program").add_argument("name", choices=NAMES)
    commands.add_parser("list", help="what is here, and where")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "ensure":
            ensure(chosen.names)
        elif chosen.command == "where":
            print(tool(chosen.name).shell())
        else:
            for name in NAMES:
                found = find(name)
                place = f"{found.version:<16} {found.source:<8} {found.root or found.argv[0]}" if found else "not here"
                print(f"{name:<14} {place}")
    except HotlineError as error:
        print(f"hotline: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("hotline: stopped; what has arrived is kept, run it again to go on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
