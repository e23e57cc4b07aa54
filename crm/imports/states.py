"""The life of an import.

ready ─► waiting ─► running ─► done ─► undo_waiting ─► undoing ─► undone
  ▲         │          ├─► cancelled ──┘ (what was done can be taken back)
  │         │          └─► failed ─────┘
  └─ checked ◄─────────┘ (a dry run)
"""

from __future__ import annotations

READY, WAITING, RUNNING, DONE, CHECKED = "ready", "waiting", "running", "done", "checked"
CANCELLING, CANCELLED, FAILED = "cancelling", "cancelled", "failed"
UNDO_WAITING, UNDOING, UNDONE = "undo_waiting", "undoing", "undone"

STARTABLE = frozenset({READY, CHECKED})
AT_WORK = frozenset({WAITING, RUNNING, CANCELLING, UNDO_WAITING, UNDOING})
"""A worker has to do something."""
UNDOABLE = frozenset({DONE, CANCELLED, FAILED})
