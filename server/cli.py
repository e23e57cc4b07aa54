"""The command line: `./hotline up | test | bench | doctor | config | pages | flow`."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer

from server import logs
from server.settings import SECRET, Settings, load, misspelt
from telephony.errors import HotlineError

app = typer.Typer(
    help="Hotline 热线: an open call centre.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
flow_app = typer.Typer(help="Check and try call flows.", no_args_is_help=True)
app.add_typer(flow_app, name="flow")
keys_app = typer.Typer(help="Keys that encrypt recordings at rest.", no_args_is_help=True)
app.add_typer(keys_app, name="recording-keys")
search_app = typer.Typer(help="The search index.", no_args_is_help=True)
app.add_typer(search_app, name="search")


@app.command()
def up(
    demo: Annotated[bool, typer.Option("--demo", help="the sample company with simulated callers and agents")] = False,
    demo_rate: Annotated[float | None, typer.Option("--demo-rate", help="simulated calls per minute")] = None,
) -> None:
    """Prepare what is missing, then run switch, core and web in the foreground until Ctrl-C."""
    from server.provision import ensure  # noqa: PLC0415 - each command loads only what it needs
    from server.supervisor import Supervisor  # noqa: PLC0415

    overrides: dict[str, object] = {}
    if demo:
        overrides["demo"] = True
    if demo_rate is not None:
        overrides["demo_rate"] = demo_rate
    settings = load(**overrides)
    logs.configure("up", settings.log_level)
    for name, meant in misspelt(settings.root).items():
        structlog.get_logger(__name__).warning("settings.unknown", name=name, did_you_mean=meant or None)
    ensure(["asterisk", "espeak-ng"])
    os.umask(0o077)  # what is written from now on is nobody else's on this machine: customers, recordings, logs
    raise typer.Exit(asyncio.run(Supervisor(settings).run()))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run the tests: unit, contract, integration, e2e, web, lint (all by default), faults. Options go to pytest."""
    from server import testing  # noqa: PLC0415

    groups = [word for word in context.args if word in testing.GROUPS]
    raise typer.Exit(testing.run(groups, [word for word in context.args if word not in groups]))


@app.command()
def bench(
    names: Annotated[list[str] | None, typer.Argument(help="which to run; all of them by default")] = None,
    seconds: Annotated[float | None, typer.Option(help="web: how long the live board is watched; 1800 in full")] = None,
) -> None:
    """Measure, on this machine: a table here, JSON in HOTLINE_HOME/bench."""
    from server import bench as benches  # noqa: PLC0415

    raise typer.Exit(benches.run(names or [], load(), seconds))


@app.command()
def doctor() -> None:
    """Explain this machine: what is there, what is missing, what to do."""
    from server import doctor as checks  # noqa: PLC0415

    raise typer.Exit(checks.run(load().root))


@app.command()
def config() -> None:
    """Show every setting with its name, value and meaning."""
    settings = load()
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "**********" if name in SECRET and value else str(value)
        print(f"HOTLINE_{name.upper():<22} {shown:<28} {field.description}")


@app.command()
def pages(
    folder: Annotated[Path, typer.Argument(help="where the pictures go")] = Path("docs/pages"),
    address: Annotated[str, typer.Option(help="of a running Hotline, best one with --demo")] = "http://127.0.0.1:8080",
    user: Annotated[str, typer.Option(help="whose menu is walked through")] = "admin",
    password: Annotated[str, typer.Option(envvar="HOTLINE_PAGES_PASSWORD", prompt=True, hide_input=True)] = "",
    barriers: Annotated[bool, typer.Option("--barriers", help="look for barriers instead (axe-core)")] = False,
) -> None:
    """Photograph every page in both languages; fails when a page's console complains."""
    from server import pictures  # noqa: PLC0415

    if barriers:
        raise typer.Exit(pictures.run("accessibility", [address, user], password))
    status = pictures.run("screenshots", [address, str(folder.resolve()), user], password)
    print(f"{folder}: {pictures.slim(folder) / 1e6:.1f} MB")
    pictures.index(folder)
    raise typer.Exit(status)


@flow_app.command("check")
def flow_check(files: Annotated[list[Path], typer.Argument(help="YAML files")]) -> None:
    """Validate flows: one line per finding with file, line and remedy."""
    from telephony.ivr.commands import check_files  # noqa: PLC0415

    raise typer.Exit(check_files(files))


@flow_app.command("try")
def flow_try(
    file: Annotated[Path, typer.Argument(help="YAML file")],
    keys: Annotated[str, typer.Option(help='keys in order, e.g. "1,2,#,wait,hangup"')] = "",
    lang: Annotated[str, typer.Option(help="zh or en")] = "zh",
    answer: Annotated[list[str] | None, typer.Option(help='what a lookup finds: NAME={"found": true, …}')] = None,
    closed: Annotated[list[str] | None, typer.Option(help="a calendar that is closed; the others are open")] = None,
) -> None:
    """Walk through a flow without a phone: what is heard, pressed, and where it ends."""
    from telephony.ivr.commands import try_file  # noqa: PLC0415

    raise typer.Exit(try_file(file, keys, lang, answers=answer or (), closed=closed or ()))


@keys_app.command("new")
def recording_keys_new(key_id: Annotated[str, typer.Argument(help="a new name, e.g. 2026-11")]) -> None:
    """Make a new key: recordings are sealed with it from now on. Older keys stay and open what they sealed."""
    from recordings.sealing import add_key  # noqa: PLC0415

    path = load().recording_keys_file
    add_key(path, key_id)
    print(f"{path}: {key_id}. Keep a copy elsewhere: without this file sealed recordings cannot be heard.")


@keys_app.command("list")
def recording_keys_list() -> None:
    """The names of the keys; the current one is marked."""
    from recordings.sealing import read_keys  # noqa: PLC0415

    keys = read_keys(load().recording_keys_file)
    for name in keys.keys:
        print(f"{'*' if name == keys.current else ' '} {name}")


@search_app.command("rebuild")
def search_rebuild() -> None:
    """Go through every record and put right what the index says of it; Hotline may be running meanwhile."""
    from server.database import Database  # noqa: PLC0415
    from server.search import rebuild_all  # noqa: PLC0415

    async def work() -> int:
        db = Database(load().database)
        try:
            await db.migrate()
            return await rebuild_all(db, lambda kind, seen, _: print(f"\r{kind}: {seen}", end="", flush=True))
        finally:
            await db.close()

    print(f"\n{asyncio.run(work())} entries were put right")


def main() -> None:
    """Entry point: a known problem is one clear line and exit status 1."""
    try:
        app(prog_name="./hotline")
    except HotlineError as error:
        print(f"hotline: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
