"""People whose interests are known, what they were shown with which probability, and what they did."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from services.recommend.sample.magazine.subjects import SECTIONS, SUBJECTS
from services.recommend.sample.magazine.writing import Article

DAYS = 30
SHOWN = 8
# The chance that a place on the page is looked at, from the top.
LOOKED_AT = tuple(1.0 / (1.0 + 0.25 * place) for place in range(SHOWN))
# How many subscribe to the newsletter of a section that they like; the others to whichever was offered.
_WELL_CHOSEN = 0.7
_PLANS, _AGES = ("monthly", "yearly"), ("18-29", "30-44", "45-59", "60+")


@dataclass(frozen=True)
class Reader:
    """`interests`: how much each subject is liked, 0 to 1. What a recommender is to find out.

    `attributes` were told on registering: the newsletter says something about interests; plan and age say nothing.
    """

    key: str
    languages: tuple[str, ...]
    interests: tuple[float, ...]
    visits: int
    attributes: dict[str, str]


def readers(*, count: int = 300, seed: int = 6) -> list[Reader]:
    """Two sections each, one or two favourite subjects in them; a few read everything."""
    rng = random.Random(seed)  # noqa: S311 - a simulation needs no secrecy
    # Drawn apart, so that what is told on registering changes nothing of what is read.
    registering = random.Random(f"registering {seed}")  # noqa: S311
    return [_reader(rng, registering, number) for number in range(count)]


def read(people: list[Reader], stock: list[Article], *, until: datetime, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Events and impressions of the last days, in order of time, as the API takes them."""
    rng = random.Random(seed)  # noqa: S311
    visits = sorted(
        (until - timedelta(days=DAYS) * rng.random(), person.key, number)
        for number, person in enumerate(people)
        for _ in range(person.visits)
    )
    seen: dict[str, dict[str, str]] = {person.key: {} for person in people}
    shelves = _Stock(stock)
    for count, (at, key, number) in enumerate(visits):
        yield from _visit(rng, people[number], shelves, at, f"v{count}", seen[key])


def affinity(person: Reader, article: Article) -> float:
    """The chance that this reader opens the article once it is looked at."""
    return person.interests[article.subject] if article.language in person.languages else 0.01


def _reader(rng: random.Random, registering: random.Random, number: int) -> Reader:
    liked = rng.sample(SECTIONS, 2)
    interests = [0.01 + 0.04 * rng.random() for _ in SUBJECTS]
    for section in liked:
        inside = [place for place, subject in enumerate(SUBJECTS) if subject.section == section]
        for place in inside:
            interests[place] = 0.4 + 0.2 * rng.random()
        interests[rng.choice(inside)] = 0.95
    languages = rng.choices([("en",), ("zh",), ("en", "zh")], weights=[5, 3, 2])[0]
    # Many come once or twice, a few every day.
    visits = min(60, int(3 * rng.paretovariate(1.0)))
    return Reader(f"reader-{number + 1:03d}", languages, tuple(interests), visits, _attributes(registering, liked))


def _attributes(rng: random.Random, liked: list[str]) -> dict[str, str]:
    offered = liked if rng.random() < _WELL_CHOSEN else SECTIONS
    return {"newsletter": rng.choice(offered), "plan": rng.choice(_PLANS), "age": rng.choice(_AGES)}


def _visit(
    rng: random.Random, person: Reader, stock: "_Stock", at: datetime, visit: str, seen: dict[str, str]
) -> Iterator[dict[str, Any]]:
    for place, (number, propensity) in enumerate(stock.choose(rng, at=at, sections=set(seen.values()))):
        shown = stock.articles[number]
        moment = at + timedelta(seconds=20 * place)
        head = {"user": person.key, "item": shown.key, "surface": "home", "request": visit}
        yield {
            **head,
            "id": f"{visit}-{place}-s",
            "kind": "impression",
            "at": moment.isoformat(),
            "position": place + 1,
            "propensity": round(propensity, 6),
        }
        if shown.key in seen or rng.random() > LOOKED_AT[place] * affinity(person, shown):
            continue
        seen[shown.key] = shown.category
        yield from _reading(rng, person, shown, head, moment, f"{visit}-{place}")


class _Stock:
    """The logging policy: what is new, and sections that were read before, with probabilities that are written down."""

    def __init__(self, articles: list[Article]) -> None:
        self.articles = articles
        self.published = np.array([one.published_at.timestamp() for one in articles])
        self.expires = np.array([one.expires_at.timestamp() if one.expires_at else np.inf for one in articles])
        self.sections = np.array([SECTIONS.index(one.category) for one in articles])

    def choose(self, rng: random.Random, *, at: datetime, sections: set[str]) -> list[tuple[int, float]]:
        """Places in the stock, from the top of the page, each with the probability it had there."""
        now = at.timestamp()
        age_weeks = (now - self.published) / (7 * 86_400)
        weights = np.where((age_weeks > 0) & (self.expires > now), 0.5 ** np.maximum(age_weeks, 0) + 0.02, 0.0)
        liked = [SECTIONS.index(name) for name in sections]
        weights *= np.where(np.isin(self.sections, liked), 4.0, 1.0)
        found = []
        for _place in range(min(SHOWN, int(np.count_nonzero(weights)))):
            reach = np.cumsum(weights)
            number = int(np.searchsorted(reach, rng.random() * reach[-1], side="right"))
            found.append((number, float(weights[number] / reach[-1])))
            weights[number] = 0.0
        return found


def _reading(
    rng: random.Random, person: Reader, article: Article, head: dict[str, Any], at: datetime, name: str
) -> Iterator[dict[str, Any]]:
    """A click, and the better it is liked the more often a sign of it."""
    yield {**head, "id": f"{name}-c", "kind": "click", "at": (at + timedelta(seconds=2)).isoformat()}
    for place, (kind, chance) in enumerate([("like", 0.35), ("share", 0.1), ("comment", 0.08)]):
        if rng.random() < chance * affinity(person, article):
            moment = at + timedelta(seconds=60 + 30 * place)
            yield {**head, "id": f"{name}-{kind}", "kind": kind, "at": moment.isoformat()}
