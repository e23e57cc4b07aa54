"""The tests' processes find modules compiled, also where no bytecode may lie beside the sources."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from server.testing import keep_bytecode


def test_bytecode_is_kept_apart_where_it_may_not_lie_beside_the_sources(tmp_path: Path) -> None:
    sources, folder = tmp_path / "sources", tmp_path / "bytecode"
    sources.mkdir()
    (sources / "imported.py").write_text("")
    environ = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(sources))
    environ.pop("PYTHONPYCACHEPREFIX", None)
    keep_bytecode(environ, folder)
    subprocess.run([sys.executable, "-c", "import imported"], env=environ, check=True)
    assert [path.name.split(".")[0] for path in folder.rglob("imported.*.pyc")] == ["imported"]
    assert [path.name for path in sources.iterdir()] == ["imported.py"]


def test_bytecode_stays_where_it_is_kept_already() -> None:
    environ = {"PATH": "/bin"}
    keep_bytecode(environ, Path("/nowhere"))
    assert environ == {"PATH": "/bin"}
