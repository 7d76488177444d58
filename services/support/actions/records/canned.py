"""Answers for every day, by shortcut and language."""

import re

from django.utils.translation import gettext as _

from modelkit.data.text import detect_language
from services.support import models
from services.support.actions.answer.cleaning import clean
from services.support.actions.records.articles import language_of
from services.support.actions.records.canned_text import what_is_wrong
from shared.uploads.rows import Row

_SHORTCUT = re.compile(r"[A-Za-z0-9_-]{1,40}")


def store(rows: list[Row], batch: models.ImportBatch) -> tuple[int, int]:
    """A shortcut that says something else already is never overwritten: agents rely on it."""
    known = {(one.shortcut, one.language): one.text for one in models.CannedAnswer.objects.all()}
    fresh = []
    for row in rows:
        shortcut, text = row.text("shortcut", limit=40), _text(row)
        language = language_of(row.text("language", required=False, limit=35)) or detect_language(text)
        if shortcut and not _SHORTCUT.fullmatch(shortcut):
            row.reject("shortcut", _("'%(name)s' is no shortcut.") % {"name": shortcut}, _("Use letters, - and _."))
        if row.problems:
            continue
        said = known.get((shortcut, language))
        if said is not None and said != text:
            message = _("/%(name)s says something else in this language.") % {"name": shortcut}
            row.reject("shortcut", message, _("Choose another shortcut, or delete the answer that is here."))
        if said is None:
            known[shortcut, language] = text
            fresh.append(_answer(shortcut, language, text, batch))
    models.CannedAnswer.objects.bulk_create(fresh, batch_size=500)
    return len(fresh), len(rows) - len(fresh)


def _text(row: Row) -> str:
    text = clean(row.text("text"))
    wrong = what_is_wrong(text)
    if wrong and not row.problems:
        row.reject("text", wrong, _("Change the text, or leave the row out."))
    return text


def _answer(shortcut: str, language: str, text: str, batch: models.ImportBatch) -> models.CannedAnswer:
    return models.CannedAnswer(
        shortcut=shortcut, language=language, text=text, updated_by=batch.created_by, batch=batch
    )
