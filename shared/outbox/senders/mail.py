"""E-mail by Django's mail settings. The message's id is the mail's, so that programs see a repetition as one."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from shared.outbox.addresses import mail_addresses
from shared.outbox.body import title_and_lines
from shared.outbox.models import Delivery
from shared.outbox.senders.outcome import Outcome


def send(delivery: Delivery) -> Outcome:
    title, lines = title_and_lines(delivery.message.body)
    mail = EmailMessage(
        subject=" ".join(title.split())[:200],
        body="\n".join(lines) or title,
        to=mail_addresses(delivery.endpoint.address),
        headers={"Message-ID": f"<{delivery.message.webhook_id}@{settings.SERVICE_NAME}.triptych>"},
    )
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(ok=False, error=f"{type(error).__name__}: {error}"[:300])
    return Outcome(ok=True)
