"""What is to be erased, where it left traces, and how many of them there are."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from services.sentiment import models
from shared.outbox.models import Message

Json = Any
# A number of more digits is none that a database counts to.
_LONGEST_NUMBER = 19


@dataclass(frozen=True)
class Wanted:
    """Which articles: all that fit every field that is given. `source` is a number or a name."""

    source: str = ""
    author: str = ""
    url: str = ""
    pattern: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.source or self.author or self.url or self.pattern)


@dataclass(frozen=True)
class Traces:
    """What to look for: the articles' numbers, their words and addresses; and the hashes of both."""

    ids: frozenset[int]
    titles: frozenset[str]
    texts: frozenset[str]
    urls: frozenset[str]
    digests: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        return self.titles | self.texts | self.urls


def article_ids(wanted: Wanted, *, url_hash: str, with_copies: bool) -> list[int]:
    """`url_hash` is of the canonical form of `wanted.url`."""
    rows = models.Article.objects.order_by("pk")
    if wanted.source:
        rows = rows.filter(source__in=sources(wanted.source))
    if wanted.author:
        rows = rows.filter(author__iexact=wanted.author)
    if wanted.url:
        rows = rows.filter(Q(url_hash=url_hash) | Q(url=wanted.url))
    if wanted.pattern:
        found = [row[0] for row in _written(rows.values_list("pk", "title", "text"), wanted.pattern)]
    else:
        found = list(rows.values_list("pk", flat=True))
    return sorted(set(found) | copies_of(found)) if with_copies else found


def sources(named: str) -> list[int]:
    """Those with this number or name."""
    number = int(named) if named.isdecimal() and len(named) < _LONGEST_NUMBER else 0
    return list(models.Source.objects.filter(Q(pk=number) | Q(name=named)).values_list("pk", flat=True))


def label_ids(wanted: Wanted) -> list[int]:
    """Labels that hold the pattern, wherever they came from; other wishes find them by their article."""
    if not wanted.pattern or wanted.source or wanted.author or wanted.url:
        return []
    return [row[0] for row in _written(models.Label.objects.values_list("pk", "text"), wanted.pattern)]


def traces(ids: Collection[int]) -> Traces:
    titles, texts, urls, digests = set(), set(), set(), set()
    for article in in_pieces(ids):
        titles.add(article.title)
        texts.add(article.read_text)
        urls |= {article.url, article.canonical_url}
        digests |= {article.url_hash, article.content_hash}
    return Traces(frozenset(ids), *map(frozenset, (titles, texts, urls, digests)))


def in_pieces(ids: Collection[int], size: int = 500) -> Iterator[models.Article]:
    ordered = sorted(ids)
    for first in range(0, len(ordered), size):
        yield from models.Article.objects.filter(pk__in=ordered[first : first + size]).order_by("pk")


def counts(found: Traces, labels: Collection[int]) -> dict[str, int]:
    """By kind; all of them are 0 once the erasure has held."""
    ids = sorted(found.ids)
    return {
        "articles": _count(models.Article, "pk", ids),
        "mentions": _count(models.Mention, "article", ids),
        "judgements": _count(models.Judgement, "article", ids),
        "counted stories": _count(models.CountedStory, "article", ids),
        "near-duplicate bands": _count(models.Band, "article", ids),
        "labels": len(labels_of(found) | set(models.Label.objects.filter(pk__in=labels).values_list("pk", flat=True))),
        "story titles": len(stories_called(found)),
        "alerts' evidence": sum(holds(evidence, found) for _pk, evidence in evidences()),
        "messages": sum(holds(body, found) for _pk, body in messages()),
        "logged addresses": _count(models.Fetch, "url", sorted(found.urls)),
    }


def labels_of(found: Traces) -> set[int]:
    """Given to the articles, or holding their very words."""
    rows = models.Label.objects.values_list("pk", "article_id", "text").iterator(chunk_size=2_000)
    words = found.titles | found.texts
    return {pk for pk, article, text in rows if article in found.ids or text in words}


def stories_called(found: Traces) -> set[int]:
    rows = models.Story.objects.filter(title__in=found.titles)
    told = set(models.Article.objects.filter(title__in=found.titles).exclude(pk__in=found.ids).values_list("story_id"))
    # Another outlet's article of the same title keeps its story's name.
    return {pk for (pk,) in rows.values_list("pk") if (pk,) not in told}


def evidences() -> Iterator[tuple[int, Json]]:
    yield from models.Alert.objects.values_list("pk", "evidence").iterator(chunk_size=500)


def evidence_of_open() -> set[int]:
    """Articles that open alerts rest on."""
    rows = models.Alert.objects.exclude(state=models.Alert.State.RESOLVED).values_list("evidence", flat=True)
    return {one for evidence in rows for one in evidence.get("articles") or [] if isinstance(one, int)}


def messages() -> Iterator[tuple[Any, Json]]:
    yield from Message.objects.values_list("pk", "body").iterator(chunk_size=500)


def holds(value: Json, found: Traces, *, under: str = "") -> bool:
    """Whether a number of an article, or its words, stand anywhere in it."""
    if isinstance(value, Mapping):
        return any(holds(inner, found, under=str(name)) for name, inner in value.items())
    if isinstance(value, list):
        return any(holds(inner, found, under=under) for inner in value)
    if isinstance(value, str):
        return value in found.words
    return under in ("articles", "article", "id") and value in found.ids


def _count(model: Any, field: str, values: list[Any]) -> int:
    total = 0
    for first in range(0, len(values), 500):
        total += model.objects.filter(**{f"{field}__in": values[first : first + 500]}).count()
    return total


def copies_of(ids: Collection[int]) -> set[int]:
    """The whole circle of near copies around each."""
    copied = models.Article.objects.filter(pk__in=ids).values_list("duplicate_of", flat=True)
    heads = {head for head in copied if head} | set(ids)
    return heads | set(models.Article.objects.filter(duplicate_of__in=heads).values_list("pk", flat=True))


def _written(rows: Any, pattern: str) -> Iterator[tuple[Any, ...]]:
    wanted = re.compile(pattern, re.IGNORECASE)
    for row in rows.iterator(chunk_size=500):
        if any(wanted.search(text) for text in row[1:]):
            yield row
