"""Edit what an intent answers, outside of any import."""

from dataclasses import dataclass
from datetime import datetime
from typing import Unpack

from django.utils.translation import gettext as _

from services.support import models
from services.support.actions.gate import By, Verdict, changes, guard
from services.support.actions.records.intents import SLOT, has_stray_braces
from shared.errors import ServiceError

MAX_LENGTH = 5_000


class TemplateRefused(ServiceError):
    """The template cannot be saved as it is."""

    code = "template_refused"


@dataclass(frozen=True)
class Draft:
    """An answer as somebody wants it to read."""

    language: str
    text: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None


def check_draft(intent: models.Intent, draft: Draft) -> None:
    """Raise `TemplateRefused` where customers would read nonsense, or never read it."""
    check_text(intent, draft.text.strip())
    if draft.valid_from and draft.valid_until and draft.valid_until <= draft.valid_from:
        raise TemplateRefused(_("It ends before it begins. Choose a later end."))


def judge_template(
    *, intent: models.Intent, draft: Draft, template: models.AnswerTemplate | None = None, **by: Unpack[By]
) -> Verdict:
    """Of `template` changed, or of one more. Raises `TemplateRefused` and `ChangeHeld`."""
    changed = _drafted(intent, draft, template)
    return _judge(intent, [*_others(changed), changed] if intent.enabled else [], **by)


def save_template(
    *, intent: models.Intent, draft: Draft, template: models.AnswerTemplate | None = None
) -> models.AnswerTemplate:
    """Change `template`, or add one. Raises `TemplateRefused`."""
    changed = _drafted(intent, draft, template)
    changed.save()
    return changed


def judge_deletion(*, template: models.AnswerTemplate, **by: Unpack[By]) -> Verdict:
    """Raises `ChangeHeld`."""
    return _judge(template.intent, _others(template) if template.intent.enabled else [], **by)


def judge_enabling(*, intent: models.Intent, enabled: bool, **by: Unpack[By]) -> Verdict:
    """Raises `ChangeHeld`."""
    return _judge(intent, list(intent.templates.all()) if enabled else [], **by)


def set_enabled(*, intent: models.Intent, enabled: bool) -> None:
    """A disabled intent keeps its records; the assistant no longer answers with it."""
    intent.enabled = enabled
    intent.save(update_fields=["enabled"])


def check_text(intent: models.Intent, text: str) -> None:
    """Raise `TemplateRefused` where customers would read nonsense."""
    if not text:
        raise TemplateRefused(_("The text is empty. Write what the customer should read."))
    if len(text) > MAX_LENGTH:
        raise TemplateRefused(
            _("The text has %(count)s characters. Keep it under %(max_length)s.")
            % {"count": f"{len(text):,}", "max_length": f"{MAX_LENGTH:,}"}
        )
    if missing := sorted(set(SLOT.findall(text)) - set(intent.slots)):
        raise TemplateRefused(
            _("There is no value for %(choices)s. Use the slots listed beside the text.")
            % {"choices": ", ".join(missing)}
        )
    if has_stray_braces(text):
        raise TemplateRefused(_("A brace stands alone. Write slots as {name}, and no other braces."))


def _drafted(intent: models.Intent, draft: Draft, template: models.AnswerTemplate | None) -> models.AnswerTemplate:
    check_draft(intent, draft)
    changed = template or models.AnswerTemplate(intent=intent)
    changed.language, changed.text = draft.language, draft.text.strip()
    changed.valid_from, changed.valid_until = draft.valid_from, draft.valid_until
    return changed


def _others(template: models.AnswerTemplate) -> list[models.AnswerTemplate]:
    return list(template.intent.templates.exclude(pk=template.pk))


def _judge(intent: models.Intent, texts: list[models.AnswerTemplate], **by: Unpack[By]) -> Verdict:
    """Only cases that are recognised as this intent can answer otherwise."""
    return guard(
        what="templates",
        trial=lambda: changes.replies(intent=intent, texts=texts),
        touched=lambda _case, outcome: changes.by_intent(intent.name, outcome),
        **by,
    )
