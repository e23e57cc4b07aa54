"""Generated requests against every operation of the API: no server errors, answers as described."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from web_kit import PASSWORD, make_parts

from server.database import Database
from server.events import Feed
from server.http.app import LONGEST_LINE, all_routes, make_app
from server.http.openapi import document
from server.settings import Settings
from tests.integration.conftest import sqlite

_names = itertools.count(1)


def refuses_what_does_not_fit(ctx: Any, response: Any, case: Any) -> bool | None:
    """An empty value in a query string means that it is not given; a body that is too large has a status of its own."""
    if response.status_code == 413 or "" in (case.query or {}).values():
        return None
    return negative_data_rejection(ctx, response, case)


CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    refuses_what_does_not_fit,
    unsupported_method,
)
SKIPPED = ("/auth/log", "/auth/password")
"""They would end or replace the log-in that the test works with; they have tests of their own."""
SCHEMA = schemathesis.openapi.from_dict(document(all_routes())).exclude(path_regex="|".join(SKIPPED))
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]


class Impatient(Feed):
    """Nobody waits for events here."""

    async def after(self, mark: int, timeout: float) -> bool:
        return False


def _serve(url: str, home: Path, ready: threading.Event, stop: list[Any]) -> None:
    async def run() -> None:
        db = Database(url)
        parts = make_parts(Settings(home=home, _env_file=None), db)  # type: ignore[call-arg]
        parts.feed = Impatient()
        await parts.configuration.load_names()  # type: ignore[attr-defined]
        runner = web.AppRunner(make_app(parts, home / "dist"), access_log=None, max_line_size=LONGEST_LINE)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        finished = asyncio.Event()
        stop.extend((asyncio.get_running_loop(), finished, runner.addresses[0][1]))
        ready.set()
        await finished.wait()
        await runner.cleanup()
        await db.close()

    asyncio.run(run())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the application, in a thread of its own."""
    home = tmp_path_factory.mktemp("api")
    if request.param == "postgresql":
        template = request.getfixturevalue("company_template")
        url = request.getfixturevalue("postgresql").create(f"api_{next(_names)}", template)
    else:
        shutil.copy(request.getfixturevalue("company_file"), home / "api.db")
        url = sqlite(home / "api.db")
    ready, stop = threading.Event(), []
    thread = threading.Thread(target=_serve, args=(url, home, ready, stop))
    thread.start()
    assert ready.wait(30)
    yield f"http://127.0.0.1:{stop[2]}"
    stop[0].call_soon_threadsafe(stop[1].set)
    thread.join(30)


@pytest.fixture(scope="module")
def token(api: str) -> str:
    answer = requests.post(f"{api}/api/v1/auth/login", json={"username": "admin", "password": PASSWORD}, timeout=10)
    return str(answer.json()["token"])


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.name.lower())
def test_generated_requests(operation: Any, mode: schemathesis.GenerationMode, api: str, token: str) -> None:
    """Requests that fit the description, and requests that do not."""

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        case.call_and_validate(base_url=api, headers=headers, checks=CHECKS, timeout=20)

    try:
        check()
    except Unsatisfiable:
        if mode is schemathesis.GenerationMode.POSITIVE:
            raise
        pytest.skip("nothing in this request can be wrong: it has no body, no query and needs no log-in")
