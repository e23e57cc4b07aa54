"""The brake on guessing: waits, locks, what is given back and forgotten; and challenges that come back once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from crm.base import utcnow
from crm.security import brake, challenges
from crm.security.brake import Keys, Throttled
from crm.security.models import LoginBrake, LoginChallenge
from crm.security.settings import LockRules
from server.database import Database

RULES = LockRules()
START = utcnow()


async def fail(db: Database, login: str, address: str, seconds: float = 0.0, rules: LockRules = RULES) -> bool:
    """A wrong try; whether it locked the name."""
    now = START + timedelta(seconds=seconds)
    async with db.write() as session:
        return (await brake.count(session, Keys.of(login, address), rules, now)).locked


async def refused(db: Database, login: str, address: str, seconds: float = 0.0) -> int:
    """Seconds that a try would have to wait; 0 when it may be made. It is not counted."""
    async with db.read() as session:
        try:
            await brake.check(session, Keys.of(login, address), START + timedelta(seconds=seconds))
        except Throttled as error:
            return int(str(error.details["retry_after"]))
    return 0


async def test_one_name_from_one_address_waits_longer_and_longer(db: Database) -> None:
    for _ in range(5):
        assert await refused(db, "wang", "1.2.3.4") == 0
        await fail(db, "wang", "1.2.3.4")
    assert await refused(db, "WANG ", "1.2.3.4") == 2
    with pytest.raises(Throttled):
        await fail(db, "wang", "1.2.3.4", 1)
    await fail(db, "wang", "1.2.3.4", 3)
    assert await refused(db, "wang", "1.2.3.4", 3) == 4
    assert await refused(db, "wang", "5.6.7.8", 3) == 0
    assert await refused(db, "li", "1.2.3.4", 3) == 0
    assert await refused(db, "wang", "1.2.3.4", 3 + 3600) == 0
    await fail(db, "wang", "1.2.3.4", 3 + 3600)
    assert await refused(db, "wang", "1.2.3.4", 3 + 3600) == 0


async def test_one_address_cannot_try_many_names(db: Database) -> None:
    for place in range(50):
        await fail(db, f"user{place}", "1.2.3.4")
    assert await refused(db, "another", "1.2.3.4") > 0
    assert await refused(db, "another", "5.6.7.8") == 0


async def test_many_addresses_cannot_try_one_name(db: Database) -> None:
    locks = [await fail(db, "wang", f"10.0.0.{place}") for place in range(20)]
    assert locks == [False] * 19 + [True]
    assert await refused(db, "wang", "10.9.9.9") == 15 * 60
    async with db.read() as session:
        assert await brake.locked_until(session, ["1001", "wang"], START) == START + timedelta(minutes=15)
    assert await refused(db, "wang", "10.9.9.9", 15 * 60) == 0
    assert await fail(db, "wang", "10.9.9.9", 15 * 60 + 1) is False, "a lock that is over begins anew"


async def test_an_administrator_unlocks_a_name_from_everywhere(db: Database) -> None:
    for place in range(20):
        await fail(db, "wang", f"10.0.0.{place}")
    for _ in range(5):
        await fail(db, "li", "1.2.3.4")
    async with db.write() as session:
        assert await brake.unlock(session, ["wang", "1001"])
        assert not await brake.unlock(session, ["wang", "1001"])
    assert await refused(db, "wang", "10.0.0.1") == 0
    assert await refused(db, "li", "1.2.3.4") == 2


async def test_a_right_try_is_given_back(db: Database) -> None:
    for _ in range(4):
        await fail(db, "wang", "1.2.3.4")
    async with db.write() as session:
        counted = await brake.count(session, Keys.of("wang", "1.2.3.4"), RULES, START)
        await brake.give_back(session, counted)
    async with db.read() as session:
        rows = {row.key.partition(":")[0]: row.failures for row in await session.scalars(select(LoginBrake))}
    assert rows == {"addr": 4}


async def test_tries_at_once_are_counted_one_by_one(db: Database) -> None:
    tries = await asyncio.gather(*(fail(db, "wang", "1.2.3.4") for _ in range(12)), return_exceptions=True)
    assert sum(isinstance(each, Throttled) for each in tries) == 7
    assert all(isinstance(each, Throttled | bool) for each in tries)


async def test_switched_off_rules_lock_nothing(db: Database) -> None:
    rules = LockRules(user_failures=0, address_failures=0)
    for place in range(60):
        assert not await fail(db, "wang", f"10.0.1.{place}", rules=rules)
        await fail(db, f"user{place}", "1.2.3.4", rules=rules)
    assert await refused(db, "wang", "9.9.9.9") == 0
    assert await refused(db, "x", "1.2.3.4") == 0


def test_what_an_address_stands_for() -> None:
    assert brake.network("2001:db8:1:2:3:4:5:6") == brake.network("2001:db8:1:2::1") == "2001:db8:1:2::/64"
    assert brake.network("::ffff:1.2.3.4") == "1.2.3.4"
    assert brake.network("no address") == "no address"


async def test_what_was_typed_is_not_kept(db: Database) -> None:
    await fail(db, "my-password-by-mistake", "1.2.3.4")
    async with db.read() as session:
        keys = " ".join(await session.scalars(select(LoginBrake.key)))
    assert "my-password" not in keys
    assert "1.2.3.4" not in keys


async def test_old_counts_go_and_their_number_is_bounded(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brake, "KEEP", 6)
    for place in range(4):
        await fail(db, f"user{place}", f"10.0.0.{place}", place)
    async with db.write() as session:
        await brake.tidy(session, START + timedelta(seconds=5))
        assert await session.scalar(select(func.count()).select_from(LoginBrake)) == 6
        await brake.tidy(session, START + timedelta(hours=1))
        assert await session.scalar(select(func.count()).select_from(LoginBrake)) == 0


async def test_a_challenge_comes_back_once_and_in_time(db: Database) -> None:
    async with db.write() as session:
        token = await challenges.hand_out(session, challenges.STEP, {"user": "u1"}, START)
        late = await challenges.hand_out(session, challenges.STEP, {"user": "u1"}, START)
        assert await challenges.look(session, challenges.STEP, token, START) == {"user": "u1"}
        assert await challenges.take(session, challenges.CAPTCHA, token, START) is None
        assert await challenges.take(session, challenges.STEP, token, START) == {"user": "u1"}
        assert await challenges.take(session, challenges.STEP, token, START) is None
        assert await challenges.take(session, challenges.STEP, late, START + timedelta(minutes=6)) is None


async def test_a_captcha_is_spoken_once(db: Database) -> None:
    async with db.write() as session:
        token = await challenges.hand_out(session, challenges.CAPTCHA, {"answer": "12345"}, START)
    async with db.write() as session:
        assert await challenges.hear(session, token, START) == "12345"
    async with db.write() as session:
        assert await challenges.hear(session, token, START) is None
        assert (await challenges.take(session, challenges.CAPTCHA, token, START) or {})["answer"] == "12345"


async def test_challenges_are_bounded(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenges, "MOST", 2)
    async with db.write() as session:
        for _ in range(2):
            await challenges.hand_out(session, challenges.STEP, {}, START)
        with pytest.raises(challenges.TooMany):
            await challenges.hand_out(session, challenges.STEP, {}, START)
        await session.execute(update(LoginChallenge).values(expires_at=START))
        await challenges.hand_out(session, challenges.STEP, {}, START + timedelta(seconds=1))
