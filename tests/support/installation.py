"""A whole installation in a folder and on ports of its own, started and stopped as a person does it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from server import settings
from server.supervisor import read_pid
from tests.support.ports import free_ports, free_range

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct-horse-battery"  # the administrator's
RTP_PORTS = 400
READY = re.compile(r"is ready \((\d+\.\d+) s\)")


@dataclass(frozen=True)
class Process:
    """One process, told from a later one with the same number by when it began (clock ticks since boot)."""

    pid: int
    began: int
    command: str

    @property
    def alive(self) -> bool:
        found = _stat(self.pid)
        return found is not None and found[2] == self.began and found[0] != "Z"


def _stat(pid: int) -> tuple[str, int, int] | None:
    """State, parent and begin of a process; None when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return fields[0], int(fields[1]), int(fields[19])


def descendants(pid: int) -> list[Process]:
    """All children of a process, and theirs."""
    parents: dict[int, list[Process]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or (found := _stat(int(entry.name))) is None:
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue
        parents.setdefault(found[1], []).append(Process(int(entry.name), found[2], command))
    result: list[Process] = []
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        result += children
        waiting += [child.pid for child in children]
    return result


class Installation:
    """`./hotline up` after the launcher's preparations: `start`, `wait_ready`, `stop`; all it prints is in `lines`."""

    def __init__(self, home: Path, *, sounds: Path | None = None, **changes: object) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        if sounds is not None and not (home / "sounds").exists():
            sounds.mkdir(parents=True, exist_ok=True)
            (home / "sounds").symlink_to(sounds, target_is_directory=True)
        self.sip_port, ami, switch_http, self.http_port = free_ports(4)
        first = free_range(RTP_PORTS)
        values = {
            "home": home,
            "sip_port": self.sip_port,
            "ami_port": ami,
            "switch_http_port": switch_http,
            "http_port": self.http_port,
            "rtp_ports": f"{first}-{first + RTP_PORTS - 1}",
            "admin_password": PASSWORD,
        }
        self.variables = {f"HOTLINE_{name.upper()}": str(value) for name, value in (values | changes).items()}
        self.lines: list[str] = []
        self.process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._changed = threading.Condition()
        self._ended = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def number(self, dialled: str) -> str:
        return f"sip:{dialled}@127.0.0.1:{self.sip_port}"

    @property
    def registrar(self) -> str:
        return f"sip:127.0.0.1:{self.sip_port}"

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def start(self, *arguments: str) -> None:
        """Run `up` with these arguments in a process group of its own, as a shell does."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
        self.lines, self._ended = [], False
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "server.cli", "up", *arguments],
            cwd=ROOT,
            env={**environment, **self.variables, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        with (self.home / "up.log").open("a", encoding="utf-8") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                with self._changed:
                    self.lines.append(line.rstrip("\n"))
                    self._changed.notify_all()
        self.process.stdout.close()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def wait_line(self, pattern: str, seconds: float = 120.0) -> re.Match[str]:
        """Wait until a line with `pattern` was printed; the output is in the error when it was not."""

        def found() -> re.Match[str] | None:
            return next(filter(None, (re.search(pattern, line) for line in self.lines)), None)

        with self._changed:
            self._changed.wait_for(lambda: found() is not None or self._ended, seconds)
            match = found()
        assert match is not None, f"no line with {pattern!r} in:\n{self.output[-6000:]}"
        return match

    def wait_ready(self, seconds: float = 180.0) -> float:
        """Wait for the line that says so; returns the seconds that it tells."""
        return float(self.wait_line(READY.pattern, seconds)[1])

    def pid(self, name: str) -> int:
        """The process of one part: switch, core, web or demo."""
        pid = read_pid(settings.load(home=self.home).runtime_dir, name)
        assert pid is not None, f"{name} is not running"
        return pid

    def processes(self) -> list[Process]:
        return descendants(self.process.pid) if self.process is not None else []

    def interrupt(self, *, group: bool = True) -> None:
        """Ctrl-C: the terminal sends SIGINT to the whole group; with `group` false only the first process gets it."""
        assert self.process is not None
        if group:
            os.killpg(self.process.pid, signal.SIGINT)
        else:
            self.process.send_signal(signal.SIGINT)

    def wait_ended(self, seconds: float = 30.0) -> int:
        """Wait for the end; returns the exit status. All output has been read then."""
        assert self.process is not None
        assert self._reader is not None
        status = self.process.wait(seconds)
        self._reader.join(10)
        return status

    def stop(self, *, group: bool = True) -> int:
        """Ctrl-C, then the end; returns the exit status. Fails when a process is left behind."""
        running = self.processes()
        self.interrupt(group=group)
        status = self.wait_ended()
        left = left_over(running)
        assert not left, f"left behind: {left}\n{self.output[-3000:]}"
        return status

    def close(self) -> None:
        """End whatever still runs, without questions."""
        if self.process is None or self.process.poll() is not None:
            return
        running = self.processes()
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        for each in left_over(running):
            os.kill(each.pid, signal.SIGKILL)


def left_over(processes: list[Process], seconds: float = 5.0) -> list[Process]:
    """Those that still live after a moment."""
    end = time.monotonic() + seconds
    while (left := [each for each in processes if each.alive]) and time.monotonic() < end:
        time.sleep(0.05)
    return left
