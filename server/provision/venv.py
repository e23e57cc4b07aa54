"""The checkout's .venv: made from requirements.lock, with every hash checked; nothing is done when it is up to date."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from server.provision.cache import SOURCE, cache_dir, locked, make
from server.provision.model import FetchFailed

VENV = SOURCE / ".venv"
LOCK = SOURCE / "requirements.lock"
PINS = Path(__file__).with_name("pins")
PIP_TO_UV: Mapping[str, str] = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
}
"""What pip is configured with, told to uv, which does not read pip's configuration."""

PROBES: Mapping[str, str] = {"soundfile": "import soundfile"}
"""Packages whose platform-free build lacks what they need to run, and a line that shows whether it is there: an index
that has only that build for uv may have the whole one for pip."""

Progress = Callable[[str], None]


def fingerprint(venv: Path = VENV, lock: Path = LOCK) -> str:
    """Of the lock file and of the interpreter that the .venv stands on."""
    python = os.path.realpath(venv / "bin/python")
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {python}\n"


def up_to_date(venv: Path = VENV) -> bool:
    """Whether the .venv has what the lock file says."""
    stamp = venv / "hotline.stamp"
    return (venv / "bin/python").exists() and stamp.is_file() and stamp.read_text() == fingerprint(venv)


def prepare(progress: Progress, venv: Path = VENV) -> None:
    """Make or complete the .venv. Raises FetchFailed: what failed, and what to do."""
    if up_to_date(venv):
        return
    with locked(make(venv), "venv", progress):
        if up_to_date(venv):
            return
        _make(venv, progress)
        progress("python: installing the packages of requirements.lock into .venv")
        _install(venv, progress)
        (venv / "hotline.stamp").write_text(fingerprint(venv))
        progress("python: ready")


def _make(venv: Path, progress: Progress) -> None:
    """A .venv with pip, on this interpreter; one whose interpreter is gone or too old is replaced."""
    python = venv / "bin/python"
    if not _runs([str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        progress(f"python: making .venv with Python {sys.version.split()[0]}")
        for name in ("bin", "lib", "lib64", "include", "pyvenv.cfg"):
            _remove(venv / name)
        _must([sys.executable, "-m", "venv", str(venv)], "making .venv", "apt install python3-venv, then run it again")
    elif not _runs([str(python), "-m", "pip", "--version"]):
        _must([str(python), "-m", "ensurepip"], "putting pip into .venv", "apt install python3-venv, then run it again")


def _install(venv: Path, progress: Progress) -> None:
    """With uv, which is quick; with pip where uv is not to be had or fails."""
    python = str(venv / "bin/python")
    pip = [python, "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes", "-r"]
    uv = venv / "bin/uv"
    if uv.is_file() or _runs([*pip, str(PINS / "uv.txt")]):
        command = [str(uv), "pip", "install", "--quiet", "--require-hashes", "--python", python, "-r", str(LOCK)]
        done = _run(command, uv_environment(python))
        if done.returncode == 0:
            _mend(python, progress)
            return
        progress(f"python: uv failed ({_last(done.stderr)}); going on with pip, which takes longer")
    remedy = "check the network or pip's index, then run it again; what has arrived is kept"
    _must([*pip, str(LOCK)], "installing requirements.lock", remedy)


def _mend(python: str, progress: Progress) -> None:
    """Packages that uv installed without what they need to run come again, through pip, by the same hashes."""
    broken = [name for name, line in PROBES.items() if not _runs([python, "-c", line])]
    if not broken:
        return
    progress(f"python: {', '.join(broken)} came incomplete; once more, with pip")
    with tempfile.TemporaryDirectory(prefix="hotline-lock-") as folder:
        listed = Path(folder, "requirements.lock")
        listed.write_text("".join(locked_lines(LOCK.read_text(), name) for name in broken))
        command = [python, "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes", "--no-deps"]
        remedy = "check pip's index, then run it again"
        _must([*command, "--force-reinstall", "-r", str(listed)], f"installing {', '.join(broken)}", remedy)
    for name in broken:
        _must([python, "-c", PROBES[name]], f"starting {name}", f"see what `{python} -c '{PROBES[name]}'` says")


def locked_lines(lock: str, name: str) -> str:
    """The part of a lock file that names one package, with its hashes; FetchFailed when there is none."""
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*$", lock, re.MULTILINE)
    if found is None:
        raise FetchFailed(f"{name} is not in requirements.lock")
    return found.group() + "\n"


def uv_environment(python: str) -> dict[str, str]:
    """The environment for uv: pip's indexes, and a cache beside the other fetched things."""
    listed = _run([python, "-m", "pip", "config", "list"]).stdout
    found = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy"}
    found["UV_CACHE_DIR"] = str(make(cache_dir() / "uv"))
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        name = PIP_TO_UV.get(key.rpartition(".")[2])
        if name:
            words = value.strip().strip("'\"").replace("\\n", " ").split()
            found[name] = (",".join if name == "UV_FIND_LINKS" else " ".join)(words)
    return os.environ | found


def _runs(command: Sequence[str]) -> bool:
    try:
        return _run(command).returncode == 0
    except OSError:
        return False


def _must(command: Sequence[str], doing: str, remedy: str) -> None:
    done = _run(command)
    if done.returncode:
        raise FetchFailed(f"{doing} failed: {_last(done.stderr or done.stdout)}\n{remedy}")


def _run(command: Sequence[str], env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    quiet = dict(env or os.environ) | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    quiet.pop("PYTHONPATH", None)
    return subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " | ".join(lines[-3:]) or "no reason given"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
