"""Labelled questions. A row without a label is known to be out of scope."""

from services.support import models
from services.support.actions.records.languages import language_of
from services.support.actions.records.masking import digest, masked, share_of
from services.support.models.choices import Split
from shared.uploads.rows import Row

VALIDATION_SHARE = 0.15


def store(rows: list[Row], batch: models.ImportBatch) -> tuple[int, int]:
    """New labels become intents, so that a plain `text,label` file is enough to start."""
    intents = _intents(rows)
    known = dict(models.Example.objects.values_list("text_hash", "intent__name"))
    fresh: dict[str, models.Example] = {}
    labels: dict[str, str | None] = dict(known)
    for row in rows:
        text, label = masked(row.text("text")), _label(row) or None
        split = row.choice("split", Split.values, default=split_of(text))
        language = language_of(row, text)
        if row.problems:
            continue
        key = digest(text)
        if key in labels and labels[key] != label:
            row.reject("label", f"The same question is labelled '{labels[key]}' elsewhere.", "Keep one label.")
        if key in labels:
            continue
        labels[key] = label
        fresh[key] = models.Example(
            intent=intents.get(label or ""),
            text=text,
            text_hash=key,
            language=language,
            split=split,
            batch=batch,
        )
    models.Example.objects.bulk_create(fresh.values(), batch_size=500)
    return len(fresh), len(rows) - len(fresh)


def split_of(text: str) -> str:
    """Rows without a split: the text itself decides, so that a re-import cannot move it."""
    return Split.VALIDATION if share_of(text) < VALIDATION_SHARE else Split.TRAIN


def _label(row: Row) -> str:
    name = "label" if row.fields.get("label") else "category"
    return row.text(name, required=False, limit=100)


def _intents(rows: list[Row]) -> dict[str, models.Intent]:
    names = {_label(row) for row in rows} - {""}
    existing = models.Intent.objects.in_bulk(names, field_name="name")
    new = [
        models.Intent(name=name, title={"en": name.replace("_", " ").capitalize()}) for name in names - set(existing)
    ]
    models.Intent.objects.bulk_create(new)
    return models.Intent.objects.in_bulk(names, field_name="name")
