"""Rendering what the prompts say takes a core half a minute: what one worker or part of a run has rendered, others
take."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.testing import VOICES


def prompts_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder of sounds of one's own, but for the phrases that the voice has spoken, whose files are named by their
    text, written whole, and stay: those are a whole run's, or of all workers of one pytest."""
    sounds = factory.mktemp("prompts") / "sounds"
    sounds.mkdir()
    base = factory.getbasetemp()
    shared = Path(os.environ.get(VOICES) or (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "voices")
    shared.mkdir(exist_ok=True)
    (sounds / "voices").symlink_to(shared, target_is_directory=True)
    return sounds
