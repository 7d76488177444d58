"""The addresses of the pages."""

from django.urls import path
from django.views.generic import RedirectView

from services.sentiment.views import (
    alerts,
    articles,
    demo,
    dictionary,
    entities,
    label_files,
    label_review,
    labels,
    live,
    models,
    overview,
    stories,
)
from services.sentiment.views.rules import pages as rules
from services.sentiment.views.rules import preview as trying

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="overview"), name="home"),
    path("overview/", overview.overview, name="overview"),
    path("overview/figures/", overview.refreshed, name="overview-figures"),
    path("overview/live/", live.live, name="overview-live"),
    path("stories/", stories.stories, name="stories"),
    path("stories/export.<slug:form>", stories.exported, name="stories-export"),
    path("stories/<int:story_id>/", stories.story, name="story"),
    path("entities/", entities.entities, name="entities"),
    path("entities/<slug:key>/", entities.entity, name="entity"),
    path("entities/<slug:key>/trend.<slug:form>", entities.trend, name="entity-trend"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/answer/", alerts.answer, name="answer-alerts"),
    path("alerts/<int:alert_id>/", alerts.alert, name="alert"),
    path("alerts/<int:alert_id>/remark/", alerts.remark, name="remark-alert"),
    path("articles/", articles.articles, name="articles"),
    path("articles/<int:article_id>/", articles.article, name="article"),
    path("articles/export.<slug:form>", articles.exported, name="articles-export"),
    # What counts as a surge
    path("rules/", rules.rules, name="rules"),
    path("rules/add/", rules.rule, name="add-rule"),
    path("rules/try/", trying.preview, name="try-new-rule"),
    path("rules/detector/", trying.choose_detector, name="choose-detector"),
    path("rules/restore/", rules.restore, name="restore-rule"),
    path("rules/import/", rules.upload, name="import-rules"),
    path("rules/export.yaml", rules.exported, name="rules-export"),
    path("rules/<int:rule_id>/", rules.rule, name="edit-rule"),
    path("rules/<int:rule_id>/try/", trying.preview, name="try-rule"),
    path("rules/<int:rule_id>/switch/", rules.switch, name="switch-rule"),
    path("rules/<int:rule_id>/delete/", rules.delete, name="delete-rule"),
    # Editors: who is watched
    path("dictionary/", dictionary.entries, name="dictionary"),
    path("dictionary/add/", dictionary.entry, name="add-entry"),
    path("dictionary/preview/", dictionary.previewed, name="preview-new-entry"),
    path("dictionary/import/", dictionary.upload, name="dictionary-import"),
    path("dictionary/export.<slug:form>", dictionary.exported, name="dictionary-export"),
    path("dictionary/<slug:key>/edit/", dictionary.entry, name="edit-entry"),
    path("dictionary/<slug:key>/preview/", dictionary.previewed, name="preview-entry"),
    path("dictionary/<slug:key>/remove/", dictionary.remove, name="remove-entry"),
    path("dictionary/<slug:key>/restore/", dictionary.restore, name="restore-entry"),
    # Editors: what the models learn from, and the models
    path("labels/", labels.labels, name="labels"),
    path("labels/files/", label_files.files, name="label-files"),
    path("labels/import/", label_files.upload, name="import-labels"),
    path("labels/import/<int:batch_id>/undo/", label_files.undo, name="undo-label-import"),
    path("labels/export.<slug:form>", label_files.exported, name="export-labels"),
    path("labels/review/", label_review.doubtful, name="label-review"),
    path("labels/review/start/", label_review.start, name="start-label-review"),
    path("labels/review/<int:label_id>/", label_review.decide, name="decide-label"),
    path("labels/undo/", labels.undo, name="undo-label"),
    path("labels/<int:article_id>/", labels.give, name="give-label"),
    path("labels/<int:article_id>/skip/", labels.skip, name="skip-label"),
    path("models/", models.models, name="models"),
    path("models/train/", models.train, name="train"),
    path("models/rescore/", models.rescore, name="rescore"),
    path("models/<slug:name>/roll-back/", models.roll_back, name="roll-back-model"),
    path("models/<slug:name>/<int:number>/promote/", models.promote, name="promote-model"),
    # Only in the demo
    path("demo/receiver/", demo.receiver, name="demo-receiver"),
    path("demo/receiver/hook/", demo.hook, name="demo-hook"),
]
