"""Packages become one folder: unpacked beside it, then renamed, so that a tree is whole or not there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import urllib.parse
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from server.provision.model import FetchFailed

STAMP = "hotline.json"
"""In the root of a tree: the packages it was made of, with their versions."""


def unpack(packages: Sequence[Path], target: Path, *, without: Iterable[str] = ()) -> None:
    """Unpack .deb files into `target`, replacing what is there. Raises FetchFailed.

    `without` names packages that are left out, e.g. the C library where the host's own has to serve.
    """
    skipped = set(without)
    versions = {package: version for package, version in map(name_and_version, packages) if package not in skipped}
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f".{target.name}.*"):
        shutil.rmtree(left, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        fresh.chmod(0o755)
        with ThreadPoolExecutor(max(2, min(8, os.cpu_count() or 2))) as pool:
            list(
                pool.map(
                    lambda path: _extract(path, fresh), (p for p in packages if name_and_version(p)[0] in versions)
                )
            )
        relink(fresh)
        (fresh / STAMP).write_text(json.dumps({"packages": versions}, indent=1, sort_keys=True))
        if target.exists() and not target.is_symlink():
            target.rename(fresh.with_name(f"{fresh.name}.old"))
        elif target.is_symlink():
            target.unlink()
        fresh.rename(target)
    except OSError as error:
        raise FetchFailed(f"unpacking into {target} failed: {error}") from error
    finally:
        for left in (fresh, fresh.with_name(f"{fresh.name}.old")):
            shutil.rmtree(left, ignore_errors=True)


def _extract(package: Path, target: Path) -> None:
    done = subprocess.run(
        ["dpkg-deb", "--extract", str(package), str(target)],
        env=os.environ | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        package.unlink(missing_ok=True)
        reason = done.stderr.strip().splitlines() or ["no reason given"]
        raise FetchFailed(
            f"{package.name} does not unpack ({reason[-1]}): run the command again, it is downloaded anew"
        )


def relink(root: Path) -> None:
    """Make absolute links that mean files of the tree relative, so that they do not lead to the host's."""
    for folder, names, files in os.walk(root):
        for name in (*names, *files):
            path = Path(folder, name)
            if not path.is_symlink():
                continue
            goal = str(path.readlink())
            if goal.startswith("/") and os.path.lexists(f"{root}{goal}"):
                path.unlink()
                path.symlink_to(os.path.relpath(f"{root}{goal}", folder))


def name_and_version(package: Path) -> tuple[str, str]:
    """From a file name of apt's cache: `asterisk_1%3a22.10.1-1_amd64.deb` is ("asterisk", "1:22.10.1-1")."""
    name, _, rest = package.name.partition("_")
    return name, urllib.parse.unquote(rest.rpartition("_")[0])


def versions_of(root: Path) -> Mapping[str, str]:
    """The packages of a tree with their versions; empty for a tree without its stamp."""
    try:
        stamp = json.loads((root / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return dict(stamp.get("packages", {}))
