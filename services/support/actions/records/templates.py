"""Edit what an intent answers, outside of any import."""

from datetime import datetime

from services.support import models
from services.support.actions.gate import changes, guard
from services.support.actions.records.intents import SLOT, has_stray_braces
from shared.errors import ServiceError

MAX_LENGTH = 5_000


class TemplateRefused(ServiceError):
    """The template cannot be saved as it is."""

    code = "template_refused"


def save_template(
    *,
    intent: models.Intent,
    language: str,
    text: str,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    template: models.AnswerTemplate | None = None,
    force: bool = False,
    actor: object = "system",
) -> models.AnswerTemplate:
    """Change `template`, or add one. Raises `TemplateRefused` where customers would read nonsense.

    Raises `ChangeHeld` where the company's cases would be answered worse, unless forced.
    """
    text = text.strip()
    check_text(intent, text)
    if valid_from and valid_until and valid_until <= valid_from:
        raise TemplateRefused("It ends before it begins. Choose a later end.")
    template = template or models.AnswerTemplate(intent=intent)
    template.language, template.text = language, text
    template.valid_from, template.valid_until = valid_from, valid_until
    _guard(intent, [*_others(template), template] if intent.enabled else [], force=force, actor=actor)
    template.save()
    return template


def delete_template(*, template: models.AnswerTemplate, force: bool = False, actor: object = "system") -> None:
    """Raises `ChangeHeld`."""
    _guard(template.intent, _others(template) if template.intent.enabled else [], force=force, actor=actor)
    template.delete()


def set_enabled(*, intent: models.Intent, enabled: bool, force: bool = False, actor: object = "system") -> None:
    """A disabled intent keeps its records; the assistant no longer answers with it. Raises `ChangeHeld`."""
    _guard(intent, list(intent.templates.all()) if enabled else [], force=force, actor=actor)
    intent.enabled = enabled
    intent.save(update_fields=["enabled"])


def check_text(intent: models.Intent, text: str) -> None:
    """Raise `TemplateRefused` where customers would read nonsense."""
    if not text:
        raise TemplateRefused("The text is empty. Write what the customer should read.")
    if len(text) > MAX_LENGTH:
        raise TemplateRefused(f"The text has {len(text):,} characters. Keep it under {MAX_LENGTH:,}.")
    if missing := sorted(set(SLOT.findall(text)) - set(intent.slots)):
        raise TemplateRefused(f"There is no value for {', '.join(missing)}. Use the slots listed beside the text.")
    if has_stray_braces(text):
        raise TemplateRefused("A brace stands alone. Write slots as {name}, and no other braces.")


def _others(template: models.AnswerTemplate) -> list[models.AnswerTemplate]:
    return list(template.intent.templates.exclude(pk=template.pk))


def _guard(intent: models.Intent, texts: list[models.AnswerTemplate], *, force: bool, actor: object) -> None:
    """Only cases that are recognised as this intent can answer otherwise."""
    guard(
        what="templates",
        trial=lambda: changes.replies(intent=intent, texts=texts),
        touched=lambda _case, outcome: changes.by_intent(intent.name, outcome),
        force=force,
        actor=actor,
    )
