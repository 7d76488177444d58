"""What base.html needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shared.ui.navigation import links
from shared.ui.theme import chosen_theme


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "service_name": settings.SERVICE_NAME,
        "service_title": settings.SERVICE_TITLE,
        "theme": chosen_theme(request),
        # Fragments use the same context and draw no navigation, so it is made only when asked for.
        "navigation": SimpleLazyObject(lambda: links(request)),
    }
