"""A small SMTP server on loopback (RFC 5321, AUTH PLAIN and LOGIN), for tests."""

from __future__ import annotations

import asyncio
import base64
from types import TracebackType


class MailServer:
    """Use as a context. `taken`: (sender, recipients, message); `refuse`: the answer to every recipient instead."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.logins: list[tuple[str, str]] = []
        self.refuse = ""
        self.password = ""
        self.port = 0

    async def __aenter__(self) -> MailServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sender, to = "", [""]

        def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")

        say("220 test")
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            verb, _, rest = line.partition(" ")
            match verb.upper():
                case "EHLO" | "HELO":
                    say("250-test")
                    say("250 AUTH PLAIN LOGIN")
                case "AUTH":
                    say(await self._login(rest, reader, writer))
                case "MAIL":
                    sender, to = rest.partition("<")[2].partition(">")[0], []
                    say("250 ok")
                case "RCPT" if self.refuse:
                    say(self.refuse)
                case "RCPT":
                    to.append(rest.partition("<")[2].partition(">")[0])
                    say("250 ok")
                case "DATA":
                    say("354 go on")
                    raw = await reader.readuntil(b"\r\n.\r\n")
                    self.taken.append((sender, to, raw[:-3].replace(b"\r\n..", b"\r\n.")))
                    say("250 2.0.0 taken as 42")
                case "QUIT":
                    say("221 bye")
                    break
                case _:
                    say("250 ok")
        await writer.drain()
        writer.close()

    async def _login(self, rest: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        mechanism, _, first = rest.partition(" ")
        if mechanism.upper() == "PLAIN":
            _, user, password = base64.b64decode(first).decode().split("\0")
        else:
            user = base64.b64decode(first).decode()
            writer.write(b"334 UGFzc3dvcmQ6\r\n")
            password = base64.b64decode(await reader.readline()).decode()
        self.logins.append((user, password))
        return "235 ok" if self.password in {"", password} else "535 5.7.8 wrong password"
