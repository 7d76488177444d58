"""Edit what an intent answers, outside of any import."""

from datetime import datetime

from django.db import transaction

from services.support import models
from services.support.actions.records.intents import SLOT, has_stray_braces
from shared.errors import ServiceError

MAX_LENGTH = 5_000


class TemplateRefused(ServiceError):
    """The template cannot be saved as it is."""

    code = "template_refused"


@transaction.atomic
def save_template(
    *,
    intent: models.Intent,
    language: str,
    text: str,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    template: models.AnswerTemplate | None = None,
) -> models.AnswerTemplate:
    """Change `template`, or add one. Raises `TemplateRefused` where customers would read nonsense."""
    text = text.strip()
    check_text(intent, text)
    if valid_from and valid_until and valid_until <= valid_from:
        raise TemplateRefused("It ends before it begins. Choose a later end.")
    template = template or models.AnswerTemplate(intent=intent)
    template.language, template.text = language, text
    template.valid_from, template.valid_until = valid_from, valid_until
    template.save()
    return template


def delete_template(*, template: models.AnswerTemplate) -> None:
    template.delete()


def set_enabled(*, intent: models.Intent, enabled: bool) -> None:
    """A disabled intent keeps its records; the assistant no longer answers with it after the next training."""
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
