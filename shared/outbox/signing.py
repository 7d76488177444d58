"""Standard Webhooks 1.0: `v1` (HMAC-SHA256) and `v1a` (Ed25519) over id, timestamp and body."""

import base64
from datetime import UTC, datetime

from standardwebhooks import Webhook

from shared.outbox.secrets import private_key


def signed_headers(*, webhook_id: str, at: datetime, body: str, secrets: list[bytes]) -> dict[str, str]:
    """Both kinds of signature by every secret in force: receivers verify with whichever they know."""
    # The library takes any time for UTC.
    moment = at.astimezone(UTC)
    stamp = str(int(moment.timestamp()))
    content = f"{webhook_id}.{stamp}.{body}".encode()
    signatures = [Webhook(secret).sign(webhook_id, moment, body) for secret in secrets]
    signatures += [f"v1a,{base64.b64encode(private_key(secret).sign(content)).decode()}" for secret in secrets]
    return {"webhook-id": webhook_id, "webhook-timestamp": stamp, "webhook-signature": " ".join(signatures)}
