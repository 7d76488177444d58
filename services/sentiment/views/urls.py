"""The addresses of the pages."""

from django.urls import path
from django.views.generic import RedirectView

from services.sentiment.views import articles, entities, live, overview, stories

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="overview"), name="home"),
    path("overview/", overview.overview, name="overview"),
    path("overview/figures/", overview.refreshed, name="overview-figures"),
    path("overview/live/", live.live, name="overview-live"),
    path("stories/", stories.stories, name="stories"),
    path("stories/<int:story_id>/", stories.story, name="story"),
    path("entities/", entities.entities, name="entities"),
    path("entities/<slug:key>/", entities.entity, name="entity"),
    path("entities/<slug:key>/trend.<slug:form>", entities.trend, name="entity-trend"),
    path("articles/", articles.articles, name="articles"),
    path("articles/<int:article_id>/", articles.article, name="article"),
    path("articles/export.<slug:form>", articles.exported, name="articles-export"),
]
