"""The one error tree of the engine. `code` is stable for the API; the docstring is the default message."""

from __future__ import annotations


class HotlineError(Exception):
    """Something went wrong."""

    code = "error"

    def __init__(self, message: str = "", **details: object) -> None:
        super().__init__(message or (self.__doc__ or "").strip())
        self.details = details


class CommandFailed(HotlineError):
    """The switch refused the command."""

    code = "switch.refused"


class NoSuchLeg(CommandFailed):
    """The leg is gone."""

    code = "switch.no_such_leg"


class SwitchUnavailable(HotlineError):
    """The switch is not connected."""

    code = "switch.unavailable"


class OutcomeUnknown(HotlineError):
    """The connection to the switch broke before it answered; the command may or may not have happened."""

    code = "switch.outcome_unknown"


class ConfigError(HotlineError):
    """The configuration is invalid."""

    code = "config.invalid"


class CoreUnavailable(HotlineError):
    """The telephony core does not answer."""

    code = "core.unavailable"


class NotPossible(HotlineError):
    """That cannot be done in the present state."""

    code = "not_possible"


class Unknown(HotlineError):
    """There is no such thing."""

    code = "unknown"
