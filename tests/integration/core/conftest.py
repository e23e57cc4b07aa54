"""One set of rendered prompts for all tests of this folder: rendering them anew for each would take minutes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.voices import prompts_folder


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prompts_folder(tmp_path_factory)


@pytest.fixture
def home(tmp_path: Path, sounds: Path) -> Path:
    """A fresh home whose prompts are shared (a link; prompts are only ever added)."""
    folder = tmp_path / "home"
    folder.mkdir()
    sounds.mkdir(parents=True, exist_ok=True)
    (folder / "sounds").symlink_to(sounds, target_is_directory=True)
    return folder


@pytest.fixture
def schema(home: Path, migrated_file: Path) -> None:
    """A database of the newest schema in `home`."""
    shutil.copy(migrated_file, home / "hotline.db")
