"""E-mail by the company's mail server."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import aiosmtplib

from crm.base import utcnow
from crm.outbox.gateways import MailGateway
from crm.outbox.plan import Outcome
from crm.outbox.store import Outgoing

AUTH_FAILED = frozenset({530, 534, 535, 538})


async def send_mail(gateway: MailGateway, message: Outgoing, password: str) -> Outcome:
    """One attempt; never raises for what the server or the network does."""
    try:
        mail = _mail(gateway, message)
    except (ValueError, IndexError) as error:
        return Outcome(sent=False, error=f"this is no message: {error}", refused=True)
    try:
        _, said = await aiosmtplib.send(
            mail,
            hostname=gateway.host,
            port=gateway.port,
            use_tls=gateway.security == "tls",
            start_tls=gateway.security == "starttls",
            username=gateway.username or None,
            password=password if gateway.username else None,
            timeout=gateway.timeout,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        first = error.recipients[0]
        return Outcome(sent=False, error=f"{first.code} {first.message}", refused=first.code >= 500)
    except aiosmtplib.SMTPResponseException as error:
        down = error.code in AUTH_FAILED or isinstance(error, aiosmtplib.SMTPConnectError | aiosmtplib.SMTPHeloError)
        return Outcome(
            sent=False, error=f"{error.code} {error.message}", down=down, refused=error.code >= 500 and not down
        )
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        return Outcome(sent=False, error=f"{type(error).__name__}: {error}", down=True)
    return Outcome(sent=True, reference=str(said).split("\n")[0])


def _mail(gateway: MailGateway, message: Outgoing) -> EmailMessage:
    """Its Message-ID is ours, the same in every attempt. Raises ValueError for headers that are none."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(gateway.sender_name, addr_spec=gateway.sender)
    mail["To"] = Address(addr_spec=message.recipient)
    if gateway.reply_to:
        mail["Reply-To"] = Address(addr_spec=gateway.reply_to)
    mail["Subject"] = message.subject
    mail["Message-ID"] = f"<{message.id}@{gateway.sender.partition('@')[2]}>"
    mail["Date"] = format_datetime(utcnow())
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    return mail
