"""Sort a conversation: priority, tags, team, later. Everybody's queues are told; the customer is not."""

import re
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from services.support import models
from services.support.actions.conversations.rows import append_event, locked
from services.support.models.choices import INTERNAL_EVENT, State
from services.support.models.desk import Priority
from shared.accounts.models import User
from shared.errors import ServiceError

MOST_TAGS = 12
_TAG = re.compile(r"[\w][\w \-]{0,39}")
Target = models.Conversation | UUID


class DeskRefused(ServiceError):
    """This cannot be done at the desk."""

    code: ClassVar[str] = "desk_refused"


def set_priority(*, conversation: Target, agent: User, priority: int) -> models.Conversation:
    if priority not in Priority.values:
        raise DeskRefused(_("There is no such priority."))
    with locked(conversation) as row:
        row.priority = priority
        _save(row, "priority", agent=agent)
        return row


def set_tags(*, conversation: Target, agent: User, tags: list[str]) -> models.Conversation:
    """In lower case, each once, in the order given."""
    wanted = list(dict.fromkeys(" ".join(tag.split()).lower().lstrip("#") for tag in tags if tag.strip()))
    if bad := next((tag for tag in wanted if not _TAG.fullmatch(tag)), None):
        raise DeskRefused(
            _("“%(tag)s” is no tag. Use letters, digits, - and spaces, 40 characters at most.") % {"tag": bad[:40]}
        )
    if len(wanted) > MOST_TAGS:
        raise DeskRefused(_("A conversation has %(count)d tags at most.") % {"count": MOST_TAGS})
    with locked(conversation) as row:
        row.tags = wanted
        _save(row, "tags", agent=agent)
        return row


def add_tags(*, conversation: Target, agent: User, tags: list[str]) -> models.Conversation:
    """Beside those that it has."""
    with locked(conversation) as row:
        return set_tags(conversation=row, agent=agent, tags=[*row.tags, *tags])


def set_team(*, conversation: Target, agent: User, team: models.Team | None) -> models.Conversation:
    with locked(conversation) as row:
        row.team = team
        _save(row, "team", agent=agent)
        return row


def snooze(*, conversation: Target, agent: User, until: datetime | None) -> models.Conversation:
    """Out of the queues until then, or until the customer writes. None wakes it now."""
    if until is not None and until <= timezone.now():
        raise DeskRefused(_("That moment has passed. Choose a later one."))
    with locked(conversation) as row:
        if row.state == State.CLOSED:
            raise DeskRefused(_("The conversation is closed."))
        row.snoozed_until = until
        _save(row, "snoozed_until", agent=agent)
        return row


def _save(row: models.Conversation, field: str, *, agent: User) -> None:
    row.save(update_fields=[field])
    append_event(row, INTERNAL_EVENT, {"changed": field, "agent": agent.pk})
