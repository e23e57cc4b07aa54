"""G.711, sources, digits and the meter."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from server.demo.ua.audio import decode, encode, load_audio, rms, silence, speech_like, tone, tone_share
from server.demo.ua.meter import AudioMeter
from server.demo.ua.rtp import DIGITS, DigitReader, digit_payloads, header, parse_packet


@pytest.mark.parametrize("codec", ["PCMU", "PCMA"])
def test_g711_follows_the_reference_codec(codec: str, tmp_path: Path) -> None:
    samples = np.arange(-32768, 32767, 7).astype(np.int16)
    reference = tmp_path / "reference.wav"
    soundfile.write(reference, samples, 8000, subtype="ULAW" if codec == "PCMU" else "ALAW", format="WAV")
    expected, _ = soundfile.read(reference, dtype="int16")
    step = np.maximum(np.abs(samples.astype(np.int32)) // 16, 16)
    assert np.all(np.abs(decode(codec, encode(codec, samples)).astype(np.int32) - samples) <= step + 1)
    assert np.all(np.abs(decode(codec, encode(codec, expected)).astype(np.int32) - expected) == 0)


def test_silence_is_silent() -> None:
    for codec in ("PCMU", "PCMA"):
        assert rms(decode(codec, encode(codec, silence(0.1).samples))) < 0.001


def test_a_tone_is_recognised_and_others_are_not() -> None:
    samples = decode("PCMU", encode("PCMU", tone(440, 0.4).samples))
    assert tone_share(samples, 440) > 0.95
    assert tone_share(samples, 880) < 0.05
    assert tone_share(silence(0.4).samples, 440) == 0.0


def test_speech_is_audible_repeatable_and_no_tone() -> None:
    first, second = speech_like(4, seed=3), speech_like(4, seed=3)
    assert np.array_equal(first.samples, second.samples)
    assert not np.array_equal(first.samples, speech_like(4, seed=4).samples)
    assert 0.02 < rms(first.samples) < 0.3
    blocks = [rms(block) for block in np.split(first.samples, 20)]
    assert max(blocks) > 5 * min(blocks), "speech has pauses"


def test_files_are_brought_to_8_khz_mono(tmp_path: Path) -> None:
    rate = 48000
    wave = 0.5 * np.sin(2 * np.pi * 600 * np.arange(rate) / rate)
    soundfile.write(tmp_path / "a.wav", np.column_stack([wave, wave]), rate)
    source = load_audio(tmp_path / "a.wav")
    assert source.seconds == pytest.approx(1.0, abs=0.03)
    assert tone_share(source.samples, 600) > 0.95


@given(st.sampled_from(DIGITS), st.integers(40, 400))
def test_digits_survive_lost_end_packets(digit: str, milliseconds: int) -> None:
    payloads = list(digit_payloads(digit, milliseconds))
    reader = DigitReader()
    kept = [*payloads[:-3], payloads[-1]]
    assert [found for payload in kept if (found := reader.feed(1000, payload))] == [digit]
    assert [found for payload in payloads if (found := reader.feed(9000, payload))] == [digit]


def test_refuses_what_is_no_digit() -> None:
    with pytest.raises(ValueError, match="not a DTMF digit"):
        list(digit_payloads("x", 100))


@given(st.binary(max_size=40))
def test_random_datagrams_never_break_the_reader(data: bytes) -> None:
    packet = parse_packet(data)
    assert packet is None or len(packet.payload) <= len(data) - 12


def test_packets_with_extension_and_padding_are_read() -> None:
    plain = header(0, 7, 160, 99)
    extended = bytes([plain[0] | 0x30]) + plain[1:] + b"\xbe\xde\x00\x01" + b"EXT!" + b"hello" + b"\x00\x00\x03"
    packet = parse_packet(extended)
    assert packet is not None
    assert (packet.sequence, packet.payload) == (7, b"hello")


def test_the_meter_measures_counts_losses_and_fills_gaps() -> None:
    meter = AudioMeter()
    meter.capture()
    frames = tone(500, 1.0, level=0.5).frames("PCMA")
    for number, frame in enumerate(frames):
        if number not in {20, 21}:
            meter.add("PCMA", 65530 + number & 0xFFFF, 4294967000 + number * 160 & 0xFFFFFFFF, frame)
    assert meter.lost == 2
    assert meter.packets == 48
    assert meter.level() == pytest.approx(0.5 / 2**0.5, rel=0.05)
    assert meter.tone(500) > 0.9
    assert len(meter.captured()) == 8000
    assert rms(meter.captured()[20 * 160 : 22 * 160]) < 0.001


def test_a_capture_becomes_a_wav_file(tmp_path: Path) -> None:
    meter = AudioMeter()
    with pytest.raises(ValueError, match="capture"):
        meter.write_wav(tmp_path / "a.wav")
    meter.capture()
    for number, frame in enumerate(tone(500, 0.2).frames("PCMU")):
        meter.add("PCMU", number, number * 160, frame)
    meter.write_wav(tmp_path / "a.wav")
    data, rate = soundfile.read(tmp_path / "a.wav")
    assert (rate, len(data)) == (8000, 1600)
