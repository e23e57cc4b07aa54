"""Who may see a file: who may see its owner; who may attach or remove one: who may change its owner. Kinds of owners
register as subjects of messages do, and say who keeps their files where they live:

    @keeps("customer")
    async def _may(session: AsyncSession, who: Principal, customer: str) -> None: …
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from crm.access import Principal
from crm.attachments.models import Attachment
from crm.errors import Forbidden, Invalid, NotFound
from crm.messages.subjects import CHECKS

May = Callable[[AsyncSession, Principal, str], Awaitable[None]]
"""Raises Forbidden unless the asker, who sees the record, may change it."""
Told = Callable[[AsyncSession, Principal, str, Sequence[str], Sequence[str]], Awaitable[None]]
"""A record's own history: the names of files that were added to it, and of those that were removed. Raises NotPossible
where they must stay."""

Shown = Callable[[AsyncSession, Principal, str], Awaitable[Collection[str] | None]]
"""Ids of those files of a record that the asker, who sees it, may see; None: all of them."""

KEEPERS: dict[str, May] = {}
SHOWN: dict[str, Shown] = {}
HISTORIES: dict[str, Told] = {}


def keeps(*kinds: str) -> Callable[[May], May]:
    """Register who may change the files of these kinds of records."""

    def register(check: May) -> May:
        KEEPERS.update(dict.fromkeys(kinds, check))
        return check

    return register


def shows(*kinds: str) -> Callable[[Shown], Shown]:
    """Register which of their files these kinds of records show to whom, where that is not all of them."""

    def register(which: Shown) -> Shown:
        SHOWN.update(dict.fromkeys(kinds, which))
        return which

    return register


def remembers(*kinds: str) -> Callable[[Told], Told]:
    """Register how these kinds of records note down what became of their files."""

    def register(tell: Told) -> Told:
        HISTORIES.update(dict.fromkeys(kinds, tell))
        return tell

    return register


async def check_kept(
    session: AsyncSession, who: Principal, owner_kind: str, owner_id: str, *, removing: bool = False
) -> None:
    """Raises as check_owner does, and Forbidden unless `who` may change the record. Kinds that nobody keeps take files
    with the record itself alone (a call with its wrap-up)."""
    await check_owner(session, who, owner_kind, owner_id)
    check = KEEPERS.get(owner_kind)
    if check is not None:
        await check(session, who, owner_id)
    elif not removing:
        raise Forbidden(
            f"files are attached to a record of kind {owner_kind} when it is written",
            message_zh="该类记录的附件只能随记录一并提交",
        )


async def tell_owner(
    session: AsyncSession,
    who: Principal,
    owner_kind: str,
    owner_id: str,
    *,
    added: Sequence[str] = (),
    removed: Sequence[str] = (),
) -> None:
    """A line in the record's own history, where it has one. Raises NotPossible for a file that must stay."""
    tell = HISTORIES.get(owner_kind)
    if tell is not None:
        await tell(session, who, owner_id, added, removed)


async def check_owner(session: AsyncSession, who: Principal, owner_kind: str, owner_id: str) -> None:
    """Raises Invalid for a kind of record that is not known, NotFound for a record that `who` may not see."""
    check = CHECKS.get(owner_kind)
    if check is None:
        raise Invalid(f"there are no records of kind {owner_kind}; known: {', '.join(CHECKS)}", field="owner_kind")
    if not await check(session, who, owner_id):
        raise NotFound(f"there is no {owner_kind} {owner_id}")


async def shown(session: AsyncSession, who: Principal, owner_kind: str, owner_id: str) -> Collection[str] | None:
    """Ids of the files of a record that `who`, who sees it, may see; None: all of them."""
    which = SHOWN.get(owner_kind)
    return await which(session, who, owner_id) if which is not None else None


async def check_seen(session: AsyncSession, who: Principal, row: Attachment) -> None:
    """Raises NotFound unless `who` may see the file: its owner, or before that his own upload."""
    if not row.owner_kind:
        if row.created_by != who.user:
            raise NotFound(f"there is no attachment {row.id}")
        return
    try:
        await check_owner(session, who, row.owner_kind, row.owner_id)
    except NotFound as error:
        raise NotFound(f"there is no attachment {row.id}") from error  # without naming its owner
    among = await shown(session, who, row.owner_kind, row.owner_id)
    if among is not None and row.id not in among:
        raise NotFound(f"there is no attachment {row.id}")
