"""The addresses of the pages."""

from django.urls import path
from django.views.generic import RedirectView

from services.recommend.views import (
    experiments,
    imports,
    items,
    jobs,
    machines,
    magazine,
    models,
    overview,
    quality,
    surfaces,
    users,
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="overview"), name="home"),
    path("overview/", overview.overview, name="overview"),
    path("users/", users.users, name="users"),
    path("users/<key:user>/", users.user, name="user"),
    path("machines/clear/", machines.clear, name="clear-machine"),
    path("machines/flag/", machines.flag_again, name="flag-again"),
    path("catalogue/", items.items, name="catalogue"),
    path("catalogue/<key:key>/", items.item, name="item"),
    path("quality/", quality.quality, name="quality"),
    path("quality/measure/", quality.start, name="start-evaluation"),
    path("experiments/", experiments.experiments, name="experiments"),
    path("experiments/start/", experiments.start, name="start-experiment"),
    # Whatever its key: one that could not be addressed could never be ended.
    path("experiments/<path:key>/end/", experiments.end, name="end-experiment"),
    path("surfaces/", surfaces.surfaces, name="surfaces"),
    path("surfaces/pin/", surfaces.pin, name="pin-item"),
    path("surfaces/pins/<int:pin_id>/remove/", surfaces.remove_pin, name="remove-pin"),
    path("surfaces/rules/", surfaces.save_rules, name="save-rules"),
    path("surfaces/rules/<int:rules_id>/remove/", surfaces.remove_rules, name="remove-rules"),
    path("models/", models.models, name="models"),
    path("models/train/", models.train, name="train"),
    path("models/roll-back/", models.roll_back, name="roll-back-model"),
    path("models/<int:number>/promote/", models.promote, name="promote-model"),
    path("imports/", imports.imports, name="imports"),
    path("imports/start/", imports.start, name="start-import"),
    path("imports/example/<slug:kind>.csv", imports.example, name="import-example"),
    path("work/", jobs.jobs, name="jobs"),
    path("work/lists/", jobs.start_batch, name="start-batch"),
    # Only in the demo
    path("magazine/", magazine.front, name="magazine"),
    path("magazine/forget/", magazine.forget, name="magazine-forget"),
    path("magazine/<key:key>/say/", magazine.say, name="magazine-say"),
    path("magazine/<key:key>/", magazine.article, name="magazine-article"),
]
