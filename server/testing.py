"""`./hotline test`: the groups of tests, run one after the other, counted together."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from server.provision import FetchFailed, ensure, pages
from server.provision.cache import cache_dir
from server.provision.prepare import GROUP_TOOLS, OPTIONAL_GROUPS
from server.settings import SOURCE

GROUPS: tuple[str, ...] = tuple(GROUP_TOOLS)
"""Every group; all but `faults` run when none is named."""


@dataclass(frozen=True, slots=True)
class Part:
    """Folders and files for one pytest, but those in `without`. `side_by_side`: with a worker for each core, where
    a test has a switch of its own and waits most of its time, or nothing is heard in real time. `once_more`: tests of
    real calls and browsers; up to `AT_MOST_ONCE_MORE` that fail are run a second time, alone, where no options narrow
    the run (ADR 200)."""

    folders: tuple[str, ...]
    without: tuple[str, ...] = ()
    side_by_side: bool = False
    once_more: bool = False


_OF_THE_WEB = ("tests/integration/web", "tests/integration/on_postgresql")
_OF_ITS_OWN = ("tests/e2e/test_demo.py", "tests/e2e/test_new_hotline.py")
"""A centre full of simulated people, and one that is called from three windows: both need the machine."""

PARTS: Mapping[str, tuple[Part, ...]] = {
    "unit": (Part(("tests/unit", "tests/wire", "tests/simulation"), side_by_side=True),),
    "contract": (Part(("tests/contract",), side_by_side=True, once_more=True),),
    "integration": (
        Part(("tests/integration",), without=_OF_THE_WEB, side_by_side=True, once_more=True),
        Part(_OF_THE_WEB, side_by_side=True),
    ),
    "e2e": (
        Part(("tests/pages",), side_by_side=True, once_more=True),
        Part(("tests/e2e",), without=_OF_ITS_OWN, side_by_side=True, once_more=True),
        Part((*_OF_ITS_OWN, "tests/faults"), once_more=True),
    ),
    "faults": (Part(("tests/faults",)),),
}
"""What pytest runs for a group. Fault tests run in a short form with the others, in full as a group of their own."""

LINTERS: tuple[tuple[str, ...], ...] = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
WEB_SCRIPTS = ("lint", "typecheck", "test")

VOICES = "HOTLINE_TEST_VOICES"
"""Names the folder of the phrases that this run has rendered (tests.support.voices)."""

SOME_FAILED = 1
"""pytest's exit status when tests ran and some failed."""
NO_TESTS = 5
"""pytest's exit status when it found no test."""
AT_MOST_ONCE_MORE = 3
"""Failures of a part; more of them are no accident and are not run again."""


@dataclass
class Result:
    """What a group came to; `notes` are lines for the summary. `unsteady`: passed, but failed at first."""

    group: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    unsteady: int = 0
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The group's line of the summary."""
        counts = f"{self.passed:5} passed {self.failed:4} failed {self.skipped:4} skipped"
        return f"  {self.group:<12} {counts} {self.seconds:7.1f} s  {'; '.join(self.notes)}".rstrip()


def run(groups: list[str], extra: list[str]) -> int:
    """Run groups of tests, all but the optional ones when none is named; `extra` goes to pytest. 0 when all passed."""
    named = bool(groups)
    keep_bytecode(os.environ, cache_dir() / "bytecode")
    results = []
    with tempfile.TemporaryDirectory(prefix="hotline-voices-") as voices:
        os.environ[VOICES] = voices
        for group in groups or [group for group in GROUPS if group not in OPTIONAL_GROUPS]:
            print(f"\n== {group}", flush=True)
            begun = time.monotonic()
            result = _run_group(group, extra, named=named)
            result.seconds = time.monotonic() - begun
            results.append(result)
    passed, failed, unsteady = (
        sum(getattr(result, name) for result in results) for name in ("passed", "failed", "unsteady")
    )
    print("\n" + "\n".join(result.line() for result in results))
    unsure = f", {unsteady} of the passed only when run again" if unsteady else ""
    print(f"{passed} passed, {failed} failed{unsure}", flush=True)
    return 1 if failed or not passed else 0


def keep_bytecode(environ: MutableMapping[str, str], folder: Path) -> None:
    """Hundreds of processes are started in a run, and each would compile every module anew where `environ` forbids
    bytecode beside the sources: there it is kept in `folder`."""
    if environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        environ.setdefault("PYTHONPYCACHEPREFIX", str(folder))


def _run_group(group: str, extra: Sequence[str], *, named: bool) -> Result:
    try:
        ensure(GROUP_TOOLS[group])
        if group == "web":
            return _run_web()
    except FetchFailed as error:
        print(f"hotline: {error}", file=sys.stderr)
        return Result(group, failed=1, notes=["not run: see above"])
    if group == "lint":
        return _run_side_by_side(group, [_program(*words) for words in LINTERS])
    return _run_pytest(group, extra, named=named)


