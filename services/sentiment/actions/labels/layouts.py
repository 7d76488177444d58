"""Files of labels as others publish them, each read as rows of ours.

Their languages are known, and detection errs on a headline of six words.
"""

import ast
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from shared.errors import refuse
from shared.uploads.files import decode
from shared.uploads.rows import Row, read_json, read_rows

Read = Callable[[bytes, str], list[Row]]
_TWITTER = {"0": "negative", "1": "positive", "2": "neutral"}
_FINFE = ("negative", "neutral", "positive")


def _ours(data: bytes, filename: str) -> list[Row]:
    """`text` with `sentiment` and `topic`, or with `entity` and its `sentiment`; CSV, JSONL or JSON."""
    return read_rows(data, filename=filename)


def _sentfin(data: bytes, filename: str) -> list[Row]:
    """SEntFiN: a title, and in `Decisions` the sentiment of each entity, written as Python writes a dict."""
    found = []
    for row in read_rows(data, filename=filename):
        title, decisions = row.text("Title"), row.text("Decisions")
        sentiments = _decisions(row, decisions) if decisions else {}
        for name, sentiment in sentiments.items():
            fields = {"text": title, "entity": str(name), "sentiment": str(sentiment), "language": "en"}
            found.append(Row(row.number, fields))
        if row.problems:
            found.append(Row(row.number, {}, row.problems))
    return found


def _twitter(data: bytes, filename: str) -> list[Row]:
    """Twitter financial news: `text`, and 0 for bearish, 1 for bullish, 2 for neutral."""
    rows = read_rows(data, filename=filename)
    for row in rows:
        row.fields |= {"sentiment": _TWITTER.get(row.choice("label", list(_TWITTER)), ""), "language": "en"}
    return rows


def _finfe(data: bytes, _filename: str) -> list[Row]:
    """FinFE: one JSON list of [text, label], 0 for negative, 1 for neutral, 2 for positive."""
    pairs = read_json(decode(data))
    if not isinstance(pairs, list):
        raise refuse("file", _("The JSON is not a list."), _("Choose FinFE's train_list.json."))
    return list(_pairs(pairs))


def _pairs(pairs: list[object]) -> Iterator[Row]:
    for number, pair in enumerate(pairs, start=1):
        row = Row(number, {})
        if isinstance(pair, list) and len(pair) == 2 and str(pair[1]) in ("0", "1", "2"):
            row.fields = {"text": pair[0], "sentiment": _FINFE[int(str(pair[1]))], "language": "zh"}
        else:
            row.reject("row", _("It is not a pair of a text and 0, 1 or 2."), _('Write ["text", 0].'))
        yield row


def _decisions(row: Row, written: str) -> dict[object, object]:
    try:
        found = ast.literal_eval(written)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        found = None
    if not isinstance(found, dict):
        row.reject("Decisions", _("It cannot be read."), _("Escape apostrophes in names, or remove the row."))
        return {}
    return found


LAYOUTS: dict[str, Read] = {"triptych": _ours, "sentfin": _sentfin, "twitter": _twitter, "finfe": _finfe}
