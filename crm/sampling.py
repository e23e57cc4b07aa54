"""Choosing some of many by chance that can be checked: the one way for visits' batches and for documents' triggers.

The hash of seed and id ranks every candidate. So a choice is even, nobody can steer it, asking twice gives the same
answer, and candidates that come or go move hardly anybody else in or out. Pure.
"""

from __future__ import annotations

from hashlib import sha256


def rank_of(seed: str, candidate: str) -> str:
    """Hexadecimal, always as long: the smallest are chosen."""
    return sha256(f"{seed}\n{candidate}".encode()).hexdigest()


def within(seed: str, candidate: str, percent: float) -> bool:
    """Whether the candidate is among so many of a hundred, the others not being known yet."""
    return int(rank_of(seed, candidate)[:12], 16) / 16**12 * 100 < percent
