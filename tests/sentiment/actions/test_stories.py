"""Articles about one event share a story; the same words about others, or much later, are another."""

import pytest

from services.sentiment import models
from services.sentiment.actions import judging
from tests.sentiment.market import add_article

HOUR = 60.0


@pytest.fixture(autouse=True)
def _desk(desk: None) -> None: ...


def story_of(article: models.Article) -> models.Story:
    judging.judge_articles(article_ids=[article.pk])
    article.refresh_from_db()
    assert article.story is not None
    return article.story


def test_two_outlets_tell_one_story() -> None:
    story = story_of(add_article("Umbrel lost the stolen money", group="north"))
    assert story_of(add_article("Umbrel lost the stolen money!", group="south", minutes=30)) == story
    story.refresh_from_db()
    assert (story.articles_count, story.groups_count) == (2, 2)


def test_two_in_one_batch_tell_one_story() -> None:
    articles = [add_article("Umbrel lost the stolen money", group=group) for group in ("north", "south")]
    judging.judge_articles(article_ids=[article.pk for article in articles])
    assert models.Story.objects.get().groups_count == 2


def test_the_same_words_about_another_company_are_another_story() -> None:
    assert story_of(add_article("Umbrel lost money")) != story_of(add_article("Quillon lost money"))


def test_the_same_words_a_week_later_are_another_story() -> None:
    assert story_of(add_article("Umbrel lost money")) != story_of(
        add_article("Umbrel lost money", minutes=7 * 24 * HOUR)
    )


def test_other_words_are_another_story() -> None:
    assert story_of(add_article("Umbrel lost money")) != story_of(add_article("Umbrel opens: 好涨账户余额 thank you"))


def test_a_known_duplicate_joins_its_twin() -> None:
    twin = add_article("Umbrel lost money")
    story = story_of(twin)
    copy = add_article("card pin: 账户余额怎么办?", minutes=5)
    models.Article.objects.filter(pk=copy.pk).update(duplicate_of=twin)
    assert story_of(copy) == story


def test_a_copy_about_another_company_is_another_story() -> None:
    twin = add_article("Umbrel lost money")
    story = story_of(twin)
    copy = add_article("Quillon: card pin 账户余额怎么办?", minutes=5)
    models.Article.objects.filter(pk=copy.pk).update(duplicate_of=twin)
    assert story_of(copy) != story


def test_a_story_has_the_title_of_its_first_article() -> None:
    story_of(add_article("Umbrel lost the stolen money!", minutes=30))
    assert story_of(add_article("Umbrel lost the stolen money", group="south")).title == "Umbrel lost the stolen money"
