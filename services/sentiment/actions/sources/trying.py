"""“Try it”: what a visit would find, as a job that people watch. Nothing of it is stored."""

from collections.abc import Mapping
from typing import Any

from services.sentiment import models
from services.sentiment.actions import addresses, crawling
from services.sentiment.actions.sources.editing import SourceIn, check_place
from shared.accounts.models import User
from shared.errors import InputRefused, ServiceError
from shared.jobs import actions as jobs
from shared.jobs.models import Job

KIND = "sentiment.try_source"
_EXCERPT = 400
_SHOWN = tuple("url title published_at published_from published_confidence author language provenance".split())


def start_trying(*, given: SourceIn, user: User | None = None) -> Job:
    """It needs no name yet. Raises `InputRefused` where a visit could not even begin."""
    options, problems = check_place(given=given)
    if problems:
        raise InputRefused(problems)
    job = jobs.start_job(kind=KIND, created_by=user)
    tried = {"name": given.name or "–", "kind": given.kind, "url": given.url.strip(), "options": options}
    Job.objects.filter(pk=job.pk).update(result={"source": tried})
    return job


def run_try_job(*, job_id: str) -> None:
    """Started twice, the second finds the job ended."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not job.is_active:
        return
    try:
        jobs.advance(job=job, stage="visiting")
        found = crawling.preview(source=models.Source(**job.result["source"]))
    except jobs.JobEnded:
        return
    except ServiceError as error:
        jobs.fail(job=job, error=str(error))
    else:
        items = [_shown(item) for item in found["items"]]
        jobs.finish(job=job, result={"items": items, "errors": found["errors"], "listed": found["seen"]})


def _shown(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item without its whole text, for a page and for the API."""
    text = str(item["text"])
    kept = (
        "url",
        "title",
        "published_at",
        "published_from",
        "published_confidence",
        "author",
        "language",
        "provenance",
    )
    return {
        **{name: item[name] for name in kept},
        "canonical_url": addresses.canonical_url(str(item["canonical_url"] or item["url"])),
        "characters": len(text),
        "excerpt": text[:_EXCERPT],
    }
