"""ID tokens: their signature (RS256, ES256) and what they have to say (OpenID Connect Core §3.1.3.7). Pure."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from telephony.errors import HotlineError

LEEWAY = 60
"""Seconds that the provider's clock may differ from ours."""
SMALLEST_RSA = 2048
_ES256_BYTES = 32

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


class OidcRefused(HotlineError):
    """The identity provider's answer is not valid."""

    code = "oidc.refused"


class UnknownKey(OidcRefused):
    """The token is signed with a key that the provider does not publish."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the provider publishes. `alg`: RS256 or ES256, which its kind says."""

    id: str | None
    alg: str
    public: PublicKey


def keys_of(document: Any) -> list[Key]:
    """The keys for signatures in a JWK set; those that are of no use here are passed over."""
    found = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise OidcRefused("the provider's keys are no JWK set")
    return [key for raw in found if isinstance(raw, dict) and (key := _key(raw)) is not None]


def claims_of(
    token: str, keys: Sequence[Key], *, issuer: str, client: str, nonce: str, now: float
) -> Mapping[str, Any]:
    """What a token says, once everything about it has been checked. Raises OidcRefused, UnknownKey."""
    try:
        head, body, signature = token.split(".")
        header, claims = orjson.loads(_decoded(head)), orjson.loads(_decoded(body))
        signed, raw = f"{head}.{body}".encode("ascii"), _decoded(signature)
    except (ValueError, UnicodeError) as error:
        raise OidcRefused("the ID token cannot be read") from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise OidcRefused("the ID token cannot be read")
    _check_signature(_chosen(header, keys), signed, raw)
    _check_claims(claims, issuer=issuer, client=client, nonce=nonce, now=now)
    return claims


def _chosen(header: Mapping[str, Any], keys: Sequence[Key]) -> Key:
    alg, key_id = header.get("alg"), header.get("kid")
    if alg not in {"RS256", "ES256"}:
        raise OidcRefused(f"the ID token is signed by {alg}: RS256 or ES256 are taken")
    fitting = [key for key in keys if key.alg == alg and (key_id is None or key.id == key_id)]
    if len(fitting) != 1:
        raise UnknownKey("the ID token is signed with a key that the provider does not publish")
    return fitting[0]


def _check_signature(key: Key, signed: bytes, signature: bytes) -> None:
    try:
        if isinstance(key.public, rsa.RSAPublicKey):
            key.public.verify(signature, signed, padding.PKCS1v15(), SHA256())
            return
        r, s = (int.from_bytes(half, "big") for half in (signature[:_ES256_BYTES], signature[_ES256_BYTES:]))
        fits = len(signature) == 2 * _ES256_BYTES
        key.public.verify(encode_dss_signature(r, s) if fits else b"", signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise OidcRefused("the signature of the ID token is wrong") from None


def _check_claims(claims: Mapping[str, Any], *, issuer: str, client: str, nonce: str, now: float) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != issuer:
        raise OidcRefused("the ID token is of another issuer")
    if client not in audiences:
        raise OidcRefused("the ID token is for another audience")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != client:
        raise OidcRefused("the ID token was issued to another party")
    if not _number(claims.get("exp")) or claims["exp"] + LEEWAY <= now:
        raise OidcRefused("the ID token has expired")
    if not _number(claims.get("iat")) or claims["iat"] - LEEWAY > now:
        raise OidcRefused("the ID token is from the future: do the clocks agree?")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise OidcRefused("the nonce of the ID token is not the one that was sent")


def _key(raw: Mapping[str, Any]) -> Key | None:
    if raw.get("use", "sig") != "sig":
        return None
    key_id = raw.get("kid") if isinstance(raw.get("kid"), str) else None
    try:
        if raw.get("kty") == "RSA" and raw.get("alg", "RS256") == "RS256":
            public = rsa.RSAPublicNumbers(_integer(raw["e"]), _integer(raw["n"])).public_key()
            return Key(key_id, "RS256", public) if public.key_size >= SMALLEST_RSA else None
        if raw.get("kty") == "EC" and raw.get("crv") == "P-256" and raw.get("alg", "ES256") == "ES256":
            numbers = ec.EllipticCurvePublicNumbers(_integer(raw["x"]), _integer(raw["y"]), ec.SECP256R1())
            return Key(key_id, "ES256", numbers.public_key())
    except (KeyError, ValueError, TypeError):
        return None
    return None


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _integer(text: str) -> int:
    return int.from_bytes(_decoded(text), "big")


def _decoded(text: str) -> bytes:
    """base64url without padding."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
