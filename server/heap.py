"""What Python's garbage collector looks at in a process that runs for months."""

from __future__ import annotations

import gc


def settle() -> None:
    """Call it when a process has been wired: what is there by now stays until the process ends, and the collector need
    not look at it again. Without it each full collection held a web process for 0.3 to 0.5 s."""
    gc.freeze()
