"""The espeak-ng adapter against small stand-in programs."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import numpy as np
import pytest

from server.prompts.espeak import EspeakVoice, find_voice
from server.prompts.tts import VoiceError


def program(tmp_path: Path, source: str) -> list[str]:
    path = tmp_path / "speaker.py"
    path.write_text("import sys, struct, os\n" + source)
    return [sys.executable, "-I", str(path)]


def test_text_goes_through_stdin_and_the_length_in_the_header_is_not_believed(tmp_path: Path) -> None:
    header = (
        b"RIFF\xff\xff\xff\x7fWAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 22050, 44100, 2, 16) + b"data\0\xf0\xff\x7f"
    )
    argv = program(
        tmp_path,
        f"text = sys.stdin.buffer.read()\n"
        f"open({str(tmp_path / 'seen')!r}, 'wb').write(text + b'|' + ' '.join(sys.argv[1:]).encode())\n"
        f"sys.stdout.buffer.write({header!r} + struct.pack('<3h', 0, 16384, -32768) + b'x')\n",
    )
    samples, rate = EspeakVoice(tuple(argv), "1.52.0").render("-v $(id); 请按一", "zh")
    assert rate == 22050
    assert np.allclose(samples, [0, 0.5, -1])
    text, _, options = (tmp_path / "seen").read_bytes().decode().partition("|")
    assert text == "-v $(id); 请按一"
    assert "-v cmn " in options
    assert "请" not in options


def test_old_versions_speak_mandarin_with_the_pinyin_voice() -> None:
    assert EspeakVoice(("x",), "1.51").voice_name("zh") == "cmn-latn-pinyin"
    assert EspeakVoice(("x",), "1.52.0").voice_name("zh") == "cmn"
    assert EspeakVoice(("x",), "1.51").voice_name("en") == "en-us"
    assert EspeakVoice(("x",), "1.51").id != EspeakVoice(("x",), "1.52").id


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("print('no voice', file=sys.stderr); sys.exit(3)", "status 3: no voice"),
        ("print('hello')", "no WAV"),
        (
            (
                "format = struct.pack('<IHHIIHH', 16, 1, 1, 8000, 16000, 2, 16)\n"
                "sys.stdout.buffer.write(b'RIFF0000WAVEfmt ' + format + b'data0000')"
            ),
            "no sound",
        ),
    ],
)
def test_failures_are_named(tmp_path: Path, source: str, message: str) -> None:
    with pytest.raises(VoiceError, match=message):
        EspeakVoice(tuple(program(tmp_path, source)), "1.52").render("好", "zh")


def test_the_version_is_asked_for(tmp_path: Path) -> None:
    argv = program(tmp_path, "print('eSpeak NG text-to-speech: 1.52.0  Data at: ' + os.environ['WHERE'])")
    voice = find_voice(argv, {"WHERE": "/data"})
    assert voice.version == "1.52.0"
    assert "/data" not in repr(voice)
    with pytest.raises(VoiceError, match="does not answer like espeak-ng"):
        find_voice(program(tmp_path, "print('something else')"))
    with pytest.raises(VoiceError, match="does not start"):
        find_voice([str(tmp_path / "absent")])
