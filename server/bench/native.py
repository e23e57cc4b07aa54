"""The other arm: the same Asterisk does it alone, with Queue(), MixMonitor() and its own call records (CSV)."""

from __future__ import annotations

import asyncio
from pathlib import Path

from server.bench.stage import NOTICES, SYLLABLE
from server.provision import tool
from server.settings import Settings
from server.switch import asterisk_settings, asterisk_tool
from telephony.errors import ConfigError
from telephony.ivr.speech.media import media

ENTRY = "7000"
_QUEUE = "hotline-fallback"
"""Rendered into every queues.conf with all phones as members: strategy rrmemory, autofill."""


class Native:
    """Adds to the configuration of a private installation; the rendered files themselves stay as they are."""

    def __init__(self, settings: Settings) -> None:
        self._settings = asterisk_settings(settings)
        self._folder = settings.root / "native"
        self._argv = asterisk_tool(tool("asterisk")).argv
        self.records = self._settings.log_dir / "cdr-csv" / "Master.csv"

    async def prepare(self) -> None:
        """Teach the running switch the number ENTRY. Raises ConfigError when it does not take it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self.records.parent.mkdir(parents=True, exist_ok=True)
        syllable = "&".join(media(SYLLABLE, {}, "zh", str(self._settings.prompts), {}))
        lines = [
            "",
            "[hotline-in](+)",
            f"exten => {ENTRY},1,Answer()",
            *(f" same => n,Playback({syllable})" for _ in NOTICES),
            f" same => n,MixMonitor({self._folder}/${{UNIQUEID}}.raw,Db)",
            f" same => n,Queue({_QUEUE},,,,60)",
            " same => n,Hangup()",
            "",
        ]
        with (self._settings.etc / "extensions.conf").open("a", encoding="utf-8") as file:
            file.write("\n".join(lines))
        (self._settings.etc / "cdr.conf").write_text("[general]\nenable = no\n\n[csv]\nusegmtime = yes\n")
        await self.ask("module load cdr_csv.so")
        await self.ask("dialplan reload")
        known = await self.ask(f"dialplan show {ENTRY}@hotline-in")
        if "MixMonitor" not in known:
            raise ConfigError(f"the switch did not take the bench's dialplan: {known[:300]}")

    async def records_on(self, on: bool) -> None:
        """Asterisk's own call records cost something in every call: they are on in this arm only."""
        text = f"[general]\nenable = {'yes' if on else 'no'}\n\n[csv]\nusegmtime = yes\n"
        await asyncio.to_thread((self._settings.etc / "cdr.conf").write_text, text)
        await self.ask("module reload cdr")

    def stored(self) -> tuple[int, int]:
        """Call records (of callers) and recordings that there are."""
        records = self.records.read_text().count(f'"{ENTRY}"') if self.records.is_file() else 0
        return records, sum(1 for path in self._folder.glob("*.raw") if path.stat().st_size > 0)

    def forget(self) -> None:
        """Remove the recordings of a run."""
        for path in self._folder.glob("*.raw"):
            path.unlink()

    async def ask(self, command: str) -> str:
        """One command on Asterisk's console; returns what it prints."""
        configuration = str(Path(self._settings.etc) / "asterisk.conf")
        process = await asyncio.create_subprocess_exec(
            *self._argv, "-C", configuration, "-rx", command,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, stdin=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        out, _ = await process.communicate()
        return out.decode(errors="replace")
