"""The guides of docs/, for help within the application: `guide-NAME.md`, in Chinese `guide-NAME.zh.md`."""

from __future__ import annotations

import re
from pathlib import Path

from server.settings import SOURCE

FOLDER = SOURCE / "docs"
_NAME = re.compile(r"[a-z][a-z-]{0,39}")


def names(folder: Path = FOLDER) -> list[str]:
    return sorted(
        path.stem.removeprefix("guide-") for path in folder.glob("guide-*.md") if not path.stem.endswith(".zh")
    )


def text(name: str, language: str, folder: Path = FOLDER) -> str | None:
    """A guide's markdown without the link to itself in the other language; None when there is none."""
    if not _NAME.fullmatch(name):
        return None
    path = folder / f"guide-{name}{'.zh' if language == 'zh' else ''}.md"
    if not path.is_file():
        return None
    itself = rf" ?(?:(?:Chinese|English|中文|英文版?)[:：] ?)?\[[^\]]*\]\(guide-{name}(?:\.zh)?\.md\)[.。]?"
    return re.sub(itself, "", path.read_text(encoding="utf-8"), count=1)


def title(markdown: str) -> str:
    """Its first heading, without the word for guide before it."""
    heading = markdown.partition("\n")[0].lstrip("# ").strip()
    return re.sub(r"^(?:Guide|指南)\s*[:：]\s*", "", heading)
