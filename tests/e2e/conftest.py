"""One running installation for the tests of this folder, the people at it, and browsers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from server.demo.ua import UserAgent
from server.provision import FetchFailed, ToolMissing, pages, tool
from tests.e2e.browser import Browsers
from tests.e2e.company import Company, seed
from tests.e2e.provider import Provider, running
from tests.support.installation import PASSWORD, Installation
from tests.support.voices import prompts_folder
from tests.support.web_api import Api

NEEDED = ("asterisk", "espeak-ng")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    have_time(items, Path(__file__).parent)


def have_time(items: list[pytest.Item], folder: Path) -> None:
    """A whole system, browsers and voices on two cores: a minute is not much for a test of `folder`."""
    for item in items:
        if item.path.is_relative_to(folder) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="session", autouse=True)
def prepared() -> None:
    """What the launcher does before `up`: the programs and the pages."""
    try:
        for name in NEEDED:
            tool(name)
        pages.build(print)
    except (ToolMissing, FetchFailed) as error:
        pytest.fail(f"{error}\nRun ./hotline test e2e, which prepares what these tests need.", pytrace=False)


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rendered prompts, shared by all installations of the tests."""
    return prompts_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def hotline(tmp_path_factory: pytest.TempPathFactory, sounds: Path, prepared: None) -> Iterator[Installation]:
    """Hotline, started as a person does it; at the end Ctrl-C must end it cleanly. Receivers of webhooks are on this
    machine, too."""
    made = Installation(tmp_path_factory.mktemp("hotline") / "home", sounds=sounds, webhook_private=True)
    made.start()
    try:
        print(f"first start: ready after {made.wait_ready():.1f} s")
        asyncio.run(seed(made))
        yield made
        assert made.stop() == 0, made.output[-3000:]
    finally:
        made.close()


@pytest.fixture
async def admin(hotline: Installation) -> AsyncIterator[Api]:
    async with await Api.open(hotline.address, "admin", PASSWORD) as api:
        yield api


@pytest.fixture
async def company(hotline: Installation, admin: Api) -> AsyncIterator[Company]:
    """People for one test; at its end they are logged out and their calls are over."""
    made = Company(hotline, admin)
    yield made
    await made.close()


@pytest.fixture
async def provider(admin: Api) -> AsyncIterator[Provider]:
    """An SMS provider; nothing leaves through it before a test sets the gateway."""
    async with running(admin) as made:
        yield made


@pytest.fixture
async def phone() -> AsyncIterator[UserAgent]:
    """A customer's SIP phone."""
    made = UserAgent()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def browsers(hotline: Installation, company: Company, tmp_path: Path) -> AsyncIterator[Browsers]:
    """Chromium; at the end nothing may have been complained about in any tab. Closed before the people of the company
    are logged out: their pages would complain of that."""
    async with Browsers(hotline.address, tmp_path) as made:
        yield made
        made.check()
