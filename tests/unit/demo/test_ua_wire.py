"""SIP messages, addresses, digest and session descriptions as bytes and text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.demo.ua.address import NameAddr, Uri, parse_name_addr, parse_uri
from server.demo.ua.digest import authorization, parse_challenge
from server.demo.ua.errors import MalformedMessage, SipError
from server.demo.ua.message import Request, Response, parse, split_list
from server.demo.ua.sdp import Description, answer_to, make_sdp, parse_sdp

INVITE = (
    b"INVITE sip:1000@127.0.0.1 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.1:5080;rport;branch=z9hG4bK77\r\n"
    b"Record-Route: <sip:a;lr>, <sip:b;lr>\r\n"
    b'f: "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e, A" <sip:13800138000@127.0.0.1>;tag=x1\r\n'
    b"t: <sip:1000@127.0.0.1>\r\n"
    b"i: c1@127.0.0.1\r\n"
    b"CSeq: 1 INVITE\r\n"
    b"Subject: folded\r\n  over two lines\r\n"
    b"l: 4\r\n"
    b"\r\n"
    b"bodyTAIL"
)


def test_parses_compact_folded_and_chinese_headers() -> None:
    message = parse(INVITE)
    assert isinstance(message, Request)
    assert (message.method, message.uri, message.body) == ("INVITE", "sip:1000@127.0.0.1", b"body")
    assert message.branch == "z9hG4bK77"
    assert message.cseq == (1, "INVITE")
    assert message.get("subject") == "folded over two lines"
    assert message.all("Record-Route") == ["<sip:a;lr>", "<sip:b;lr>"]
    caller = parse_name_addr(message.require("From"))
    assert (caller.name, caller.uri.user, caller.tag) == ("王小明, A", "13800138000", "x1")


def test_serialising_and_parsing_again_changes_nothing() -> None:
    message = parse(INVITE)
    again = parse(message.to_bytes())
    assert again.to_bytes() == message.to_bytes()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: data.replace(b"\r\n\r\n", b""), "no empty line"),
        (lambda data: data.replace(b"CSeq: 1 INVITE\r\n", b""), "CSeq is missing"),
        (lambda data: data.replace(b"CSeq: 1", b"CSeq: one"), "CSeq is not"),
        (lambda data: data.replace(b"1 INVITE", b"1 BYE"), "another method"),
        (lambda data: data.replace(b";branch=z9hG4bK77", b""), "no branch"),
        (lambda data: data.replace(b"l: 4", b"l: 400"), "Content-Length"),
        (lambda data: data.replace(b"SIP/2.0\r\nv", b"SIP/3.0\r\nv"), "request line"),
        (lambda data: data.replace(b"t: <", b": <"), "no name"),
        (lambda data: data.replace(b'A"', b'\xff"'), "UTF-8"),
        (lambda data: data.replace(b"t: ", b"x-a: 1\r\n" * 300 + b"t: "), "too many"),
    ],
)
def test_refuses_what_is_malformed(change, reason: str) -> None:
    with pytest.raises(MalformedMessage, match=reason):
        parse(change(INVITE))


@given(st.binary(max_size=300))
def test_random_bytes_never_break_the_parser(data: bytes) -> None:
    with pytest.raises(MalformedMessage):
        parse(data)


@given(st.integers(0, len(INVITE) - 1), st.integers(0, 255))
def test_a_changed_byte_is_parsed_or_refused(position: int, value: int) -> None:
    damaged = INVITE[:position] + bytes([value]) + INVITE[position + 1 :]
    try:
        message = parse(damaged)
    except MalformedMessage:
        return
    assert isinstance(message, Request | Response)


def test_header_injection_is_impossible() -> None:
    message = parse(INVITE)
    assert isinstance(message, Request)
    with pytest.raises(ValueError, match="line break"):
        message.with_header("Subject", "a\r\nX-Evil: 1").to_bytes()


@given(st.lists(st.text(st.characters(exclude_characters=',"<>\\', exclude_categories=["Z", "C"]), min_size=1)))
def test_lists_are_split_at_commas(parts: list[str]) -> None:
    assert split_list(", ".join(parts)) == parts or parts == []


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20))
def test_any_display_name_survives(name: str) -> None:
    address = NameAddr(Uri("8001", "127.0.0.1", 5060), name, "t1")
    assert parse_name_addr(str(address)) == address


@pytest.mark.parametrize("text", ["", "8001@host", "sip:", "sip:a b@host", "sip:a@host:99999", "tel:123"])
def test_refuses_what_is_no_sip_uri(text: str) -> None:
    with pytest.raises(MalformedMessage):
        parse_uri(text)


def test_digest_matches_the_example_of_rfc_2617() -> None:
    challenge = parse_challenge(
        'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    value = authorization(
        challenge, user="Mufasa", secret="Circle Of Life", method="GET", uri="/dir/index.html", cnonce="0a4f113b"
    )
    assert 'response="6629fae49393a05397450978507c4ef1"' in value
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in value


def test_refuses_an_unknown_authentication() -> None:
    with pytest.raises(SipError, match="other than Digest MD5"):
        parse_challenge('Digest realm="x", nonce="y", algorithm=SHA-256')


def test_session_descriptions_survive_the_wire() -> None:
    own = Description("127.0.0.1", 4000, ("PCMA", "PCMU"), 101, "sendonly")
    assert parse_sdp(make_sdp(own, session=1, version=2)) == own


def test_the_answer_takes_the_first_common_codec_and_mirrors_the_direction() -> None:
    offer = Description("127.0.0.1", 4000, ("PCMA", "PCMU"), 96, "sendonly")
    answer = answer_to(offer, host="127.0.0.2", port=5000, supported=("PCMU", "PCMA"))
    assert answer == Description("127.0.0.2", 5000, ("PCMA",), 96, "recvonly")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"v=0\r\nc=IN IP4 127.0.0.1\r\nm=video 4000 RTP/AVP 0\r\n",
        b"v=0\r\nm=audio 4000 RTP/AVP 0\r\n",
        b"v=0\r\nc=IN IP4 evil.example\r\nm=audio 4000 RTP/AVP 0\r\n",
        b"v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 70000 RTP/AVP 0\r\n",
        b"v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n",
    ],
)
def test_refuses_descriptions_without_usable_audio(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        parse_sdp(body)
