"""Webhooks by Standard Webhooks: the id stays the same at every attempt, the timestamp tells when this one was."""

from django.utils import timezone

from shared.outbox.body import as_text
from shared.outbox.models import Delivery
from shared.outbox.secrets import SecretUnreadable, signing_secrets
from shared.outbox.senders.outcome import Outcome
from shared.outbox.senders.post import post
from shared.outbox.signing import signed_headers


def send(delivery: Delivery) -> Outcome:
    message, endpoint = delivery.message, delivery.endpoint
    body = as_text(message.body)
    try:
        secrets = signing_secrets(endpoint)
    except SecretUnreadable as error:
        return Outcome(ok=False, error=str(error))
    headers = signed_headers(webhook_id=message.webhook_id, at=timezone.now(), body=body, secrets=secrets)
    return post(endpoint.address, body=body, headers=headers)
