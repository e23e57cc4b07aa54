"""The AMI connection against a server that misbehaves on request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from telephony.errors import CommandFailed, OutcomeUnknown, SwitchUnavailable
from telephony.switch.asterisk.ami import AmiConnection
from telephony.switch.asterisk.ami_codec import Headers, parse

Writer = asyncio.StreamWriter
Behave = Callable[[dict[str, str], Writer], Awaitable[None]]


class Server:
    """Logs everybody in and hands the other actions to `behave`."""

    def __init__(self) -> None:
        self.actions: list[dict[str, str]] = []
        self.behave: Behave | None = None
        self.secret = "right"
        self.logins = 0
        self._server: asyncio.Server | None = None
        self._writers: list[Writer] = []

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self._writers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        while True:
            try:
                frame = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            action = {key: str(value) for key, value in parse(frame[:-4]).items()}
            if action["Action"] == "Login":
                self.logins += 1
                good = action["Secret"] == self.secret
                reply(
                    writer, action, "Success" if good else "Error", Message="Authentication accepted" if good else "No"
                )
                continue
            self.actions.append(action)
            if self.behave is not None:
                await self.behave(action, writer)


def reply(writer: Writer, action: dict[str, str], response: str, **headers: str) -> None:
    lines = [f"Response: {response}", f"ActionID: {action['ActionID']}", *(f"{k}: {v}" for k, v in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())


class Client:
    def __init__(self) -> None:
        self.events: list[tuple[str, Headers]] = []
        self.lost: list[str] = []
        self.gone = asyncio.Event()
        self.connection = AmiConnection(lambda name, headers: self.events.append((name, headers)), self._lost)

    def _lost(self, reason: str) -> None:
        self.lost.append(reason)
        self.gone.set()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    yield made
    await made.stop()


async def connect(server: Server, secret: str = "right") -> Client:
    port = await server.start()
    client = Client()
    await client.connection.open(port=port, user="u", secret=secret)
    return client


async def test_an_action_gets_its_own_answer(server: Server) -> None:
    waiting: list[dict[str, str]] = []

    async def in_reverse(action: dict[str, str], writer: Writer) -> None:
        waiting.append(action)
        if len(waiting) == 2:
            for each in reversed(waiting):
                reply(writer, each, "Success", Message=each["Channel"])

    server.behave = in_reverse
    client = await connect(server)
    first, second = await asyncio.gather(
        client.connection.action("StopMixMonitor", Channel="甲"),
        client.connection.action("StopMixMonitor", Channel="乙"),
    )
    assert (first.message, second.message) == ("甲", "乙")
    client.connection.close()


async def test_a_refusal_is_an_error_with_the_switchs_words(server: Server) -> None:
    async def refuse(action: dict[str, str], writer: Writer) -> None:
        reply(writer, action, "Error", Message="No such channel")

    server.behave = refuse
    client = await connect(server)
    with pytest.raises(CommandFailed, match="No such channel"):
        await client.connection.action("MixMonitor", Channel="x")
    client.connection.close()


async def test_a_list_is_collected(server: Server) -> None:
    async def listing(action: dict[str, str], writer: Writer) -> None:
        reply(writer, action, "Success", EventList="start", Message="will follow")
        own = f"ActionID: {action['ActionID']}\r\n"
        for device in ("8001", "8002"):
            writer.write(f"Event: DeviceStateChange\r\n{own}Device: PJSIP/{device}\r\nState: INUSE\r\n\r\n".encode())
        writer.write(b"Event: DeviceStateChange\r\nDevice: PJSIP/8003\r\nState: INUSE\r\n\r\n")
        writer.write(f"Event: DeviceStateListComplete\r\n{own}EventList: Complete\r\n\r\n".encode())

    server.behave = listing
    client = await connect(server)
    found = await client.connection.list_action("DeviceStateList")
    assert [message.device for message in found] == ["PJSIP/8001", "PJSIP/8002"]
    assert [headers["Device"] for _, headers in client.events] == ["PJSIP/8003"]
    client.connection.close()


async def test_events_that_nobody_wants_are_not_parsed(server: Server) -> None:
    async def noise(action: dict[str, str], writer: Writer) -> None:
        writer.write(b"Event: VarSet\r\nVariable: X\r\n\r\n" * 10)
        writer.write("Event: MixMonitorStop\r\nUniqueid: 1.2\r\nCallerIDName: 欧阳\r\n\r\n".encode())
        reply(writer, action, "Success")

    server.behave = noise
    client = await connect(server)
    await client.connection.action("Ping")
    assert [(name, headers["CallerIDName"]) for name, headers in client.events] == [("MixMonitorStop", "欧阳")]
    client.connection.close()


async def test_nothing_is_sent_twice_when_the_connection_breaks(server: Server) -> None:
    async def vanish(_action: dict[str, str], writer: Writer) -> None:
        writer.close()

    server.behave = vanish
    client = await connect(server)
    with pytest.raises(OutcomeUnknown):
        await client.connection.action("Originate", Channel="PJSIP/8001")
    async with asyncio.timeout(2):
        await client.gone.wait()
    assert not client.connection.connected
    assert len(server.actions) == 1
    assert server.logins == 1
    with pytest.raises(SwitchUnavailable):
        await client.connection.action("Ping")
    assert len(client.lost) == 1


async def test_no_answer_in_time(server: Server) -> None:
    client = await connect(server)
    with pytest.raises(OutcomeUnknown):
        await client.connection.action("Ping", limit=0.05)
    client.connection.close()


async def test_garbage_closes_the_connection(server: Server) -> None:
    async def garbage(_action: dict[str, str], writer: Writer) -> None:
        writer.write(b"x" * (1024 * 1024 + 10))

    server.behave = garbage
    client = await connect(server)
    with pytest.raises(OutcomeUnknown):
        await client.connection.action("Ping")
    assert not client.connection.connected


async def test_a_wrong_secret(server: Server) -> None:
    with pytest.raises(SwitchUnavailable, match="No"):
        await connect(server, "wrong")


async def test_nobody_listens() -> None:
    client = Client()
    with pytest.raises(SwitchUnavailable):
        await client.connection.open(port=9, user="u", secret="s")


async def test_a_line_break_never_leaves(server: Server) -> None:
    client = await connect(server)
    with pytest.raises(CommandFailed):
        await client.connection.action("MixMonitor", File="/tmp/a\r\nAction: Originate")
    assert server.actions == []
    assert client.connection.connected
    client.connection.close()


async def test_closing_is_not_losing(server: Server) -> None:
    client = await connect(server)
    client.connection.close()
    await asyncio.sleep(0)
    assert client.lost == []
