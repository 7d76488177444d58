"""A change that the gate holds: what it would break, and a button for those who know better."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from services.support.actions.gate import ChangeHeld


def forced(request: HttpRequest) -> bool:
    """Whether the editor has seen what breaks and wants it all the same."""
    return request.POST.get("force") == "1"


def held_page(request: HttpRequest, held: ChangeHeld, *, title: str, back: str) -> HttpResponse:
    """For changes without a form of their own. The same request goes out again with the editor's word."""
    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    kept = [(name, value) for name, value in fields if name not in {"csrfmiddlewaretoken", "force"}]
    context = {"held": held, "title": title, "back": back, "kept": kept, "address": request.get_full_path()}
    return render(request, "support/held.html", context, status=409)
