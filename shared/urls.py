"""The addresses that every service has."""

from django.urls import include, path

from shared.health import views as health
from shared.metrics import views as metrics
from shared.ui import views as ui

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("language/", ui.choose_language, name="choose_language"),
    path("accounts/", include("shared.accounts.urls")),
    path("api-keys/", include("shared.api_keys.urls")),
    path("audit/", include("shared.audit.urls")),
    path("jobs/", include("shared.jobs.urls")),
    path("receivers/", include("shared.outbox.urls")),
]
