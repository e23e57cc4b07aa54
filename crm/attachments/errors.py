"""Why a file is not taken."""

from __future__ import annotations

from telephony.errors import HotlineError


class TooLarge(HotlineError):
    """The file is too large."""

    code = "body.too_large"


class KindRefused(HotlineError):
    """Files of this kind are not taken."""

    code = "attachment.kind"


class Infected(HotlineError):
    """The virus scanner refused the file."""

    code = "attachment.infected"


class ScanFailed(HotlineError):
    """The virus scanner does not work, so no file is taken: try again later."""

    code = "attachment.scan_failed"
