"""Several corrections may rest on one answer: whoever is taken back hands what was there before to the next of them.

So that, in whatever order they are taken back, the answer stays as long as one of them is live, and what was there
before any of them returns with the last.
"""

from typing import Any

from django.db.models import Q, QuerySet

from services.support import models

Correction = models.Correction


def handed_on_template(row: Correction) -> bool:
    """Whether a later one keeps the template, so that it must not be touched."""
    if "template" not in row.undo:
        # It changed none: another was there with these words, or an heir holds it by now.
        return True
    before = row.undo.get("text_before")
    heir = next((one for one in _later(row, intent=row.intent, language=row.language) if one.text), None)
    if heir is None and before is None:
        # Without words of its own it rests on those that are there; if they replaced others, those return.
        heir = _live(row, intent=row.intent, language=row.language).first()
    if heir is None or not _took_over(heir, row, heir.undo.get("text_before")):
        return False
    own = {} if heir.text else {"words": words_of(row)}
    _give(heir, {"template": row.undo["template"], "text_before": before, **own})
    return True


def words_of(row: Correction) -> str:
    """Those that it answers for: its own, or inherited ones."""
    return str(row.undo.get("words", row.text))


def handed_on_intent(row: Correction) -> bool:
    heir = _live(row, intent=row.intent).first()
    if heir is not None:
        _give(heir, {"intent_created": True})
    return heir is not None


def handed_on_section(row: Correction) -> bool:
    """Whether a later one has written the section."""
    heir = _later(row, document_key=row.document_key, heading=row.heading).first()
    if heir is None:
        return False
    if _took_over(heir, row, heir.undo.get("section_before")):
        _give(heir, {"section_before": row.undo.get("section_before")})
    return True


def _later(row: Correction, **target: str) -> QuerySet[Correction]:
    return _live(row, **target).filter(Q(live_at__gt=row.live_at) | Q(live_at=row.live_at, pk__gt=row.pk))


def _live(row: Correction, **target: str) -> QuerySet[Correction]:
    """Others on the same target, in the order in which they were applied."""
    others = Correction.objects.filter(kind=row.kind, state=Correction.State.LIVE, **target).exclude(pk=row.pk)
    return others.order_by("live_at", "pk")


def _took_over(heir: Correction, row: Correction, before: str | None) -> bool:
    """Not where somebody wrote something else by hand between the two."""
    return heir.text in ("", words_of(row)) if before is None else before.strip() == words_of(row).strip()


def _give(heir: Correction, fields: dict[str, Any]) -> None:
    kept = {name: value for name, value in {**heir.undo, **fields}.items() if value is not None}
    Correction.objects.filter(pk=heir.pk).update(undo=kept)
