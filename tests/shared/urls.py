"""A service that has nothing but what every service shares."""

from shared.ui.navigation import NavigationItem
from shared.urls import urlpatterns

__all__ = ["handler403", "handler404", "navigation", "urlpatterns"]

handler403 = "shared.ui.views.forbidden"
handler404 = "shared.ui.views.not_found"


def navigation() -> list[NavigationItem]:
    return [
        NavigationItem("Preferences", "accounts:preferences", "settings"),
        NavigationItem("API keys", "api_keys:keys", "key", role="admin", badge=lambda: 3),
        NavigationItem("Audit log", "audit:entries", "list", role="admin"),
    ]
