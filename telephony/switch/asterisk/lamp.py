"""The message lamp of phones: an unsolicited NOTIFY (RFC 3842) sent through AMI.

The switch keeps no mailboxes of its own: who has how many messages is the core's affair, and it says so to each phone.
"""

from __future__ import annotations

from telephony import commands as c
from telephony.errors import CommandFailed, SwitchUnavailable
from telephony.switch.asterisk.context import Context
from telephony.switch.checks import check_text

_ABSENT = ("Unable to retrieve endpoint", "No such", "not found", "contact")
"""What the switch says of a phone that it does not know or cannot reach."""


async def message_waiting(context: Context, command: c.MessageWaiting) -> None:
    if context.ami is None:
        raise SwitchUnavailable("the manager connection is down")
    device = check_text("device", command.device)
    if not device or min(command.new, command.heard) < 0:
        raise CommandFailed("MessageWaiting: a device, and numbers that are not negative")
    variables = [
        "Event=message-summary",
        "Content-type=application/simple-message-summary",
        f"Content=Messages-Waiting: {'yes' if command.new else 'no'}",
        f"Content=Voice-Message: {command.new}/{command.heard} (0/0)",
    ]
    try:
        await context.ami.action("PJSIPNotify", Endpoint=device, Variable=variables)
    except CommandFailed as error:
        if not any(words.lower() in str(error).lower() for words in _ABSENT):
            raise
