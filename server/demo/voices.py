"""What simulated people say: sentences by the text-to-speech voice, or speech-like sound where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import structlog

from server.demo.ua import Source, load_audio, speech_like
from server.prompts.audio import phrase, write_wav
from server.prompts.espeak import EspeakVoice, find_voice
from server.prompts.tts import VoiceError
from server.provision import tool
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

Role = Literal["customer", "agent"]
Lang = Literal["zh", "en"]

PITCHES: Mapping[Role, tuple[int, ...]] = {"customer": (30, 55, 80), "agent": (45, 70)}
"""espeak-ng's pitch, 0 to 99."""

SENTENCES: Mapping[tuple[Role, Lang], tuple[str, ...]] = {
    ("customer", "zh"): (
        "喂，你好，我家暖气今天早上就不热了。",
        "我想问一下，我上个星期买的电暖器什么时候能到？",
        "师傅昨天来过，可是今天又漏水了。",
        "对，就是这个地址，楼下的大门要按门铃。",
        "那大概什么时候有人过来？我下午都在家。",
        "好的，麻烦您尽快安排一下，谢谢。",
    ),
    ("customer", "en"): (
        "Hello, the heating in my flat has been cold since this morning.",
        "I would like to know when the heater I ordered last week will arrive.",
        "The technician came yesterday, but it is leaking again today.",
        "Yes, that is the right address. Please ring the bell at the front door.",
        "When can somebody come? I am at home all afternoon.",
        "All right, thank you very much for your help.",
    ),
    ("agent", "zh"): (
        "您好，很高兴为您服务，请问有什么可以帮您？",
        "请您稍等，我帮您查询一下。",
        "您的地址我核对一下，还是原来的地址，对吗？",
        "我已经为您登记了工单，维修师傅会提前给您打电话。",
        "非常抱歉给您带来不便，我们会尽快处理。",
        "请问还有其他可以帮您的吗？感谢您的来电，再见。",
    ),
    ("agent", "en"): (
        "Hello, thank you for calling. How can I help you?",
        "One moment please, I will look that up for you.",
        "May I check your address? It is still the same one, is it?",
        "I have opened a ticket for you. The technician will call you before he comes.",
        "I am very sorry for the trouble. We will take care of it as soon as possible.",
        "Is there anything else I can do for you? Thank you for calling, goodbye.",
    ),
}


class Voices:
    """Sentences as sources, rendered once and kept in `folder`. Everything here blocks: call it on a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sounds: dict[tuple[Role, Lang, int], list[Source]] = {}

    def prepare(self) -> bool:
        """Render or load everything; False when sound without words has to do."""
        try:
            found = tool("espeak-ng")
            voice = find_voice(found.argv, found.env)
        except HotlineError as error:
            log.warning("demo.no_voice", reason=str(error), instead="speech-like sound")
            self._synthesise()
            return False
        for (role, language), sentences in SENTENCES.items():
            for pitch in PITCHES[role]:
                key = (role, language, pitch)
                self._sounds[key] = [self._spoken(voice, *key, sentence, n) for n, sentence in enumerate(sentences)]
        return True

    def _synthesise(self) -> None:
        for (role, language), sentences in SENTENCES.items():
            for pitch in PITCHES[role]:
                self._sounds[role, language, pitch] = [
                    speech_like(2.0 + number % 3, seed=number * 100 + pitch, pitch=80 + 2 * pitch)
                    for number, _ in enumerate(sentences)
                ]

    def _spoken(self, voice: EspeakVoice, role: Role, language: Lang, pitch: int, text: str, number: int) -> Source:
        path = self._folder / voice.id / f"{role}-{language}-{pitch}-{number}.wav"
        if not path.is_file():
            pitched = replace(voice, argv=(*voice.argv, "-p", str(pitch)))
            try:
                samples, rate = pitched.render(text, language)
            except VoiceError as error:
                log.warning("demo.sentence_failed", reason=str(error))
                return speech_like(3.0, seed=number * 100 + pitch, pitch=80 + 2 * pitch)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_wav(path, phrase(np.asarray(samples, dtype=np.float32), rate, text))
        return load_audio(path)

    def of(self, role: Role, language: str, speaker: int) -> list[Source]:
        """The sentences of one speaker, in the order of a conversation."""
        pitch = PITCHES[role][speaker % len(PITCHES[role])]
        return self._sounds[role, "en" if language == "en" else "zh", pitch]
