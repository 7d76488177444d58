"""Statements that cannot both be true are told from those that can, in one language and across two."""

import numpy as np
import pytest

from services.support.actions.health.comparing import Pair, clash, learn, pairs, said_twice
from services.support.actions.health.staleness import why_stale
from services.support.actions.health.statements import Statement, differing, statements_of
from services.support.queries.health import Article, Use


def one(text: str, *, document: int = 1, language: str = "en", chunk: int = 0) -> Statement:
    said = statements_of(chunk=chunk or document, document=document, language=language, heading="Cards", text=text)
    return next(iter(said))


def clashes(first: str, second: str, *, languages: tuple[str, str] = ("en", "en")) -> bool:
    pair = Pair(one(first, language=languages[0]), one(second, document=2, language=languages[1]), 0.99)
    return clash(pair) is not None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Express post for a card costs 9.90 EUR.", "Express post for a card costs €12.50."),
        ("A card arrives within 5–7 working days.", "A card arrives within ten working days."),
        ("The offer for cards ends on 5 March 2026.", "The offer for cards ends on 6 March 2026."),
        ("The rate for savings is 2.1 %.", "The rate for savings is 2.4 percent."),
        ("Children can order a card by themselves.", "Children cannot order a card by themselves."),
    ],
)
def test_what_cannot_both_be_true(first: str, second: str) -> None:
    assert clashes(first, second)
    assert clashes(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Express post for a card costs 9.90 EUR.", "Express post for a card costs €9.90."),
        ("A card arrives within five working days.", "A card arrives within 5 working days."),
        ("A card costs 5 EUR.", "A card costs 5 EUR, and 8 EUR abroad."),
        ("A card costs 5 EUR.", "A card arrives within 8 working days."),
        ("Express post for a card costs 9.90 EUR.", "A safe in the branch costs 80 EUR a year for customers."),
        ("See https://a.example for cards.", "See https://b.example for cards."),
    ],
)
def test_what_can(first: str, second: str) -> None:
    assert not clashes(first, second)


def test_across_languages_figures_alone_tell() -> None:
    languages = ("en", "zh")
    assert clashes("Express post costs 9.90 EUR.", "加急邮寄费用为 12 欧元。", languages=languages)
    assert not clashes("Express post costs 9.90 EUR.", "加急邮寄费用为 9.90 欧元。", languages=languages)
    assert not clashes("Customers can order a card.", "客户不能订购银行卡。", languages=languages)
    assert not clashes("Three files with cards.", "五个文件和银行卡。", languages=languages)


def test_rows_of_a_table_speak_for_themselves() -> None:
    table = "| Plan | Fee |\n|---|---|\n| Basic | 0 EUR |\n| Plus plan | 4.90 EUR |\n"
    rows = list(statements_of(chunk=1, document=1, language="en", heading="Plans", text=table))
    assert [row.text for row in rows] == ["Plan: Basic; Fee: 0 EUR", "Plan: Plus plan; Fee: 4.90 EUR"]
    assert rows[1].source == "| Plus plan | 4.90 EUR |"
    assert differing(rows[0], rows[1]) == [("EUR", ["0"], ["4.9"])]


def test_the_names_of_columns_are_not_what_a_row_is_about() -> None:
    table = "| | Basic plan | Business plan |\n|---|---|---|\n| Cash a day | 500 EUR | 500 EUR |\n"
    row = next(iter(statements_of(chunk=1, document=1, language="en", heading="Plans", text=table)))
    assert row.words == {"cash", "day"}


def test_most_words_shared_need_no_nearness() -> None:
    first, second = (
        one("Express post for a card costs 9.90 EUR."),
        one("Express post for a card costs 5 EUR.", document=2),
    )
    far = learn([], [first, second], np.eye(2, dtype=np.float32))
    assert far.same == 1.0
    assert far.holds(Pair(first, second, 0.7))
    assert not far.holds(Pair(first, one("A card costs 5 EUR.", document=2), 0.7))


def world(contradictions: int) -> tuple[list[Statement], np.ndarray]:
    """Twelve subjects in two articles, as near as can be; and twelve pairs that are near and about other things."""
    chance = np.random.default_rng(0)
    statements, vectors = [], []
    for subject in range(24):
        same = subject < 12
        base = chance.normal(size=32)
        for document in (1, 2):
            differs = document == 2 and (subject < contradictions or not same)
            letter = chr(97 + subject)
            # Half of the words shared: enough to be compared, too few to be surely about the same.
            named = f"{letter * 3} {letter * 4}" if document == 1 else f"{letter * 3} {letter}yy {letter}zz"
            text = f"{named} costs {subject + 5 + 100 * differs} EUR a month."
            statements.append(one(text, document=document, chunk=100 * document + subject))
            row = base + (0.02 if same else 0.6) * chance.normal(size=32)
            vectors.append(row / np.linalg.norm(row))
    return statements, np.array(vectors, dtype=np.float32)


@pytest.mark.parametrize("contradictions", [0, 1])
def test_how_near_is_near_enough_follows_from_what_agrees(contradictions: int) -> None:
    statements, vectors = world(contradictions)
    near = list(pairs(statements, vectors))
    nearness = learn(near, statements, vectors)
    found = [found for found in map(clash, filter(nearness.holds, near)) if found]
    assert len(found) == contradictions
    assert all(pair.first.document != pair.second.document for pair in near)


def test_nothing_to_learn_from_finds_nothing() -> None:
    alone = [one("A card costs 5 EUR.")]
    vectors = np.ones((1, 1), dtype=np.float32)
    assert list(pairs(alone, vectors)) == []
    assert learn([], alone, vectors).same == 1.0


def test_the_same_passage_in_two_articles_is_said_twice() -> None:
    text = "Open the app, choose the lost card, tap replace, confirm your postal address and wait for the envelope."
    rows = [one(text, document=1, chunk=1), one(text.replace("wait for", "await"), document=2, chunk=2)]
    rows.append(one("Savings bear interest on every day and are paid monthly to your account.", document=3, chunk=3))
    near = [Pair(rows[0], rows[1], 0.99), Pair(rows[0], rows[2], 0.98)]
    assert [(twice.first, twice.second) for twice in said_twice(near, rows)] == [(1, 2)]


def codes(
    text: str = "A card is free.", *, use: Use | None = None, age: int = 100, otherwise: list[str] | None = None
) -> list[str]:
    from datetime import UTC, datetime, timedelta

    now = datetime(2026, 6, 1, tzinfo=UTC)
    article = Article(1, "Cards", "en", now - timedelta(days=age))
    return [reason["code"] for reason in why_stale(article, text, use or Use(), otherwise=otherwise or [], now=now)]


def test_why_an_article_is_stale() -> None:
    assert codes() == []
    assert codes(use=Use(cited=9, down=3, up=1)) == ["bad_feedback"]
    assert codes(use=Use(cited=9, down=3, up=3)) == []
    assert codes(otherwise=["New cards"]) == ["contradicted"]
    assert codes(use=Use(missed=3)) == ["uncited"]
    assert codes(use=Use(missed=3), age=7) == []
    assert codes(use=Use(missed=30, cited=1)) == []
    assert codes("The offer ends on 31 December 2025.", age=300) == ["past_year"]
    assert codes("Founded in 1998.", age=300) == []
    assert codes("A card costs 5 EUR.", age=400) == ["old"]
    assert codes("Cards are nice.", age=4000) == []
