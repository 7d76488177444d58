"""The addresses of the recommend service."""

from django.urls import include, path, register_converter

from services.recommend.addresses import AnyKey
from services.recommend.api.root import api

register_converter(AnyKey, "key")

urlpatterns = [
    path("api/", api.urls),
    path("", include("shared.urls")),
    path("", include("services.recommend.views.urls")),
]

handler400 = "shared.ui.views.bad_request"
handler403 = "shared.ui.views.forbidden"
handler404 = "shared.ui.views.not_found"
handler500 = "shared.ui.views.server_error"
