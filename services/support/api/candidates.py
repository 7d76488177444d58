"""What would answer instead of what is in force: name it, read what it said, end it."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from services.support import models, tasks
from services.support.actions import candidates, shadow, split
from services.support.queries import candidates as queries
from services.support.queries import splits
from services.support.schemas import candidates as schemas
from shared.api.caller import actor_of, user_of
from shared.api.idempotency import idempotent
from shared.api.paging import PageIn, cut_page
from shared.api_keys.auth import KeyAuth
from shared.jobs.schemas import JobOut

router = Router(tags=["candidate"])
READ = KeyAuth(scope="conversations:read")
WRITE = KeyAuth(scope="knowledge:write", role="editor")


@router.get("", response=schemas.CandidateOut, auth=READ)
def read_candidate(request: HttpRequest) -> Any:
    """The one that is open, else the last. 404 before there was any."""
    return _told(_latest())


@router.post("", response={202: JobOut}, auth=WRITE)
@idempotent
def name_candidate(request: HttpRequest, payload: schemas.CandidateIn) -> Any:
    """Its thresholds are chosen on the validation questions, in the job. 409 while another is open."""
    made, job = candidates.name_candidate(**payload.dict(), user=user_of(request), actor=actor_of(request))
    tasks.prepare_candidate.delay_on_commit(str(job.pk), made.pk)
    return Status(202, job)


@router.post("/share", response=schemas.CandidateOut, auth=WRITE)
def change_share(request: HttpRequest, payload: schemas.ShareIn) -> Any:
    """How many conversations are in the shadow from now on. 409 where no candidate is ready."""
    return _told(candidates.change_share(share=payload.share, actor=actor_of(request)))


@router.post("/end", response={204: None}, auth=WRITE)
def end_candidate(request: HttpRequest) -> Any:
    found = candidates.current()
    if found is None:
        raise Http404
    candidates.end(candidate=found, actor=actor_of(request))
    return Status(204, None)


@router.get("/shadowed", response=schemas.ShadowsOut, auth=READ)
def list_shadowed(
    request: HttpRequest, filters: Annotated[schemas.ShadowedFilter, Query()], page: Annotated[PageIn, Query()]
) -> Any:
    """What was asked of both, the newest first."""
    return cut_page(queries.shadowed(_latest(), difference=filters.difference, better=filters.better), page=page)


@router.get("/split", response=schemas.SplitOut, auth=READ)
def read_split(request: HttpRequest) -> Any:
    """The experiment that runs, else the last. 404 before there was any."""
    found = splits.latest()
    if found is None:
        raise Http404
    return _split(found)


@router.post("/split", response={201: schemas.SplitOut}, auth=WRITE)
@idempotent
def start_split(request: HttpRequest, payload: schemas.SplitIn) -> Any:
    """A share of visitors is answered by the candidate. 409 while one runs, or without a candidate.

    `receivers` are told if it stops by itself, by the names they have here.
    """
    receivers = split.receivers_named(payload.receivers)
    made = split.start(share=payload.share, receivers=receivers, user=user_of(request), actor=actor_of(request))
    return Status(201, _split(made))


@router.post("/split/stop", response=schemas.SplitOut, auth=WRITE)
def stop_split(request: HttpRequest) -> Any:
    """At once: the next message is answered by what is in force."""
    found = splits.running()
    if found is None:
        raise Http404
    split.stop(found, actor=actor_of(request))
    found.refresh_from_db()
    return _split(found)


def _split(found: models.Split) -> dict[str, Any]:
    told = split.tell(found)
    return {
        **{
            name: getattr(found, name)
            for name in ("id", "share", "started_at", "ended_at", "ended_because", "evidence")
        },
        "candidate": found.candidate_id,
        "running": found.is_open,
        "receivers": list(found.receivers.values_list("name", flat=True)),
        "exposed": told.exposed,
        "exposed_treated": told.exposed_treated,
        "waiting": told.waiting,
        "asked": told.asked,
        "failed": told.failed,
        "skewed": told.skewed,
        "measures": [*told.measures, told.rating],
    }


def _latest() -> models.Candidate:
    found = queries.latest()
    if found is None:
        raise Http404
    return found


def _told(found: models.Candidate) -> dict[str, Any]:
    names = (
        "id", "state", "versions", "max_wrong_share", "confident", "share", "created_at", "ready_at", "ended_at",
        "ended_because",
    )  # fmt: skip
    return {**{name: getattr(found, name) for name in names}, "known": _known(found) if found.ready_at else None}


def _known(found: models.Candidate) -> dict[str, Any]:
    told = shadow.tell(found)
    return {
        "answered": told.answered,
        "waiting": told.waiting,
        "dropped": told.dropped,
        "same": told.same,
        "differences": {value: count for value, _label, count in told.counts},
        "live_milliseconds": told.live_milliseconds,
        "candidate_milliseconds": told.candidate_milliseconds,
        "preferred": told.preference,
        "neither": told.neither,
        "unmarked": told.unmarked,
        "verdict": told.verdict,
    }
