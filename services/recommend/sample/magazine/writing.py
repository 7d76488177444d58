"""The articles of the magazine, the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.recommend.sample.magazine.angles import CHINESE, ENGLISH, PEOPLE, PLACES, Angle
from services.recommend.sample.magazine.subjects import SUBJECTS, Subject

# Months of back issues; the newest appear while readers read.
DAYS = 90


@dataclass(frozen=True)
class Article:
    """`subject` is a number into SUBJECTS: what a reader's interest is about, never shown to a model."""

    key: str
    title: str
    description: str
    tags: list[str]
    language: str
    category: str
    published_at: datetime
    expires_at: datetime | None
    subject: int


def articles(*, until: datetime, seed: int = 5) -> list[Article]:
    """In the order of their publication, spread over the days before `until`."""
    rng = random.Random(seed)  # noqa: S311 - a simulation needs no secrecy
    drafts = list(_drafts())
    rng.shuffle(drafts)
    step = timedelta(days=DAYS) / len(drafts)
    start = until - timedelta(days=DAYS)
    return [_article(rng, place, draft, start + place * step) for place, draft in enumerate(drafts)]


def _drafts() -> Iterator[tuple[int, str, Angle]]:
    for number in range(len(SUBJECTS)):
        yield from ((number, "en", angle) for angle in ENGLISH)
        yield from ((number, "zh", angle) for angle in CHINESE)


def _article(rng: random.Random, place: int, draft: tuple[int, str, Angle], at: datetime) -> Article:
    number, language, angle = draft
    subject = SUBJECTS[number]
    # News from a place is read for a while; the rest stays.
    expires = at + timedelta(days=30) if angle.tag == "report" else None
    return Article(
        key=f"lamp-{place + 1:03d}",
        title=_title(rng, subject, language, angle),
        description=_description(subject, language, angle),
        tags=[*subject.tags, angle.tag],
        language=language,
        category=subject.section,
        published_at=at,
        expires_at=expires,
        subject=number,
    )


def _title(rng: random.Random, subject: Subject, language: str, angle: Angle) -> str:
    name = subject.en if language == "en" else subject.zh
    place, who = rng.choice(PLACES[language]), rng.choice(PEOPLE)
    return angle.title.format(s=name, S=name[0].upper() + name[1:], place=place, who=who)


def _description(subject: Subject, language: str, angle: Angle) -> str:
    fact = subject.fact_en if language == "en" else subject.fact_zh
    space = " " if language == "en" else ""
    return space.join([angle.opening, fact, angle.closing])
