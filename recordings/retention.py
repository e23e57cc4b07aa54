"""What a deletion came to. Which recordings go is decided where calls, queues and legal holds are known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deleted:
    """`recordings` are the ids whose audio is gone, `size` the bytes freed."""

    recordings: tuple[str, ...]
    size: int
