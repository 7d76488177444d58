"""The e-mail channel, for programs that watch it."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from services.support.queries import mail as queries
from services.support.schemas import mail as schemas
from shared.api_keys.auth import KeyAuth

router = Router(tags=["mail"], auth=KeyAuth(scope="conversations:read"))


@router.get("", response=schemas.MailStatusOut)
def read_status(request: HttpRequest) -> Any:
    found = queries.status()
    row, outgoing = found.mailbox, found.outgoing
    return {
        "is_on": found.is_on,
        "fault": found.fault,
        "polled_at": row.polled_at if row else None,
        "reached_at": row.reached_at if row else None,
        "unread": row.waiting if row else 0,
        "waiting": outgoing.waiting,
        "failing": outgoing.failing,
        "dead": outgoing.dead,
        "bounced": outgoing.bounced,
    }
