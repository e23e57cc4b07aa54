"""A SIP user agent for simulated people and tests: signalling, audio and digits over UDP, all in one event loop."""

from server.demo.ua.agent import UserAgent
from server.demo.ua.audio import Source, load_audio, silence, speech_like, tone
from server.demo.ua.calls import Call, CallState, IncomingCall, OutgoingCall
from server.demo.ua.errors import CallFailed, MalformedMessage, NoResponse, RegistrationFailed, SipError
from server.demo.ua.media import MediaClock
from server.demo.ua.meter import AudioMeter
from server.demo.ua.registrations import Registration

__all__ = [
    "AudioMeter",
    "Call",
    "CallFailed",
    "CallState",
    "IncomingCall",
    "MalformedMessage",
    "MediaClock",
    "NoResponse",
    "OutgoingCall",
    "Registration",
    "RegistrationFailed",
    "SipError",
    "Source",
    "UserAgent",
    "load_audio",
    "silence",
    "speech_like",
    "tone",
]
