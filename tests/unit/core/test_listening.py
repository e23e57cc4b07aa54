"""Addresses that are taken are named before anything is started."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.listening import hold_home, refuse_taken
from server.settings import Settings, load
from telephony.errors import ConfigError
from tests.support.ports import free_ports


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    sip, ami, switch, web = free_ports(4)
    return load(home=tmp_path, sip_port=sip, ami_port=ami, switch_http_port=switch, http_port=web)


@pytest.fixture
def holder() -> Iterator[list[socket.socket]]:
    held: list[socket.socket] = []
    yield held
    for each in held:
        each.close()


def hold(holder: list[socket.socket], port: int, kind: socket.SocketKind) -> None:
    holder.append(socket.socket(socket.AF_INET, kind))
    holder[-1].bind(("127.0.0.1", port))
    if kind is socket.SOCK_STREAM:
        holder[-1].listen(1)


async def test_free_addresses_are_no_problem(config: Settings) -> None:
    await refuse_taken(config, patience=0)


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("http_port", socket.SOCK_STREAM),
        ("sip_port", socket.SOCK_DGRAM),
        ("sip_port", socket.SOCK_STREAM),
        ("ami_port", socket.SOCK_STREAM),
        ("switch_http_port", socket.SOCK_STREAM),
    ],
)
async def test_a_taken_port_is_named_with_its_setting(
    config: Settings, holder: list[socket.socket], field: str, kind: socket.SocketKind
) -> None:
    port = getattr(config, field)
    hold(holder, port, kind)
    with pytest.raises(ConfigError, match=rf"127\.0\.0\.1:{port}.*HOTLINE_{field.upper()}"):
        await refuse_taken(config, patience=0)


async def test_a_moment_is_given_to_those_who_go(config: Settings, holder: list[socket.socket]) -> None:
    hold(holder, config.http_port, socket.SOCK_STREAM)
    asyncio.get_running_loop().call_later(0.2, holder[0].close)
    await refuse_taken(config, patience=10)


async def test_a_home_has_one_hotline(config: Settings) -> None:
    """On ports of its own, too: both cores would listen on one socket."""
    with await hold_home(config):
        with pytest.raises(ConfigError, match="another Hotline runs in HOTLINE_HOME"):
            await hold_home(config, patience=0)
        waits = asyncio.create_task(hold_home(config, patience=30))
        await asyncio.sleep(0)
    (await waits).close()


async def test_an_address_of_another_machine(config: Settings) -> None:
    with pytest.raises(ConfigError, match=r"192\.0\.2\.1.*HOTLINE_SIP_HOST"):
        await refuse_taken(config.model_copy(update={"sip_host": "192.0.2.1"}), patience=0)
