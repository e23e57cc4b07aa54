"""Drafts that several people may have open at a time."""

from __future__ import annotations

from datetime import datetime

from crm.errors import Conflict


def seen_by_editor(kept: tuple[str | None, datetime] | None, since: datetime | None, user: str | None) -> None:
    """`kept`: who kept the draft last, and when; None when there is none. `since`: what the editor knows of that.

    Raises Conflict when somebody else did something to it meanwhile. One's own last state is always known: its answer
    may have been lost on the way.
    """
    if kept is None:
        if since is None:
            return
        raise Conflict(
            "the draft has been published or dropped meanwhile", message_zh="草稿已被发布或放弃，您的修改没有保存"
        )
    by, at = kept
    if at != since and by != user:
        raise Conflict(
            "somebody else has changed the draft meanwhile", message_zh="其他人已修改此草稿，您的修改没有保存"
        )
