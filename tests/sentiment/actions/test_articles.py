"""Each address once, copies known as copies, and no date from nowhere."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.articles import FoundArticle, store_article

pytestmark = pytest.mark.django_db
TEXT = (
    "Harbour Bank said on Monday that its loan losses doubled in the third quarter, as two shipping companies to "
    "which it had lent stopped paying. The chief executive told analysts that no further losses were expected."
)


def found(url: str = "https://news.example.com/a", *, text: str = TEXT, at: datetime | None = None) -> FoundArticle:
    return FoundArticle(url, "Losses double at Harbour Bank", text, at or timezone.now(), "feed", 0.9)


def test_an_address_is_stored_once() -> None:
    first = store_article(found=found(), source=None)
    again = store_article(found=found("https://news.example.com/a?utm_source=mail#top"), source=None)
    assert first.new
    assert not again.new
    assert again.article == first.article


def test_a_changed_copy_is_known_as_a_copy() -> None:
    first = store_article(found=found(), source=None)
    changed = TEXT.replace("on Monday", "this week") + " Shares fell."
    copied = store_article(found=found("https://other.example.com/b", text=changed), source=None)
    assert copied.new
    assert copied.near
    assert copied.article.duplicate_of == first.article


def test_a_copy_of_a_copy_names_the_first() -> None:
    first = store_article(found=found(), source=None)
    store_article(found=found("https://other.example.com/b"), source=None)
    third = store_article(found=found("https://third.example.com/c"), source=None)
    assert third.article.duplicate_of == first.article


def test_another_text_is_no_copy() -> None:
    store_article(found=found(), source=None)
    other = "The city opened a new bridge for bicycles this morning; thousands crossed it within the first hour."
    assert not store_article(found=found("https://other.example.com/b", text=other), source=None).near


def test_chinese_copies_are_found() -> None:
    text = "港湾银行周一表示，由于两家航运公司停止还款，第三季度贷款损失翻了一番。首席执行官预计不会有进一步的损失。"
    store_article(found=found(text=text), source=None)
    assert store_article(found=found("https://zh.example.com/b", text=text.replace("周一", "今天")), source=None).near


@pytest.mark.parametrize("at", [datetime(1970, 1, 1, tzinfo=UTC), timezone.now() + timedelta(days=400)])
def test_an_impossible_date_gives_way_to_the_time_of_fetching(at: datetime) -> None:
    article = store_article(found=found(at=at), source=None).article
    assert abs(article.published_at - timezone.now()) < timedelta(minutes=1)
    assert article.published_from == "fetched"
    assert article.published_confidence < 0.2
    assert article.provenance["published_at"]["refused"] == at.isoformat()


def test_bytes_that_are_no_text_do_not_stop_it() -> None:
    article = store_article(found=found(text="A\x00 story \ud800 of nothing."), source=None).article
    assert models.Article.objects.get(pk=article.pk).text == "A story ? of nothing."
