"""sipp as a customer: a SIP stack that shares no code with Hotline, its recordings as RTP and RFC 2833 digits."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from server.provision import tool
from tests.support.installation import Installation
from tests.support.ports import free_ports

PCAP_HEADER = 24
PACKET_HEADER = struct.Struct("<IIII")
LINK_IP_UDP = 42
"""Bytes of the Ethernet, IP and UDP headers before the RTP packet in sipp's recordings."""


@dataclass(frozen=True)
class Pause:
    seconds: float


@dataclass(frozen=True)
class Play:
    """One of sipp's recordings, such as `dtmf_2833_1` or `g711a`."""

    recording: str


Step = Pause | Play

SCENARIO = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="a customer">
  <send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: "Wang" <sip:{number}@[local_ip]:[local_port]>;tag=[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:{number}@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=customer 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio {media} RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=sendrecv
]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rtd="true" rrs="true"/>
  <send><![CDATA[
ACK [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: "Wang" <sip:{number}@[local_ip]:[local_port]>;tag=[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
{steps}
  <send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: "Wang" <sip:{number}@[local_ip]:[local_port]>;tag=[call_number]
[last_To:]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
  <recv response="200"/>
</scenario>
"""


def may_send_itself() -> bool:
    """sipp sends its recordings through a raw socket, which an ordinary user may not open."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP).close()
    except PermissionError:
        return False
    return True


def recordings() -> Path:
    """The folder of sipp's recordings."""
    root = tool("sipp").root or Path("/")
    return root / "usr/share/sip-tester"


def write_scenario(path: Path, number: str, steps: Sequence[Step], media: int | None) -> Path:
    """The customer's call. With a port `media` the recordings are sent from there by somebody else."""
    lines = []
    for step in steps:
        if isinstance(step, Pause):
            lines.append(f'  <pause milliseconds="{round(step.seconds * 1000)}"/>')
        elif media is None:
            file = recordings() / f"{step.recording}.pcap"
            lines.append(f'  <nop><action><exec play_pcap_audio="{file}"/></action></nop>')
    path.write_text(
        SCENARIO.format(number=number, media=media or "[media_port]", steps="\n".join(lines)), encoding="utf-8"
    )
    return path


def packets(file: Path) -> Iterator[tuple[float, bytes]]:
    """The RTP packets of a recording, each with its moment in seconds since the first."""
    data = file.read_bytes()
    place, first = PCAP_HEADER, None
    while place < len(data):
        seconds, micros, length, _ = PACKET_HEADER.unpack_from(data, place)
        place += PACKET_HEADER.size
        moment = seconds + micros / 1e6
        first = moment if first is None else first
        yield moment - first, data[place + LINK_IP_UDP : place + length]
        place += length


class Media:
    """The customer's RTP port where sipp may not send its recordings itself."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port = int(self._socket.getsockname()[1])

    async def play(self, steps: Sequence[Step]) -> None:
        """Send to whoever sends to us, as a phone behind an address translation does. The next step does not wait."""
        loop = asyncio.get_running_loop()
        _, peer = await asyncio.wait_for(loop.sock_recvfrom(self._socket, 2048), 10)
        async with asyncio.TaskGroup() as playing:
            for step in steps:
                if isinstance(step, Pause):
                    await asyncio.sleep(step.seconds)
                else:
                    playing.create_task(self._send(recordings() / f"{step.recording}.pcap", peer))

    async def _send(self, file: Path, peer: tuple[str, int]) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for moment, packet in packets(file):
            await asyncio.sleep(max(0.0, began + moment - loop.time()))
            await loop.sock_sendto(self._socket, packet, peer)

    def close(self) -> None:
        self._socket.close()


async def customer(hotline: Installation, folder: Path, number: str, steps: Sequence[Step]) -> int:
    """A customer calls 1000, does these steps and hangs up; sipp's exit status, its complaints in the error."""
    sipp = tool("sipp")
    own, media_port = free_ports(2)
    media = None if may_send_itself() else Media()
    scenario = write_scenario(folder / "customer.xml", number, steps, media.port if media else None)
    program = await asyncio.create_subprocess_exec(
        *sipp.argv,
        f"127.0.0.1:{hotline.sip_port}",
        *("-sf", str(scenario), "-s", "1000", "-m", "1", "-nostdin", "-trace_err", "-timeout", "90s", "-timeout_error"),
        *("-i", "127.0.0.1", "-p", str(own), "-mi", "127.0.0.1", "-mp", str(media_port)),
        cwd=folder,
        env={"TERM": "dumb", **sipp.env},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        playing = asyncio.create_task(media.play(steps)) if media is not None else None
        _, complaints = await program.communicate()
        if playing is not None:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)
    finally:
        if media is not None:
            media.close()
        if program.returncode is None:
            program.kill()
            await program.wait()
    logged = "".join(file.read_text(errors="replace") for file in folder.glob("*errors.log"))
    assert program.returncode == 0, f"sipp ended with {program.returncode}: {complaints.decode()}{logged}"
    return program.returncode
