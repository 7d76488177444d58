"""The magazine and its readers: readable, varied, the same for the same seed, with interests that show."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from services.recommend.actions.ingest import reading
from services.recommend.actions.ingest.shapes import MANY
from services.recommend.sample.magazine.readers import affinity, read, readers
from services.recommend.sample.magazine.subjects import SECTIONS, SUBJECTS
from services.recommend.sample.magazine.writing import articles

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_the_magazine_has_articles_in_two_languages_and_no_title_twice() -> None:
    stock = articles(until=NOW)
    assert len(stock) == len({one.title for one in stock}) == 780
    languages = Counter(one.language for one in stock)
    assert languages["en"] > 400
    assert languages["zh"] > 250
    assert {one.category for one in stock} == set(SECTIONS) == {subject.section for subject in SUBJECTS}
    assert not [one for one in stock if "{" in one.title + one.description]
    assert all(one.published_at < NOW for one in stock)


def test_the_same_seed_gives_the_same_history() -> None:
    stock, people = articles(until=NOW), readers(count=20)
    assert list(read(people, stock, until=NOW)) == list(read(people, stock, until=NOW))
    assert list(read(people, stock, until=NOW)) != list(read(people, stock, until=NOW, seed=8))


@pytest.fixture(scope="module")
def history() -> list[dict[str, object]]:
    return list(read(readers(), articles(until=NOW), until=NOW))


def test_the_api_takes_all_of_it(history: list[dict[str, object]]) -> None:
    rows = reading.as_rows(MANY.validate_python(history))
    assert sum(len(sheet.rows) for sheet in rows.sheets.values()) == len(history)
    assert (rows.duplicates, rows.conflicts) == (0, [])


def test_readers_open_what_they_like(history: list[dict[str, object]]) -> None:
    """Among what was shown, the opened is liked far more: there is something to learn, and it is not the position."""
    stock = {one.key: one for one in articles(until=NOW)}
    people = {one.key: one for one in readers()}
    liking = {
        kind: [affinity(people[str(row["user"])], stock[str(row["item"])]) for row in history if row["kind"] == kind]
        for kind in ("impression", "click")
    }
    shown, opened = (sum(values) / len(values) for values in liking.values())
    assert opened > 2 * shown


def test_propensities_are_those_of_the_policy(history: list[dict[str, object]]) -> None:
    """By inverse propensity, what was shown stands for all that was live: the weights average to its number."""
    stock = articles(until=NOW)
    first = [row for row in history if row["kind"] == "impression" and row["position"] == 1]
    weights = [1 / float(str(row["propensity"])) for row in first]
    live = []
    for row in first:
        at = datetime.fromisoformat(str(row["at"]))
        live.append(sum(one.published_at < at and (one.expires_at is None or one.expires_at > at) for one in stock))
    assert sum(weights) / sum(live) == pytest.approx(1.0, abs=0.1)


def test_reports_go_out_of_date() -> None:
    reports = [one for one in articles(until=NOW) if "report" in one.tags]
    assert all(one.expires_at == one.published_at + timedelta(days=30) for one in reports)
    assert any(one.expires_at and one.expires_at < NOW for one in reports)
