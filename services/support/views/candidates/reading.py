"""What the candidate would have said, beside what was said."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from services.support import models
from services.support.actions import candidates, shadow
from services.support.queries import candidates as stored
from services.support.views.paging import listing
from shared.accounts.access import require_role
from shared.jobs import queries as jobs

Difference, Better = models.Shadowed.Difference, models.Shadowed.Better
_PER_PAGE = 20


@dataclass(frozen=True)
class Filters:
    """As the address has them; what is none of the choices is left out."""

    difference: str
    better: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        difference, better = request.GET.get("difference", "any"), request.GET.get("better", "")
        return cls(
            difference if difference in {"", *Difference.values} else "any",
            better if better in {"none", *Better.values} else "",
        )


@require_GET
@require_role("agent")
def candidate(request: HttpRequest) -> HttpResponse:
    found = stored.latest()
    filters = Filters.of(request)
    rows = stored.shadowed(found, difference=filters.difference, better=filters.better) if found else None
    context = {
        "candidate": found,
        "job": jobs.latest(kind=candidates.KIND),
        "told": shadow.tell(found) if found and found.ready_at else None,
        "share_percent": f"{100 * found.share:g}" if found else "",
        "listing": listing(request, rows, per_page=_PER_PAGE) if rows is not None else None,
        "filters": filters,
        "differences": Difference.choices,
        "marks": Better.choices,
    }
    return render(request, "support/candidates/candidate.html", context)
