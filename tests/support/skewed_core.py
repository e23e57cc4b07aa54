"""The core on a clock that a test sets: `python -m tests.support.skewed_core`, HOTLINE_TEST_SKEW names a file with the
seconds by which the wall clock is off. The monotonic clock goes on, as it does when somebody sets a machine's clock."""

from __future__ import annotations

import os
import time
from pathlib import Path

_true = time.time
_file = Path(os.environ["HOTLINE_TEST_SKEW"])


def _skewed() -> float:
    return _true() + float(_file.read_text())


if __name__ == "__main__":
    time.time = _skewed
    from server import core

    core.main()
