"""The .venv: which lines of the lock file name one package."""

from __future__ import annotations

import pytest

from server.provision.model import FetchFailed
from server.provision.venv import LOCK, PROBES, locked_lines

LOCKED = (
    "alpha==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\nalpha-beta==2.0 \\\n    --hash=sha256:ba\nomega==3\n"
)


def test_the_lines_of_one_package_with_all_its_hashes() -> None:
    assert locked_lines(LOCKED, "alpha") == "alpha==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:ab\n"
    assert locked_lines(LOCKED, "alpha-beta") == "alpha-beta==2.0 \\\n    --hash=sha256:ba\n"
    assert locked_lines(LOCKED, "omega") == "omega==3\n"


def test_a_package_that_is_not_locked_is_named() -> None:
    with pytest.raises(FetchFailed, match="beta is not in"):
        locked_lines(LOCKED, "beta")


def test_every_probed_package_is_locked() -> None:
    for name in PROBES:
        assert "--hash=sha256:" in locked_lines(LOCK.read_text(), name)
