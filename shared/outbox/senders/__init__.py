"""One sender a kind of endpoint. A sender tries once and says how it went."""

from collections.abc import Callable

from shared.outbox.models import Delivery, Endpoint
from shared.outbox.senders import mail, slack, webhook
from shared.outbox.senders.outcome import Outcome

SENDERS: dict[str, Callable[[Delivery], Outcome]] = {
    Endpoint.Kind.WEBHOOK: webhook.send,
    Endpoint.Kind.EMAIL: mail.send,
    Endpoint.Kind.SLACK: slack.send,
}

__all__ = ["SENDERS", "Outcome"]
