"""`Idempotency-Key`: a request that is sent again gets the first reply, and does nothing twice.

Follows draft-ietf-httpapi-idempotency-key-header: 422 for a key used with another body, 409 while the first runs.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja.decorators import decorate_view

from shared.api.caller import identity
from shared.api.models import KeptReply
from shared.api.problems import problem

KEEP_FOR = timedelta(hours=24)
# A worker that was killed leaves its reservation behind; nobody's request runs this long.
_ABANDONED_AFTER = timedelta(minutes=5)
_MAX_LENGTH = 200
# Not an outcome of the request but of the moment: the caller is to try again with the same key.
_PASSING = {408, 409, 425, 429}


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """Put it under ninja's decorator, on a plain (not async) view: `@api.post(…)` then `@idempotent`."""

    @wraps(view)
    def reserved(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > _MAX_LENGTH:
            return problem(422, detail=f"Idempotency-Key may have at most {_MAX_LENGTH} characters.")
        outcome = _reserve(request, key)
        if isinstance(outcome, HttpResponseBase):
            return outcome
        request.kept_reply = outcome  # type: ignore[attr-defined]  # read back by _keep
        return view(request, *args, **kwargs)

    return decorate_view(_keep)(reserved)


def forget(*, caller: str) -> int:
    """Delete what was kept for one caller, and return how many replies that were."""
    return KeptReply.objects.filter(caller=caller).delete()[0]


def purge() -> int:
    return KeptReply.objects.filter(created_at__lt=timezone.now() - KEEP_FOR).delete()[0]


def _reserve(request: HttpRequest, key: str) -> KeptReply | HttpResponse:
    """Return a fresh reservation, or the reply to give instead of doing the work."""
    name = {"caller": identity(request), "route": f"{request.method} {request.path}"[:200], "key": key}
    fingerprint = _fingerprint(request)
    _drop_old(name)
    try:
        with transaction.atomic():
            return KeptReply.objects.create(fingerprint=fingerprint, **name)
    except IntegrityError:
        return _repeat(KeptReply.objects.filter(**name).first(), fingerprint)


def _drop_old(name: dict[str, str]) -> None:
    now = timezone.now()
    mine = KeptReply.objects.filter(**name)
    mine.filter(created_at__lt=now - KEEP_FOR).delete()
    mine.filter(status=None, created_at__lt=now - _ABANDONED_AFTER).delete()


def _repeat(kept: KeptReply | None, fingerprint: str) -> HttpResponse:
    if kept and kept.fingerprint != fingerprint:
        return problem(422, code="idempotency_key_reused", detail="This Idempotency-Key came with another body.")
    if kept is None or kept.status is None:
        detail = "The first request with this Idempotency-Key is still at work."
        return problem(409, code="request_in_progress", detail=detail, headers={"Retry-After": "1"})
    return HttpResponse(
        bytes(kept.body),
        status=kept.status,
        content_type=kept.content_type,
        headers={"Idempotency-Replayed": "true"},
    )


def _keep(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(run)
    def kept(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        response = run(request, **kwargs)
        reservation = getattr(request, "kept_reply", None)
        if reservation is not None:
            _settle(reservation, response)
        return response

    return kept


def _settle(reservation: KeptReply, response: HttpResponseBase) -> None:
    passing = response.status_code >= 500 or response.status_code in _PASSING
    if passing or not isinstance(response, HttpResponse):
        reservation.delete()
        return
    reservation.status = response.status_code
    reservation.content_type = response.headers.get("Content-Type", "")
    reservation.body = response.content
    reservation.save(update_fields=["status", "content_type", "body"])


def _fingerprint(request: HttpRequest) -> str:
    try:
        body = request.body
    except RawPostDataException:
        # A form with files was already read as a stream; its fields and the files' names and sizes stand for it.
        uploads = [(name, file) for name in request.FILES for file in request.FILES.getlist(name)]
        files = sorted((name, file.name, file.size) for name, file in uploads)
        body = repr((sorted(request.POST.lists()), files)).encode()
    return hashlib.sha256(body).hexdigest()
