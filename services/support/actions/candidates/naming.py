"""Name a candidate, and prepare it: an index of its own where it needs one, and thresholds from validation data."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from services.support import models
from services.support.actions import background, policy, remembered
from services.support.actions.background import Advance
from services.support.actions.candidates.base import base_in_force
from services.support.actions.candidates.life import KIND, Because, end
from services.support.actions.candidates.trial import models_of
from services.support.actions.engine import ENCODER, candidate_index
from services.support.actions.index import rebuild_index
from services.support.actions.model_versions import list_versions
from services.support.queries import answers
from shared.audit import actions as audit
from shared.errors import ServiceError, refuse
from shared.jobs.models import Job

State = models.Candidate.State


class CandidateOpen(ServiceError):
    """There is a candidate already. End it first."""

    code: ClassVar[str] = "candidate_open"


def choices() -> dict[str, list[int]]:
    """The versions of each model that are not in force, newest first."""
    return {one.name: [row["number"] for row in one.versions if not row["live"]] for one in list_versions()}


def name_candidate(
    *,
    versions: Mapping[str, int],
    max_wrong_share: float,
    confident: bool,
    share: float = 0.0,
    user: Any = None,
    actor: object = "system",
) -> tuple[models.Candidate, Job]:
    """With the job that `run_job` carries out. Raises `InputRefused`, `CandidateOpen` and `AlreadyRuns`."""
    _check(versions, max_wrong_share=max_wrong_share, confident=confident, share=share)
    try:
        with transaction.atomic():
            made = models.Candidate.objects.create(
                versions=dict(versions),
                base=base_in_force(),
                max_wrong_share=max_wrong_share,
                confident=confident,
                share=share,
                named_by=user,
            )
            job = background.start(kind=KIND, user=user)
            audit.record(actor=actor, action="candidate_named", target=made, versions=made.versions)
    except IntegrityError as error:
        raise CandidateOpen from error
    return made, job


def run_job(*, job_id: Any, candidate_id: int) -> dict[str, Any]:
    """Measure it and make it ready. One that cannot be prepared ends."""
    candidate = models.Candidate.objects.get(pk=candidate_id)
    try:
        found = background.run(job_id=job_id, work=lambda advance: _prepare(candidate, advance))
    except BaseException:
        end(candidate=candidate, because=Because.FAILED)
        raise
    if not found:
        # Called off on the way.
        end(candidate=candidate)
    return found


def _check(versions: Mapping[str, int], *, max_wrong_share: float, confident: bool, share: float) -> None:
    known = choices()
    for name, number in versions.items():
        if number not in known.get(name, []):
            raise refuse(name, f"There is no other version {number}.", "Choose one that is not in force.")
    if not 0.001 <= max_wrong_share <= 0.5:
        raise refuse("max_wrong_share", "The limit is out of range.", "Use 0.001 to 0.5.")
    if not 0.0 <= share <= 1.0:
        raise refuse("share", "It is no share.", "Use 0 to 1.")
    now = answers.policy()
    if not versions and (max_wrong_share, confident) == (now.max_wrong_share, now.confident):
        raise refuse("versions", "Nothing about it is different.", "Choose another version or another limit.")


def _prepare(candidate: models.Candidate, advance: Advance) -> dict[str, Any]:
    if number := candidate.versions.get(ENCODER):
        rebuild_index(
            name=candidate_index(candidate.pk),
            encoder=f"{ENCODER}@{number}",
            progress=lambda done, total: advance("embedding", done, total),
        )
    advance("measuring", 0, 1)
    curves = _curves(candidate)
    ready = models.Candidate.objects.filter(pk=candidate.pk, state=State.PREPARING).update(
        state=State.READY, curves=curves, ready_at=timezone.now()
    )
    remembered.candidate.forget()
    return {"candidate": candidate.pk, "ready": bool(ready)}


def _curves(candidate: models.Candidate) -> dict[str, Any]:
    """With the models in force everything was measured when their thresholds were chosen."""
    measured = answers.policy().curves
    if not candidate.versions and measured:
        return dict(measured)
    with remembered.instead(models_of(candidate)):
        return policy.measure()
