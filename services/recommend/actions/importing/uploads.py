"""A file that somebody chose on a page lies in a folder until a worker has taken it in."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from services.recommend import models
from services.recommend.actions.importing.files import check_file, keep_file
from shared.errors import InputRefused, refuse
from shared.jobs import actions as jobs
from shared.jobs.models import Job
from shared.uploads.files import Upload

KIND = "recommend.import"
# What takes longer than a worker may be silent for is a matter for the command.
MOST_BYTES = 64 * 1024 * 1024
_FOLDER = "imports"
# The job of a file that is being written is not there to be seen yet.
_YOUNG = timedelta(hours=1)


def start_import(*, file: Upload, kind: str, user: Any = None) -> models.Import:
    """Its job is what `run_import_job` carries out. Raises `InputRefused`, and then keeps nothing."""
    name = Path(file.name or "").name
    check_file(name, kind)
    if not file.size:
        raise refuse("file", _("The file is empty."), _("Choose a file with a header and rows."))
    if file.size > MOST_BYTES:
        told = {"size": f"{file.size / 2**20:.0f}", "most": MOST_BYTES // 2**20}
        message = _("The file has %(size)s MB; at most %(most)s MB are taken here.") % told
        raise refuse("file", message, _("Split it, or use manage.py import, which takes any size."))
    _sweep()
    with transaction.atomic():
        job = jobs.start_job(kind=KIND, created_by=user, message=name)
        brought = models.Import.objects.create(filename=name[:300], kind=kind, job=job, created_by=user)
        path = _path(job, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            out.writelines(file.chunks())
    return brought


def run_import_job(*, job_id: Any) -> None:
    """Run again after a killed worker, of whose work nothing was kept, it begins anew."""
    brought = models.Import.objects.select_related("job").get(job_id=job_id)
    job = brought.job
    if job is None or not job.is_active:
        return
    path = _path(job, brought.filename)
    try:
        # A worker that was killed after it had kept everything leaves only the job open.
        if not brought.rows:
            _keep(brought, job, path)
    except jobs.JobEnded:
        pass
    except InputRefused as refusal:
        models.Import.objects.filter(pk=brought.pk).update(errors=[one.as_dict() for one in refusal.problems])
        jobs.fail(
            job=job, error=gettext_noop("Nothing of the file was kept. What is wrong stands on the Imports page.")
        )
    except Exception:
        jobs.fail(job=job, error=gettext_noop("Nothing of the file was kept: something broke on our side. Try again."))
        raise
    else:
        jobs.finish(job=job, result={"rows": brought.rows, "new": brought.new})
    path.unlink(missing_ok=True)


def _keep(brought: models.Import, job: Job, path: Path) -> None:
    jobs.advance(job=job, stage="reading", message=job.message)
    with transaction.atomic():
        brought.rows, brought.new = keep_file(path, brought.kind)
        brought.save(update_fields=["rows", "new"])
        # Somebody may have cancelled meanwhile: then all of it is taken back.
        jobs.advance(job=job, stage="keeping", done=1, total=1, message=job.message)


def _path(job: Job, filename: str) -> Path:
    return Path(settings.MEDIA_ROOT) / _FOLDER / f"{job.pk.hex}{Path(filename).suffix.lower()}"


def _sweep() -> None:
    """Files whose jobs were given up: cancelled before they began, or silent for too long."""
    active = Job.objects.filter(kind=KIND, state__in=jobs.ACTIVE).values_list("pk", flat=True)
    kept, limit = {pk.hex for pk in active}, (timezone.now() - _YOUNG).timestamp()
    for path in (Path(settings.MEDIA_ROOT) / _FOLDER).glob("*.*"):
        if path.stem not in kept and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
