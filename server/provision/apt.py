"""Debian packages without root: apt with a state of its own downloads a package with everything it needs."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from server.provision.model import FetchFailed

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
POLL_SECONDS = 3.0
"""Between two progress lines."""

Progress = Callable[[str], None]

_CONFIG = """\
Dir::State "{state}";
Dir::State::status "{state}/status";
Dir::State::lists "{state}/lists";
Dir::Cache "{state}/cache";
Dir::Log "{state}/log";
Dir::Etc::sourcelist "{state}/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
APT::Architecture "{arch}";
APT::Architectures {{ "{arch}"; }};
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Sandbox::User "root";
APT::Keep-Downloaded-Packages "true";
Debug::NoLocking "true";
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Install-Pkgs;
"""


class Apt:
    """apt with its lists, its cache and an empty list of installed packages in `state`; the host's are not touched.

    A download that was interrupted goes on where it stopped.
    """

    def __init__(self, state: Path, arch: str, sources: Sequence[str]) -> None:
        self.state = state
        for folder in ("lists/partial", "cache/archives/partial", "log"):
            (state / folder).mkdir(parents=True, exist_ok=True)
        (state / "status").write_text("")
        (state / "sources.list").write_text("".join(f"{line}\n" for line in sources))
        self._config = state / "apt.conf"
        self._config.write_text(_CONFIG.format(state=state, arch=arch))

    @property
    def archives(self) -> Path:
        return self.state / "cache/archives"

    def update(self) -> None:
        """Read the package lists of the mirrors. Raises FetchFailed."""
        self._twice(["update", "--error-on=any"], "reading the package lists")

    def download(self, packages: Sequence[str], label: str, progress: Progress) -> list[Path]:
        """Packages with all that they depend on, as files. Raises FetchFailed."""
        wanted = self._uris(packages)
        total = sum(size for _, size in wanted)
        progress(f"{label}: downloading {len(wanted)} packages, {total / 1e6:.0f} MB")
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done, total, label, progress), daemon=True)
        watcher.start()
        try:
            self._twice(["--yes", "--download-only", "install", *packages], f"downloading {label}")
        finally:
            done.set()
            watcher.join()
        files = [self.archives / name for name, _ in wanted]
        if missing := [path.name for path in files if not path.is_file()]:
            raise FetchFailed(f"downloading {label}: {missing[0]} did not arrive; run the command again")
        return files

    def download_one(self, package: str, folder: Path) -> Path:
        """One package alone, into `folder`. Raises FetchFailed."""
        self._twice(["download", package], f"downloading {package}", cwd=folder)
        return next(folder.glob(f"{package}_*.deb"))

    def _uris(self, packages: Sequence[str]) -> list[tuple[str, int]]:
        """Names in the archive folder, with sizes in bytes, of a package and what it needs."""
        shown = self._run(["--yes", "--print-uris", "install", *packages])
        if shown.returncode:
            raise FetchFailed(f"{' '.join(packages)}: apt cannot put them together: {_last_lines(shown.stderr)}")
        return [
            (name, int(size)) for name, size in re.findall(r"^'[^']+' (\S+\.deb) (\d+)", shown.stdout, re.MULTILINE)
        ]

    def _watch(self, done: threading.Event, total: int, label: str, progress: Progress) -> None:
        while not done.wait(POLL_SECONDS):
            here = 0
            for path in [*self.archives.glob("*.deb"), *self.archives.glob("partial/*")]:
                try:
                    here += path.stat().st_size
                except FileNotFoundError:
                    continue
            progress(f"{label}: {min(here, total) / 1e6:.0f} of {total / 1e6:.0f} MB")

    def _twice(self, args: Sequence[str], doing: str, cwd: Path | None = None) -> None:
        """Run apt-get; a mirror that fails once is asked again."""
        first = self._run(args, cwd)
        if first.returncode and (second := self._run(args, cwd)).returncode:
            raise FetchFailed(
                f"{doing} failed: {_last_lines(second.stderr or second.stdout)}\n{_remedy(second.stderr)}"
            )

    def _run(self, args: Sequence[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        env = {key: value for key, value in os.environ.items() if key != "APT_CONFIG"}
        return subprocess.run(
            ["apt-get", "--quiet", "--quiet", "-c", str(self._config), *args],
            cwd=cwd,
            env=env | {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


def _last_lines(text: str, count: int = 4) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("E:")] or lines
    return " | ".join(errors[-count:]) or "apt gave no reason"


def _remedy(reason: str) -> str:
    if re.search(r"NO_PUBKEY|not signed|public key|Missing key", reason):
        return "The mirror's signature is not known here: install the newest debian-archive-keyring, then run it again."
    if re.search(r"resolve|connect|timed out|unreachable|proxy", reason, re.IGNORECASE):
        return "The mirror was not reached: check network and proxy, or set HOTLINE_DEBIAN_MIRROR, then run it again."
    if re.search(r"No space left", reason):
        return "The disk is full: make room, or set HOTLINE_CACHE to another disk, then run it again."
    return "Run the command again; what has arrived is kept."
