"""Slack's incoming webhooks, and everything that takes the same `{"text": …}`."""

import json

from shared.outbox.body import title_and_lines
from shared.outbox.models import Delivery
from shared.outbox.senders.outcome import Outcome
from shared.outbox.senders.post import post


def send(delivery: Delivery) -> Outcome:
    title, lines = title_and_lines(delivery.message.body)
    text = "\n".join([f"*{_plain(title)}*", *map(_plain, lines)])
    return post(delivery.endpoint.address, body=json.dumps({"text": text}), headers={})


def _plain(text: str) -> str:
    """Slack's own escapes: without them an entity's name could mention a whole channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
