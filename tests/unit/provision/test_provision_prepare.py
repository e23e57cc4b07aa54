"""What the launcher brings before a command."""

from __future__ import annotations

import pytest

from server.provision.prepare import needs


@pytest.mark.parametrize("words", [["unit"], ["unit", "-k", "journal"], []], ids=" ".join)
def test_the_unit_tests_have_their_voice(words: list[str]) -> None:
    """One of them hears a text before it is saved, with the real voice."""
    tools, _ = needs("test", ["test", *words])
    assert "espeak-ng" in tools
