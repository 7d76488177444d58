"""A new version judges the archive; what was counted follows, and a stopped job goes on."""

import pytest
from django.conf import settings

from modelkit.registry import Registry
from services.sentiment import models
from services.sentiment.actions import judging, rescoring
from services.sentiment.actions.names import DOCUMENT_MODEL, ENTITY_MODEL
from services.sentiment.actions.rescoring import RescoringRuns
from services.sentiment.actions.understanding import NothingTrained
from shared.jobs import actions as jobs
from shared.jobs.models import Job
from tests.sentiment.market import add_article


def publish_again() -> None:
    registry = Registry(settings.MODELKIT_REGISTRY)
    for name in (DOCUMENT_MODEL, ENTITY_MODEL):
        registry.publish(name, registry.resolve(name), promote="always")


def test_the_archive_is_judged_by_the_new_version_and_counted_once(desk: None) -> None:
    article = add_article("Umbrel good good thank you")
    judging.judge_articles(article_ids=[article.pk])
    publish_again()
    job = rescoring.start_rescoring()
    assert rescoring.run_rescoring_job(job_id=job.pk) == 1
    versions = set(article.judgements.filter(current=True).values_list("model_version", flat=True))
    assert versions == {"sentiment-document@2", "sentiment-entity@2"}
    assert article.judgements.filter(current=False).count() == 2
    assert models.Bin.objects.get(entity__name="Umbrel").total == 1


def test_what_the_version_has_judged_is_left_alone(desk: None) -> None:
    article = add_article("Umbrel good good thank you")
    judging.judge_articles(article_ids=[article.pk])
    assert rescoring.run_rescoring_job(job_id=rescoring.start_rescoring().pk) == 0


def test_a_cancelled_job_stops_and_the_next_goes_on(desk: None) -> None:
    judging.judge_articles(article_ids=[add_article("Umbrel good").pk])
    publish_again()
    job = rescoring.start_rescoring()
    jobs.cancel(job=job)
    assert rescoring.run_rescoring_job(job_id=job.pk) == 0
    assert rescoring.run_rescoring_job(job_id=rescoring.start_rescoring().pk) == 1


def test_one_at_a_time(desk: None) -> None:
    rescoring.start_rescoring()
    with pytest.raises(RescoringRuns):
        rescoring.start_rescoring()


def test_without_a_model_there_is_nothing_to_judge_with(no_models: None, db: None) -> None:
    with pytest.raises(NothingTrained):
        rescoring.start_rescoring()
    assert not Job.objects.exists()
