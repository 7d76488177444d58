"""An editor decides about a subject: draft its answer, which the gate then judges, or set it aside."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services.support import models
from services.support.actions import teaching
from services.support.queries import gaps as stored
from services.support.queries.corrections import OPEN
from shared import privacy
from shared.accounts.models import User
from shared.audit import actions as audit
from shared.errors import ServiceError

# As many wordings as one draft teaches.
MOST_QUESTIONS = 20


class DraftRefused(ServiceError):
    """The draft cannot be taken as it is."""

    code: ClassVar[str] = "draft_refused"


@dataclass(frozen=True)
class Draft:
    """What an editor begins with. `questions` are in different words, the most central first.

    Each language has a draft of its own: an answer is written in one.
    """

    language: str
    languages: list[str]
    questions: list[models.GapQuestion]
    intent: str
    heading: str
    text: str


def draft_of(gap: models.Gap, *, language: str = "") -> Draft:
    """A person's answer, masked, where one gave any; names from the subject's words."""
    languages = stored.languages_of(gap)
    chosen = language if language in languages else next(iter(languages), "en")
    words = [str(word) for word in gap.words]
    name = "_".join(re.sub(r"[^a-z0-9]", "", word.lower()) for word in words if word.isascii())
    return Draft(
        language=chosen,
        languages=languages,
        questions=list(stored.questions_of(gap, language=chosen, limit=MOST_QUESTIONS)),
        intent=name.strip("_")[:100],
        heading=" ".join(words).capitalize(),
        text=privacy.mask(stored.reply_to(gap, language=chosen)).text,
    )


@transaction.atomic
def draft(
    *, gap: models.Gap, proposal: teaching.Proposal, questions: Collection[int], editor: User
) -> list[models.Correction]:
    """One correction for each chosen question of the proposal's language, all to the same answer.

    Raises `DraftRefused` without a question, `CorrectionRefused` with what else is missing. Nothing goes live by it.
    """
    row = models.Gap.objects.select_for_update().get(pk=gap.pk)
    offered = stored.questions_of(row, language=proposal.language, limit=MOST_QUESTIONS)
    chosen = [one for one in offered if one.pk in set(questions)]
    if not chosen:
        raise DraftRefused(_("Choose at least one of the questions."))
    if row.corrections.filter(state__in=OPEN, language=proposal.language).exists():
        raise DraftRefused(_("There is a draft in this language already. Decide on it under Corrections first."))
    drafts = [_proposed(one, proposal, editor) for one in chosen]
    models.Correction.objects.filter(pk__in=[one.pk for one in drafts]).update(gap=row)
    models.Gap.objects.filter(pk=row.pk).update(dismissed_at=None, dismissed_by=None)
    audit.record(actor=editor, action="gap_drafted", target=row, corrections=[one.pk for one in drafts])
    return drafts


def dismiss(*, gap: models.Gap, actor: object, user: User | None = None) -> None:
    """Its questions stay with it, so that new ones of the same subject stay out of sight, too."""
    if models.Gap.objects.filter(pk=gap.pk, dismissed_at=None).update(dismissed_at=timezone.now(), dismissed_by=user):
        audit.record(actor=actor, action="gap_dismissed", target=gap)


def restore(*, gap: models.Gap, actor: object) -> None:
    if models.Gap.objects.filter(pk=gap.pk, dismissed_at__isnull=False).update(dismissed_at=None, dismissed_by=None):
        audit.record(actor=actor, action="gap_restored", target=gap)


def _proposed(one: models.GapQuestion, proposal: teaching.Proposal, editor: User) -> models.Correction:
    given = replace(proposal, question=one.trace.text)
    return teaching.propose(proposal=given, author=editor, message=one.trace.question)
