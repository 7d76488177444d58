"""One import is one transaction and one batch that can be undone."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from modelkit.data.text import detect_language
from services.sentiment import models
from services.sentiment.actions.labels.layouts import LAYOUTS
from services.sentiment.models.choices import Sentiment, Split
from services.sentiment.models.topics import TOPICS
from shared.errors import InputRefused, unknown
from shared.uploads.rows import Row, refuse_problems

MAX_TEXT = 20_000
# Of rows that name no split, so many in a hundred are held out to measure with.
_VALIDATION, _TEST = 10, 10


def import_labels(
    *, filename: str, data: bytes, layout: str = "triptych", skip_unreadable: bool = False, user: Any = None
) -> models.LabelBatch:
    """Store all rows, or raise `InputRefused` with every problem by row and field and store none.

    `skip_unreadable` leaves rows with problems out and keeps what was wrong with them in the batch.
    """
    if layout not in LAYOUTS:
        raise InputRefused([unknown("layout", layout, LAYOUTS)])
    rows = LAYOUTS[layout](data, filename)
    with transaction.atomic():
        batch = models.LabelBatch.objects.create(filename=filename[:300], layout=layout, created_by=user)
        fresh = _labels(rows, batch)
        if not skip_unreadable:
            refuse_problems(rows)
        models.Label.objects.bulk_create(fresh, batch_size=500)
        batch.accepted, batch.unchanged = len(fresh), len(rows) - len(fresh)
        batch.errors = [problem.as_dict() for row in rows for problem in row.problems][:100]
        batch.save(update_fields=["accepted", "unchanged", "errors"])
    return batch


def undo_import(*, batch: models.LabelBatch) -> int:
    """Take back what it brought in; returns how many labels went."""
    count = batch.labels.count()
    batch.delete()
    return count


def digest(text: str, entity: str) -> str:
    """Equal for texts that differ in case and spacing only."""
    return hashlib.sha256("\n".join(" ".join(part.casefold().split()) for part in (text, entity)).encode()).hexdigest()


def split_of(text: str) -> str:
    """The text itself decides, so that all entities of a headline are on one side, and a re-import moves nothing."""
    place = int(digest(text, "")[:8], 16) % 100
    return Split.VALIDATION if place < _VALIDATION else Split.TEST if place < _VALIDATION + _TEST else Split.TRAIN


def _labels(rows: list[Row], batch: models.LabelBatch) -> list[models.Label]:
    rows_known = models.Label.objects.values_list("text_hash", "sentiment", "topic")
    known = {key: (tone, topic) for key, tone, topic in rows_known}
    stored = set(known)
    fresh: dict[str, models.Label] = {}
    for row in rows:
        label = _label(row, batch) if not row.problems else None
        if label is None:
            continue
        said = known.setdefault(label.text_hash, (label.sentiment, label.topic))
        if said != (label.sentiment, label.topic):
            message = _("The same text is '%(label)s' elsewhere.") % {"label": said[0] or said[1]}
            row.reject("sentiment", message, _("Keep one label."))
        elif label.text_hash not in stored:
            fresh.setdefault(label.text_hash, label)
    return list(fresh.values())


def _label(row: Row, batch: models.LabelBatch) -> models.Label | None:
    text, entity = row.text("text", limit=MAX_TEXT), row.text("entity", required=False, limit=200)
    sentiment = row.choice("sentiment", Sentiment.values) if row.fields.get("sentiment") or entity else ""
    topic = row.choice("topic", list(TOPICS)) if row.fields.get("topic") else ""
    if not (sentiment or topic or row.problems):
        remedy = _("Fill one of them or remove the row.")
        row.reject("sentiment", _("There is neither a sentiment nor a topic."), remedy)
    split = row.choice("split", Split.values, default=split_of(text))
    if row.problems:
        return None
    return models.Label(
        text=text,
        entity_name=entity,
        text_hash=digest(text, entity),
        sentiment=sentiment,
        topic=topic,
        language=row.text("language", required=False, limit=12) or detect_language(text),
        split=split,
        batch=batch,
    )
