"""Which prompts the switch gets as music: those that a queue names and that are recorded."""

from __future__ import annotations

from pathlib import Path

from telephony.config_model import Company, LibraryPrompt, Music, Queue, Snapshot
from telephony.music import classes

LIBRARY = (
    LibraryPrompt("spring", {"zh": "春"}, {"zh": "a1", "en": "b2"}),
    LibraryPrompt("autumn", {}, {"zh": "c3"}),
    LibraryPrompt("words", {"zh": "请稍候"}, {}),
    LibraryPrompt("default", {}, {"zh": "d4"}),
)


def test_recordings_that_a_queue_names() -> None:
    queues = tuple(
        Queue(name, {"zh": name, "en": name}, music=music)
        for name, music in (("a", "spring"), ("b", "words"), ("c", "folder"), ("d", "default"), ("e", "spring"))
    )
    snapshot = Snapshot(1, Company({"zh": "春", "en": "Spring"}), queues=queues, prompts=LIBRARY)
    assert classes(snapshot, Path("/home/sounds")) == (
        Music("spring", ("/home/sounds/library/b2", "/home/sounds/library/a1")),
    )
    assert classes(Snapshot(1, Company({"zh": "春", "en": "Spring"}), prompts=LIBRARY), Path("/home/sounds")) == ()
