"""The addresses of the recommend service."""

from django.urls import include, path

from services.recommend.api.root import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("shared.urls")),
    path("", include("services.recommend.views.urls")),
]

handler400 = "shared.ui.views.bad_request"
handler403 = "shared.ui.views.forbidden"
handler404 = "shared.ui.views.not_found"
handler500 = "shared.ui.views.server_error"
