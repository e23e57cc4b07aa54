"""Captchas made on this machine: digits as a picture, and the same digits spoken for whoever cannot see it."""

from __future__ import annotations

import asyncio
import base64
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor

from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha

DIGITS = 5
WIDTH, HEIGHT = 180, 60


class Captchas:
    """Pictures and sounds, one at a time and off the event loop: a sound takes some tenths of a second."""

    def __init__(self) -> None:
        self._images = ImageCaptcha(width=WIDTH, height=HEIGHT)
        self._sounds = _Digits()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="captcha")

    def answer(self) -> str:
        return "".join(str(secrets.randbelow(10)) for _ in range(DIGITS))

    async def image(self, answer: str) -> str:
        """A PNG as a data address."""
        png = await asyncio.get_running_loop().run_in_executor(self._thread, self._draw, answer)
        return f"data:image/png;base64,{base64.b64encode(png).decode()}"

    async def sound(self, answer: str) -> bytes:
        """A WAV file: three beeps, then the digits in English between noises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._speak, answer)

    def _draw(self, answer: str) -> bytes:
        return self._images.generate(answer).getvalue()

    def _speak(self, answer: str) -> bytes:
        return bytes(self._sounds.generate(answer))


class _Digits(AudioCaptcha):
    """Noise of spoken digits alone: the library would mix letters in, and load all of them."""

    @property
    def choices(self) -> list[str]:
        return list("0123456789")


def same(answer: str, given: str) -> bool:
    """Spaces make no difference, nor do full-width digits of a Chinese keyboard."""
    plain = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in given if not letter.isspace())
    return hmac.compare_digest(answer.encode(), plain.encode())
