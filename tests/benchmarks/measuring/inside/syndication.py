"""Count a day of news, print every tenth story fifty times more in the same houses, and count again."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db.models import Sum

from services.sentiment import models
from services.sentiment.actions import judging
from services.sentiment.actions.articles import FoundArticle, store_article
from services.sentiment.models.choices import DateFrom
from services.sentiment.sample.press.outlets import OUTLETS
from services.sentiment.sample.press.writing import Piece, companies, trickle
from tests.sentiment import market

_COPIES = 50
_BEGIN = datetime(2026, 3, 2, tzinfo=UTC)


def run(registry: str) -> dict[str, object]:
    market.publish_models(Path(registry), Path("sentence-transformers/all-MiniLM-L6-v2"))
    for one in OUTLETS:
        models.Source.objects.create(name=one.name, kind=one.kind, group=one.group, url=f"https://{one.key}.example/")
    for entity in companies():
        market.add_entity(entity["name"], name_zh=entity["name_zh"], ticker=entity["ticker"])
    pieces = list(trickle(seed="syndication", begin=_BEGIN, spacing=timedelta(minutes=7), count=200))
    for piece in pieces:
        _store(piece)
    before = _counted()
    for piece in pieces[::10]:
        for copy in range(1, _COPIES + 1):
            _store(piece, copy=copy)
    after = _counted()
    return {"articles": len(pieces), "stored": models.Article.objects.count(), "before": before, "after": after}


def _store(piece: Piece, *, copy: int = 0) -> None:
    """A copy has an address of its own, comes later, and ends in other words."""
    chance = random.Random(f"{piece.key}/{copy}")
    ending = f" {chance.randint(1, 99)} readers have written to us about it." if copy else ""
    found = FoundArticle(
        url=f"https://{piece.outlet.key}.example/{piece.key}/{copy}",
        title=piece.title,
        text=piece.text + ending,
        published_at=piece.at + timedelta(minutes=copy),
        published_from=DateFrom.FEED,
        published_confidence=1.0,
        language=piece.outlet.language,
    )
    store_article(found=found, source=models.Source.objects.get(name=piece.outlet.name))


def _counted() -> dict[str, int]:
    """Stories in the bins, once every article is judged."""
    while judging.judge_new():
        pass
    sums = models.Bin.objects.aggregate(total=Sum("total"), negative=Sum("negative"))
    return {name: value or 0 for name, value in sums.items()}
