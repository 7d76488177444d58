"""Articles that nobody is served by any more, and why."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.support.actions.answer.facts import facts_in
from services.support.queries.health import Article, Use

# Customers' thumbs: fewer say more about the customer than about the article.
_LEAST_DOWN = 3
_OLD = timedelta(days=365)
# An article that came a week ago has had no chance to be cited.
_NEW = timedelta(days=14)
_LEAST_MISSED = 3
_MAY_CHANGE = {"EUR", "USD", "GBP", "CHF", "CNY", "percent", "date"}

Reason = dict[str, Any]


def why_stale(article: Article, text: str, use: Use, *, otherwise: Sequence[str], now: datetime) -> list[Reason]:
    """Codes with their figures; empty for an article in good health. `otherwise` are newer articles against it."""
    return list(_reasons(article, text, use, otherwise, now))


def weight_of(reasons: Sequence[Reason]) -> float:
    """Customers' displeasure weighs most, age least."""
    weights = {"bad_feedback": 5.0, "contradicted": 4.0, "uncited": 3.0, "past_year": 2.0, "old": 1.0}
    return sum(weights[one["code"]] for one in reasons)


def _reasons(article: Article, text: str, use: Use, otherwise: Sequence[str], now: datetime) -> Iterator[Reason]:
    if use.down >= _LEAST_DOWN and use.down > use.up:
        yield {"code": "bad_feedback", "down": use.down, "up": use.up}
    if otherwise:
        yield {"code": "contradicted", "by": list(otherwise)}
    age = now - article.changed_at
    if not use.cited and use.missed >= _LEAST_MISSED and age > _NEW:
        yield {"code": "uncited", "missed": use.missed}
    facts = facts_in(text)
    years = [int(value) for kind, value in facts if kind == "year" and value.isdecimal() and len(value) == 4]
    # Years of founding and of laws are long past and still true: what ended lately is what went stale.
    if years and max(years) < now.year and max(years) >= article.changed_at.year:
        yield {"code": "past_year", "year": max(years)}
    if age > _OLD and any(kind in _MAY_CHANGE for kind, _value in facts):
        yield {"code": "old", "days": age.days}
