"""The ARI websocket against a server that misbehaves on request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from telephony.errors import OutcomeUnknown, SwitchUnavailable
from telephony.switch.asterisk.ari import AriConnection

Socket = web.WebSocketResponse
Behave = Callable[[dict[str, Any], Socket], Awaitable[None]]


def response(request: dict[str, Any], status: int = 200, body: object = None) -> str:
    message = {"type": "RESTResponse", "request_id": request["request_id"], "status_code": status, "reason_phrase": "R"}
    if body is not None:
        message["message_body"] = json.dumps(body)
    return json.dumps(message)


class Server:
    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.behave: Behave | None = None
        self.query = ""
        self.authorization = ""

    async def handle(self, request: web.Request) -> Socket:
        self.query = request.query_string
        self.authorization = request.headers.get("Authorization", "")
        socket = Socket()
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                content = json.loads(message.data)
                self.requests.append(content)
                if self.behave is not None:
                    await self.behave(content, socket)
        return socket


class Client:
    def __init__(self) -> None:
        self.events: list[Any] = []
        self.lost: list[str] = []
        self.gone = asyncio.Event()
        self.connection = AriConnection(self.events.append, self._lost)

    def _lost(self, reason: str) -> None:
        self.lost.append(reason)
        self.gone.set()


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, Client]]:
    made = Server()
    app = web.Application()
    app.router.add_get("/ari/events", made.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    client = Client()
    await client.connection.open(port=port, user="u", secret="geheim", app="hotline")
    yield made, client
    await client.connection.close()
    await runner.cleanup()


async def test_it_registers_the_application(server: tuple[Server, Client]) -> None:
    made, _ = server
    assert made.query == "app=hotline"
    assert made.authorization.startswith("Basic ")


async def test_answers_are_matched_by_id_in_any_order(server: tuple[Server, Client]) -> None:
    made, client = server
    waiting: list[dict[str, Any]] = []

    async def in_reverse(request: dict[str, Any], socket: Socket) -> None:
        waiting.append(request)
        if len(waiting) == 2:
            for each in reversed(waiting):
                await socket.send_str(response(each, 200, {"uri": each["uri"]}))

    made.behave = in_reverse
    first, second = await asyncio.gather(
        client.connection.request("GET", "channels"), client.connection.request("GET", "bridges")
    )
    assert (first.body, second.body) == ({"uri": "channels"}, {"uri": "bridges"})


async def test_query_and_body_travel_as_ari_wants_them(server: tuple[Server, Client]) -> None:
    made, client = server

    async def accept(request: dict[str, Any], socket: Socket) -> None:
        await socket.send_str(response(request, 204))

    made.behave = accept
    answer = await client.connection.request("POST", "channels/1/play/p", {"lang": "zh"}, {"media": ["sound:/甲,乙"]})
    assert (answer.ok, answer.status, answer.body) == (True, 204, None)
    (sent,) = made.requests
    assert sent["query_strings"] == [{"name": "lang", "value": "zh"}]
    assert json.loads(sent["message_body"]) == {"media": ["sound:/甲,乙"]}
    assert sent["content_type"] == "application/json"


async def test_events_and_answers_share_the_socket(server: tuple[Server, Client]) -> None:
    made, client = server

    async def events(request: dict[str, Any], socket: Socket) -> None:
        await socket.send_str('{"type":"StasisStart","n":1}')
        await socket.send_str(response(request, 404, {"message": "Channel not found"}))
        await socket.send_str('{"type":"StasisEnd","n":2}')
        await socket.send_str("{broken")
        await socket.send_str('"no object"')
        await socket.send_str("{}")
        await socket.send_str('{"type":"StasisStart","n":3}')

    made.behave = events
    answer = await client.connection.request("GET", "channels/x")
    assert not answer.ok
    assert answer.words == "404 Channel not found"
    async with asyncio.timeout(2):
        while len(client.events) < 3:
            await asyncio.sleep(0)
    assert [event["n"] for event in client.events] == [1, 2, 3]


async def test_what_was_not_answered_is_unknown_and_not_repeated(server: tuple[Server, Client]) -> None:
    made, client = server

    async def vanish(_request: dict[str, Any], socket: Socket) -> None:
        await socket.close()

    made.behave = vanish
    with pytest.raises(OutcomeUnknown):
        await client.connection.request("POST", "channels/new")
    async with asyncio.timeout(2):
        await client.gone.wait()
    with pytest.raises(SwitchUnavailable):
        await client.connection.request("GET", "channels")
    assert len(made.requests) == 1
    assert len(client.lost) == 1


async def test_no_answer_in_time(server: tuple[Server, Client]) -> None:
    _, client = server
    with pytest.raises(OutcomeUnknown):
        await client.connection.request("GET", "channels", limit=0.05)


async def test_a_late_answer_is_passed_over(server: tuple[Server, Client]) -> None:
    made, client = server
    first: list[dict[str, Any]] = []

    async def late(request: dict[str, Any], socket: Socket) -> None:
        if not first:
            first.append(request)
            return
        await socket.send_str(response(first[0], 200, "old"))
        await socket.send_str(response(request, 200, "new"))

    made.behave = late
    with pytest.raises(OutcomeUnknown):
        await client.connection.request("GET", "a", limit=0.05)
    assert (await client.connection.request("GET", "b")).body == "new"


async def test_closing_is_not_losing(server: tuple[Server, Client]) -> None:
    _, client = server
    await client.connection.close()
    assert client.lost == []


async def test_nobody_listens() -> None:
    client = Client()
    with pytest.raises(SwitchUnavailable):
        await client.connection.open(port=9, user="u", secret="s", app="hotline")


RESPONSES = (Path(__file__).parent / "captured/ari_responses.jsonl").read_text(encoding="utf-8").splitlines()


async def test_answers_of_a_real_switch(server: tuple[Server, Client]) -> None:
    made, client = server
    captured = [json.loads(line) for line in RESPONSES]

    async def replay(request: dict[str, Any], socket: Socket) -> None:
        answer = captured[int(request["uri"])]
        await socket.send_str(json.dumps({**answer, "request_id": request["request_id"]}))

    made.behave = replay
    for number, answer in enumerate(captured):
        found = await client.connection.request("GET", str(number))
        assert found.status == answer["status_code"]
        assert found.body == (json.loads(answer["message_body"]) if answer.get("message_body") else None)
        assert found.ok is (found.status < 300)
    refused = [answer for answer in captured if answer["status_code"] >= 500]
    assert len(refused) == 1  # a device that does not exist
