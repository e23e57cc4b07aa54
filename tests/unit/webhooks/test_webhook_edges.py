"""Signatures and addresses: what a receiver can trust, and where nothing may be sent."""

from __future__ import annotations

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from crm.errors import Invalid
from crm.webhooks.signature import sign, verify
from crm.webhooks.targets import check_url, forbidden
from server.webhooks.sender import GuardedResolver, HttpSender, NotAllowed

BODY = '{"number":"王"}'.encode()


def test_only_the_owner_of_the_secret_can_sign() -> None:
    header = sign("whsec_1", BODY, 1000.9)
    assert header.startswith("t=1000,v1=")
    assert verify("whsec_1", BODY, header, now=1200)
    assert not verify("whsec_2", BODY, header, now=1200)
    assert not verify("whsec_1", BODY + b" ", header, now=1200)
    assert not verify("whsec_1", BODY, header.replace("t=1000", "t=1001"), now=1200)
    assert not verify("whsec_1", BODY, header, now=1301)
    for nonsense in ("", "t=,v1=", "v1=abc", "t=x,v1=y", "t"):
        assert not verify("whsec_1", BODY, nonsense, now=1000)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "localhost",
        "LOCALHOST.",
    ],
)
def test_nothing_goes_to_this_machine_or_inside(host: str) -> None:
    assert forbidden(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "hooks.example.com"])
def test_the_outside_may_be_told(host: str) -> None:
    assert forbidden(host) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "https://",
        "hooks.example.com",
        "https://user:secret@hooks.example.com/",
        "https://user@hooks.example.com/",
        "https://127.0.0.1/",
        "https://[::1]:8443/",
        "https://[::ffff:192.168.0.1]/",
        "https://hooks.example.com/#part",
        "https://hooks.example.com/a b",
        "https://hooks.example.com:99999/",
        "https://[::1",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(Invalid):
        check_url(url, private=False)


def test_private_networks_are_allowed_by_the_setting_alone() -> None:
    assert check_url("https://hooks.example.com/a?b=c", private=False)
    assert check_url("http://127.0.0.1:8000/hook", private=True)


class Names(AbstractResolver):
    """Says that every name is `address`."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)  # type: ignore[typeddict-item]
            for address in self._addresses
        ]

    async def close(self) -> None:
        pass


async def test_a_name_that_leads_inside_is_refused_when_it_is_resolved() -> None:
    assert await GuardedResolver(Names("8.8.8.8")).resolve("hooks.example.com", 443)
    with pytest.raises(NotAllowed, match="private"):
        await GuardedResolver(Names("8.8.8.8", "10.0.0.1")).resolve("hooks.example.com", 443)


async def test_the_sender_asks_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    async def inside(self: ThreadedResolver, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return await Names("127.0.0.1").resolve(host, port)

    monkeypatch.setattr(ThreadedResolver, "resolve", inside)
    async with HttpSender(private=False) as sender:
        named = await sender.send("https://hooks.example.com:1/", b"{}", {})
        written = await sender.send("https://127.0.0.1:1/", b"{}", {})
        decimal = await sender.send("https://2130706433:1/", b"{}", {})
    assert (named.ok, "this machine" in named.error) == (False, True)
    assert (written.status, written.error) == (None, "127.0.0.1 is this machine")
    assert not decimal.ok
