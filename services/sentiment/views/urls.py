"""The addresses of the pages."""

from django.urls import path
from django.views.generic import RedirectView

from services.sentiment.views import overview

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="overview"), name="home"),
    path("overview/", overview.overview, name="overview"),
]
