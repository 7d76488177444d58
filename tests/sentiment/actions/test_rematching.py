"""After a change of the dictionary recent articles name whom they name now, and counts follow."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.sentiment import models
from services.sentiment.actions import dictionary, judging, rematching
from services.sentiment.queries import matching
from shared.jobs import actions as jobs
from shared.jobs.models import Job
from tests.sentiment.market import add_article, add_entity


def judged(title: str) -> models.Article:
    article = add_article(title)
    article.published_at = datetime.now(UTC)
    article.save()
    judging.judge_articles(article_ids=[article.pk])
    return article


def rematch() -> int:
    job, _new = rematching.start_rematching()
    return rematching.run_rematching_job(job_id=job.pk)


def counted(name: str) -> int:
    return sum(models.Bin.objects.filter(entity__name=name).values_list("total", flat=True))


def test_a_company_added_later_is_found_and_counted_in_what_is_stored(desk: None) -> None:
    article, other = judged("Tessel good good thank you"), judged("Umbrel good")
    add_entity("Tessel")
    assert rematch() == 1
    assert set(article.judgements.filter(current=True).values_list("entity__name", flat=True)) == {None, "Tessel"}
    assert (counted("Tessel"), counted("Umbrel")) == (1, 1)
    assert other.mentions.count() == 1


def test_a_removed_company_goes_and_a_restored_one_comes_back(desk: None) -> None:
    judged("Umbrel good good thank you")
    umbrel = models.Entity.objects.get(name="Umbrel")
    dictionary.delete_entity(entity=umbrel)
    assert rematch() == 1
    assert counted("Umbrel") == 0
    dictionary.restore_entity(entity=umbrel)
    assert rematch() == 1
    assert counted("Umbrel") == 1


def test_a_second_run_finds_nothing_left_to_do(desk: None) -> None:
    judged("Tessel good")
    add_entity("Tessel")
    assert (rematch(), rematch()) == (1, 0)


def test_a_change_while_it_runs_is_seen_by_the_run(desk: None, monkeypatch: pytest.MonkeyPatch) -> None:
    judged("Tessel and Orbane good")
    add_entity("Tessel")
    plain = matching.judged_after

    def meanwhile(after: int, **options: Any) -> list[models.Article]:
        found = plain(after, **options)
        if not found and not models.Entity.objects.filter(name="Orbane").exists():
            add_entity("Orbane")
        return found

    monkeypatch.setattr(matching, "judged_after", meanwhile)
    assert rematch() == 2
    assert counted("Orbane") == 1


def test_a_cancelled_run_stops_and_the_next_goes_on(desk: None) -> None:
    judged("Tessel good")
    add_entity("Tessel")
    job, _new = rematching.start_rematching()
    jobs.cancel(job=job)
    assert rematching.run_rematching_job(job_id=job.pk) == 0
    assert rematch() == 1


def test_one_that_runs_already_is_the_one(desk: None) -> None:
    first, _new = rematching.start_rematching()
    assert rematching.start_rematching() == (first, False)
    assert Job.objects.count() == 1


def test_one_that_the_broker_lost_is_sent_again(desk: None) -> None:
    first, _new = rematching.start_rematching()
    Job.objects.filter(pk=first.pk).update(created_at=datetime.now(UTC) - timedelta(hours=1))
    assert rematching.start_rematching() == (first, True)
