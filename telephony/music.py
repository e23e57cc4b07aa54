"""What waiting callers hear: queues name a prompt of the company's library, or a folder of music on the switch."""

from __future__ import annotations

from pathlib import Path

from telephony.config_model import Music, Snapshot
from telephony.ivr.speech.keys import library_path

OF_THE_SWITCH = frozenset({"default", "general"})
"""Names that the switch keeps for itself."""


def classes(snapshot: Snapshot, sounds: Path) -> tuple[Music, ...]:
    """The prompts that queues play as music: those of the library that are recorded, by name. All languages of one play
    after each other. Any other name is a folder's, which the switch knows by itself."""
    wanted = {queue.music for queue in snapshot.queues} - OF_THE_SWITCH
    return tuple(
        Music(prompt.id, tuple(library_path(str(sounds), file) for _, file in sorted(prompt.files.items())))
        for prompt in snapshot.prompts
        if prompt.id in wanted and prompt.files
    )
