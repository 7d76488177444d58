"""What changed between two versions of an article, line by line."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from services.support import models
from services.support.queries import knowledge
from shared.accounts.access import require_role

_CONTEXT_LINES = 3


@dataclass(frozen=True)
class Line:
    """`kind` is same, added, removed or gap; numbers are of the old and the new text."""

    kind: str
    text: str = ""
    old: int | None = None
    new: int | None = None


@require_GET
@require_role("editor")
def differences(request: HttpRequest, document_id: int) -> HttpResponse:
    document = get_object_or_404(models.Document.objects.select_related("current"), pk=document_id)
    new = _version(document, request.GET.get("to", ""), default=document.versions.count())
    old = _version(document, request.GET.get("from", ""), default=max(new.number - 1, 1))
    context = {
        "document": document,
        "old": old,
        "new": new,
        "versions": knowledge.versions(document),
        "lines": list(compare(old.body, new.body)),
    }
    return render(request, "support/knowledge/differences.html", context)


def _version(document: models.Document, number: str, *, default: int) -> models.DocumentVersion:
    return get_object_or_404(document.versions, number=int(number) if number.isdigit() else default)


def compare(before: str, after: str) -> Iterator[Line]:
    """Changed lines with a little of what stands around them."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for index, group in enumerate(matcher.get_grouped_opcodes(_CONTEXT_LINES)):
        if index:
            yield Line("gap")
        for kind, a, b, c, d in group:
            if kind == "equal":
                yield from (Line("same", old[a + i], a + i + 1, c + i + 1) for i in range(b - a))
                continue
            yield from (Line("removed", old[i], old=i + 1) for i in range(a, b))
            yield from (Line("added", new[i], new=i + 1) for i in range(c, d))
