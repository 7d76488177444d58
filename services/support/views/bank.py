"""The home page of a bank that does not exist, with the chat widget on it: what customers see."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET


@require_GET
def bank(request: HttpRequest) -> HttpResponse:
    """`?language=zh-hans` chooses; without it the browser's language holds."""
    wanted = request.GET.get("language", translation.get_language())
    language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(language):
        suggestions = [
            _("My card has not arrived"),
            _("How much can I withdraw at an ATM?"),
            _("Which plan suits a small company?"),
        ]
        context = {"language": language, "languages": settings.LANGUAGES, "suggestions": "|".join(suggestions)}
        return render(request, "support/bank.html", context)