def _run_pytest(group: str, extra: Sequence[str], *, named: bool) -> Result:
    result = Result(group)
    empty = 0
    for part in PARTS[group]:
        status = _run_part(part, extra, result)
        if status == NO_TESTS:
            empty += 1
        elif status and not result.failed:
            result.failed = 1
            result.notes.append(f"pytest ended with status {status}")
    if empty == len(PARTS[group]):
        result.failed += 1 if named else 0
        result.notes.append("no test was found")
    return result


def _run_part(part: Part, extra: Sequence[str], result: Result) -> int:
    """Run pytest on a part and add what it counted to `result`. pytest's exit status."""
    folders = [folder for folder in part.folders if (SOURCE / folder).exists()]
    if not folders:
        return NO_TESTS
    workers = (os.cpu_count() or 1) if part.side_by_side else 1
    options = [f"--ignore={folder}" for folder in part.without]
    options += ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []
    once_more = part.once_more and not extra
    counted = Result(result.group)
    with tempfile.TemporaryDirectory(prefix="hotline-test-") as folder:
        report = Path(folder, "junit.xml")
        options += ["-o", f"cache_dir={folder}/cache"] if once_more else []
        command = [sys.executable, "-m", "pytest", *folders, *options]
        env = dict(os.environ, HOTLINE_FAULTS="full") if result.group == "faults" else None
        status = subprocess.run([*command, f"--junitxml={report}", *extra], cwd=SOURCE, env=env, check=False).returncode
        read_report(report, counted)
        may = 0 < counted.failed <= AT_MOST_ONCE_MORE and not broke_at_the_end(report, workers)
        if once_more and status == SOME_FAILED and may:
            status = _run_once_more(command, Path(folder, "again.xml"), counted)
    for name in ("passed", "failed", "skipped", "unsteady"):
        setattr(result, name, getattr(result, name) + getattr(counted, name))
    result.notes += counted.notes
    return status


def _run_once_more(command: Sequence[str], report: Path, counted: Result) -> int:
    """Run what failed a second time, by itself, and move in `counted` what passed now. pytest's exit status."""
    print(f"\n== {counted.group}: {counted.failed} failed; once more, alone", flush=True)
    again = Result(counted.group)
    options = ["--last-failed", "--last-failed-no-failures=none", f"--junitxml={report}", "-n", "0"]
    status = subprocess.run([*command, *options], cwd=SOURCE, check=False).returncode
    passed = read_report(report, again)
    moved = min(again.passed, counted.failed)
    counted.failed -= moved
    counted.passed += moved
    counted.unsteady += moved
    if moved:
        counted.notes.append(f"passed only when run again: {', '.join(passed)}")
    return status


def read_report(report: Path, result: Result) -> list[str]:
    """Add a JUnit report's counts; a test that fails and also breaks in its teardown is counted once.

    Returns:
        The names of the tests that passed.
    """
    passed: list[str] = []
    if not report.is_file():
        return passed
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - written by pytest a moment ago
        outcomes = {child.tag for child in case}
        if outcomes & {"failure", "error"}:
            result.failed += 1
        elif "skipped" in outcomes:
            result.skipped += 1
        else:
            result.passed += 1
            passed.append(case.get("name", ""))
    return passed


def broke_at_the_end(report: Path, workers: int) -> bool:
    """Whether something failed while the last test was taken down: that may be the whole run's fault, which no second
    run of one test can show. With several workers every test may be a worker's last."""
    cases = list(ET.parse(report).getroot().iter("testcase")) if report.is_file() else []  # noqa: S314 - pytest's own
    last = cases if workers > 1 else cases[-1:]
    return any("teardown" in error.get("message", "") for case in last for error in case.iter("error"))


def _run_web() -> Result:
    if not (SOURCE / "web/package.json").is_file():
        return Result("web", notes=["web/: no such folder"])
    pages.install(print)
    npm = ensure(["npm"])["npm"]
    env = pages.npm_environment(npm)
    return _run_commands("web", [(*npm.argv, "run", "--silent", script) for script in WEB_SCRIPTS], SOURCE / "web", env)


def _run_commands(
    group: str, commands: Sequence[Sequence[str]], folder: Path, env: Mapping[str, str] | None = None
) -> Result:
    """Run every command and count it as one test."""
    result = Result(group)
    for command in commands:
        status = subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, check=False).returncode
        _count(result, command, status)
    return result


def _run_side_by_side(group: str, commands: Sequence[Sequence[str]]) -> Result:
    """The same for commands of one core each, all at once; what each of them says is shown when it has ended."""
    result = Result(group)
    started = [
        subprocess.Popen(
            command, cwd=SOURCE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for command in commands
    ]
    for command, process in zip(commands, started, strict=True):
        said, _ = process.communicate()
        sys.stdout.write(said)
        _count(result, command, process.returncode)
    return result


def _count(result: Result, command: Sequence[str], status: int) -> None:
    shown = " ".join(Path(word).name if word.startswith("/") else word for word in command)
    if status:
        result.failed += 1
        result.notes.append(f"{shown}: failed")
    else:
        result.passed += 1
    print(f"{'ok  ' if not status else 'FAIL'} {shown}", flush=True)


def _program(name: str, *arguments: str) -> list[str]:
    """A program of the .venv."""
    return [str(Path(sys.executable).with_name(name)), *arguments]
