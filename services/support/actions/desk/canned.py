"""Answers for every day: kept by shortcut and language, filled for the customer at hand."""

import re
from collections.abc import Mapping

from django.db.models import F
from django.utils.translation import gettext as _

from services.support import models
from services.support.actions import remembered
from services.support.actions.answer.cleaning import clean
from services.support.actions.desk.organising import DeskRefused
from services.support.actions.records.canned_text import SLOT, what_is_wrong
from services.support.queries.conversations import agent_name
from shared.accounts.models import User


def save_canned(
    *, shortcut: str, language: str, text: str, user: User, known: models.CannedAnswer | None = None
) -> models.CannedAnswer:
    """Raises `DeskRefused` with what is wrong."""
    said = clean(text)
    if wrong := what_is_wrong(said):
        raise DeskRefused(wrong)
    others = models.CannedAnswer.objects.filter(shortcut=shortcut, language=language)
    if (others.exclude(pk=known.pk) if known else others).exists():
        raise DeskRefused(_("/%(name)s exists in this language. Choose another shortcut.") % {"name": shortcut})
    row = known or models.CannedAnswer()
    row.shortcut, row.language, row.text, row.updated_by = shortcut, language, said, user
    row.save()
    return row


def delete_canned(*, answer: models.CannedAnswer) -> None:
    answer.delete()


def fill_canned(*, answer: models.CannedAnswer, conversation: models.Conversation, agent: User) -> str:
    """The text for this customer. What is not known of them leaves no gap behind."""
    models.CannedAnswer.objects.filter(pk=answer.pk).update(used=F("used") + 1)
    values: Mapping[str, str] = {
        "customer": conversation.visitor.external_id,
        "agent": agent_name(agent) or "",
        "company": remembered.policy().company,
    }
    filled = SLOT.sub(lambda match: values.get(match[1], match[0]), answer.text)
    return re.sub(r" +([,.!?，。！？])", r"\1", filled)
