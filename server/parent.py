"""A child process must not outlive the supervisor that started it."""

from __future__ import annotations

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1
SUPERVISED = "HOTLINE_SUPERVISED"
"""Set by the supervisor for its children; a process started by hand or by a test stays when its parent goes."""


def die_with_parent() -> None:
    """Ask the kernel to end this process when the supervisor is gone (Linux); nothing without a supervisor."""
    if os.environ.get(SUPERVISED):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
