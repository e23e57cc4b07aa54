"""One set of rendered prompts for all tests of this folder: rendering them anew for each would take minutes."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prompts") / "sounds"


@pytest.fixture
def home(tmp_path: Path, sounds: Path) -> Path:
    """A fresh home whose prompts are shared (a link; prompts are only ever added)."""
    folder = tmp_path / "home"
    folder.mkdir()
    sounds.mkdir(parents=True, exist_ok=True)
    (folder / "sounds").symlink_to(sounds, target_is_directory=True)
    return folder
