"""Notes between agents, with `@name` calling a colleague."""

import re
from uuid import UUID

from django.utils import timezone

from services.support import models
from services.support.actions.answer.cleaning import clean
from services.support.actions.conversations.refusals import EmptyMessage
from services.support.actions.conversations.rows import append_event, locked
from services.support.models.choices import INTERNAL_EVENT
from shared import privacy
from shared.accounts.models import User

_MENTION = re.compile(r"@([\w.+-]{1,150})")
_LONGEST = 5_000


def add_note(*, conversation: models.Conversation | UUID, agent: User, text: str) -> models.Note:
    """Masked like everything that is written about customers. Names that nobody has are plain words."""
    said = privacy.mask(clean(text)[:_LONGEST]).text
    if not said:
        raise EmptyMessage
    with locked(conversation) as row:
        note = row.notes.create(author=agent, text=said)
        called = User.objects.filter(username__in=set(_MENTION.findall(said)), is_active=True).exclude(pk=agent.pk)
        mentions = models.Mention.objects.bulk_create([models.Mention(note=note, agent=one) for one in called])
        told = {"note": note.pk, "agent": agent.pk, "called": [one.agent_id for one in mentions]}
        append_event(row, INTERNAL_EVENT, {"changed": "notes", **told})
        return note


def read_mentions(*, conversation: models.Conversation, agent: User) -> int:
    """Opened is read."""
    unread = models.Mention.objects.filter(note__conversation=conversation, agent=agent, read_at=None)
    return unread.update(read_at=timezone.now())
