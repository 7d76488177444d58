"""The addresses of the support service."""

from django.urls import include, path

urlpatterns = [
    path("", include("shared.urls")),
]

handler400 = "shared.ui.views.bad_request"
handler403 = "shared.ui.views.forbidden"
handler404 = "shared.ui.views.not_found"
handler500 = "shared.ui.views.server_error"
