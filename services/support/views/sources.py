"""The public page behind a citation: the passage as it stood in the version that was cited."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from services.support import models
from services.support.queries import knowledge


@require_GET
def source(request: HttpRequest, chunk_id: int) -> HttpResponse:
    chunks = models.Chunk.objects.select_related("document", "born", "retired")
    chunk = get_object_or_404(chunks, pk=chunk_id)
    number = request.GET.get("version", "")
    found = knowledge.source(chunk, number=int(number) if number.isdigit() else None)
    return render(request, "support/source.html", {"source": found, "chunk": chunk})
