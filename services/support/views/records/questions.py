"""Browse labelled questions, and questions with their answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from services.support import models
from services.support.models.choices import Split
from services.support.queries import records
from services.support.views.paging import listing
from shared.accounts.access import require_role


@require_GET
@require_role("editor")
def examples(request: HttpRequest) -> HttpResponse:
    chosen = _filters(request, "q", "intent", "split", "language")
    rows = records.examples(
        search=chosen["q"], intent=chosen["intent"], split=chosen["split"], language=chosen["language"]
    )
    names = models.Intent.objects.order_by("name").values_list("name", flat=True)
    context = {**_shared(chosen), "listing": listing(request, rows), "intents": names}
    return render(request, "support/records/examples.html", context)


@require_GET
@require_role("editor")
def pairs(request: HttpRequest) -> HttpResponse:
    chosen = _filters(request, "q", "split", "language")
    rows = records.pairs(search=chosen["q"], split=chosen["split"], language=chosen["language"])
    context = {**_shared(chosen), "listing": listing(request, rows)}
    return render(request, "support/records/pairs.html", context)


def _filters(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in names}


def _shared(chosen: dict[str, str]) -> dict[str, object]:
    return {
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "splits": Split.choices,
        "languages": records.example_languages(),
    }
