"""Articles are judged once, about whom they name, by models whose versions are kept."""

from collections.abc import Sequence

import pytest

from services.sentiment import models
from services.sentiment.actions import judging
from services.sentiment.actions.understanding import NothingTrained
from tests.sentiment.market import add_article


def judge(*articles: models.Article) -> int:
    return judging.judge_articles(article_ids=[article.pk for article in articles])


def test_an_article_is_judged_as_a_whole_and_by_entity(desk: None) -> None:
    article = add_article("Umbrel good good thank you", text="Quillon stolen money lost.")
    assert judge(article) == 1
    found = {row.entity.name if row.entity else "": row for row in article.judgements.select_related("entity")}
    assert set(found) == {"", "Umbrel", "Quillon"}
    assert found["Umbrel"].sentiment == "positive"
    assert found["Quillon"].sentiment == "negative"
    assert found[""].model_version == "sentiment-document@1"
    assert found["Quillon"].model_version == "sentiment-entity@1"
    assert found[""].topic in {"markets", "other"}
    assert sum(found["Umbrel"].probabilities.values()) == pytest.approx(1, abs=0.001)


def test_mentions_hold_where_the_names_stand(desk: None) -> None:
    article = add_article("伞叶好", text="Later Umbrel was good.", language="zh")
    judge(article)
    mention = article.mentions.get()
    assert [article.read_text[start:end] for start, end in mention.spans] == ["伞叶", "Umbrel"]


def test_judging_again_changes_nothing(desk: None) -> None:
    article = add_article("Umbrel lost money")
    assert judge(article) == 1
    before = list(models.Judgement.objects.values())
    assert judge(article) == 0
    assert list(models.Judgement.objects.values()) == before
    assert models.Bin.objects.get(entity__name="Umbrel").total == 1


def test_an_article_about_nobody_is_judged_and_counted_too(desk: None) -> None:
    judge(add_article("the stock price"))
    assert models.Judgement.objects.get().entity is None
    assert models.Bin.objects.get().entity is None


def test_before_anything_is_trained_articles_wait(no_models: None, db: None) -> None:
    article = add_article("Umbrel lost money")
    with pytest.raises(NothingTrained):
        judge(article)
    assert judging.judge_new() == 0
    article.refresh_from_db()
    assert article.judged_at is None


@pytest.mark.parametrize("title", ["\x00", "🙂" * 300, "<script>alert(1)</script>", "a" * 500, " "])
def test_odd_titles_are_judged_as_well(desk: None, title: str) -> None:
    assert judge(add_article(title.replace("\x00", "") or "-", text="x" * 100_000)) == 1


def test_what_came_in_first_is_judged_first(desk: None) -> None:
    first, second = add_article("Umbrel good"), add_article("Quillon bad")
    assert judging.judge_new(limit=1) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.judged_at is not None
    assert second.judged_at is None


def test_a_round_under_way_is_not_joined_by_another(desk: None, monkeypatch: pytest.MonkeyPatch) -> None:
    add_article("Umbrel lost money")
    joined: list[int] = []
    inner = judging.judge_articles

    def judge_and_ask_again(*, article_ids: Sequence[int]) -> int:
        joined.append(judging.judge_new())
        return inner(article_ids=article_ids)

    monkeypatch.setattr(judging, "judge_articles", judge_and_ask_again)
    assert judging.judge_new() == 1
    assert joined == [0]
    # And the next one is free to begin.
    add_article("Umbrel lost money again")
    assert judging.judge_new() == 1
