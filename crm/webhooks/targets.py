"""Where webhooks may go: not to this machine, its network or its provider's, unless the setting allows it.

Pure: names are resolved elsewhere, and each address that a name leads to is judged here before it is connected to.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from crm.errors import Invalid

_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""IPv6 networks whose addresses stand for IPv4 addresses behind a gateway."""


def check_url(url: str, *, private: bool) -> str:
    """The URL as it is kept. Raises Invalid with the reason. Plain http only where private networks are allowed."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _invalid(f"the URL is not valid: {error}", "URL 无效") from error
    if parts.scheme not in {"https", "http"} or not host:
        raise _invalid("write an address as https://host/path", "请填写 https:// 开头的完整地址")
    if parts.scheme == "http" and not private:
        raise _invalid("use https: events carry customers' numbers", "请使用 https：事件包含客户号码")
    if parts.username is not None or parts.password is not None:
        raise _invalid(
            "no user name or password in the URL: the signature says who we are", "URL 中不能包含用户名或密码"
        )
    if parts.fragment or port == 0 or any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
        raise _invalid("the URL holds a fragment, a space or port 0", "URL 中不能包含 #、空格或端口 0")
    if not private and (reason := forbidden(host)):
        raise _invalid(f"{host} is {reason}", "不允许指向本机或内部网络地址")
    return url


def forbidden(host: str) -> str:
    """Why an address (or a host that is written as one) must not be connected to; empty when it may be, or when `host`
    is a name."""
    try:
        address = ipaddress.ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return "this machine" if host.rstrip(".").lower() in {"localhost", "localhost.localdomain"} else ""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if any(address in network for network in _EMBEDDING):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return forbidden(str(inner))
    if address.is_loopback or address.is_unspecified:
        return "this machine"
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_link_local:
        return "an address of a private or reserved network"
    return ""


def _invalid(english: str, chinese: str) -> Invalid:
    return Invalid(english, field="url", message_zh=chinese)
