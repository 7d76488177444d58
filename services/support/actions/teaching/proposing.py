"""An agent says what should have been answered."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from modelkit.data.text import detect_language
from services.support import models
from services.support.actions.answer.cleaning import clean, question_in
from services.support.actions.records.intents import NAME
from services.support.actions.records.masking import digest, masked
from services.support.actions.records.templates import check_text
from services.support.actions.teaching.refusals import AlreadyDecided, CorrectionRefused
from services.support.queries import corrections as stored
from shared.accounts.models import User
from shared.audit import actions as audit

Kind = models.Correction.Kind


@dataclass(frozen=True)
class Proposal:
    """What an agent writes. With an intent, its template answers; else a section of an article does."""

    question: str
    intent: str = ""
    intent_title: str = ""
    document_key: str = ""
    heading: str = ""
    text: str = ""
    note: str = ""
    language: str = ""


@transaction.atomic
def propose(*, proposal: Proposal, author: User | None, message: models.Message | None = None) -> models.Correction:
    """Raises `CorrectionRefused` with what is missing. The question is masked, as customers' words always are."""
    asked = message and stored.source_question(message)
    visitor = message.conversation.visitor if message else None
    row = models.Correction(message=message, visitor=visitor, author=author)
    _write(row, proposal, question=proposal.question or (asked.text if asked else ""))
    row.save()
    audit.record(actor=author or "system", action="correction_proposed", target=row, kind=row.kind)
    return row


def revise(*, correction: models.Correction, proposal: Proposal, editor: User) -> models.Correction:
    """The editor's wording before it is decided. Raises `CorrectionRefused`."""
    with transaction.atomic():
        row = models.Correction.objects.select_for_update().get(pk=correction.pk)
        require_open(row)
        _write(row, proposal, question=proposal.question)
        row.state, row.verdict = models.Correction.State.PROPOSED, {}
        row.save()
        audit.record(actor=editor, action="correction_revised", target=row)
    return row


def _write(row: models.Correction, proposal: Proposal, *, question: str) -> None:
    row.question = masked(question_in(clean(question)))
    if not row.question:
        raise CorrectionRefused(_("There is no question. Write what the customer wanted to know."))
    row.question_hash = digest(row.question)
    row.language = proposal.language or detect_language(row.question)
    row.text, row.note = clean(proposal.text), proposal.note.strip()[:500]
    _aim(row, proposal)


def require_open(row: models.Correction) -> None:
    if row.state not in (models.Correction.State.PROPOSED, models.Correction.State.HELD):
        raise AlreadyDecided


def _aim(row: models.Correction, proposal: Proposal) -> None:
    if proposal.intent.strip():
        _aim_at_intent(row, proposal)
    else:
        _aim_at_article(row, proposal)


def _aim_at_intent(row: models.Correction, proposal: Proposal) -> None:
    row.kind, row.intent = Kind.TEMPLATE, proposal.intent.strip()
    row.document_key = row.heading = ""
    intent = models.Intent.objects.filter(name=row.intent).first()
    if intent is None:
        if not NAME.fullmatch(row.intent):
            raise CorrectionRefused(_("An intent's name has letters, digits, - and _ only."))
        row.intent_title = proposal.intent_title.strip()[:200]
        if not row.text:
            raise CorrectionRefused(_("The intent is new: write its answer."))
        intent = models.Intent(name=row.intent)
    elif not row.text and not intent.templates.filter(language=row.language).exists():
        raise CorrectionRefused(_("The intent has no answer in this language yet: write one."))
    if row.text:
        check_text(intent, row.text)


def _aim_at_article(row: models.Correction, proposal: Proposal) -> None:
    row.kind, row.intent, row.intent_title = Kind.ARTICLE, "", ""
    row.heading = " ".join(proposal.heading.split())[:300].strip("# ")
    row.document_key = proposal.document_key.strip()[:500] or f"{row.language}/answered-by-our-team"
    if not row.text:
        raise CorrectionRefused(_("Write the answer that belongs into the article."))
    if not row.heading:
        # Never the question by itself: the heading stays in the article when the customer is erased.
        raise CorrectionRefused(_("Write a heading for the section, in your own words."))
