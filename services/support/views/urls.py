"""The addresses of the pages."""

from django.urls import path
from django.views.generic import RedirectView

from services.support.views import bank, models, overview, policy, reports, satisfaction, sources
from services.support.views.corrections import deciding, proposing
from services.support.views.desk import acting, canned, organising, reading, teams
from services.support.views.knowledge import differences, documents, gaps, health, uploads
from services.support.views.records import imports, intents, questions

_DESK = "desk/<uuid:conversation_id>/"
_INTENT = "records/intents/<slug:name>/"
_MODEL = "models/<slug:name>/"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="overview"), name="home"),
    path("overview/", overview.overview, name="overview"),
    path("overview/figures/", overview.refreshed, name="overview-figures"),
    # Customers
    path("widget/", bank.bank, name="bank"),
    path("sources/<int:chunk_id>/", sources.source, name="source"),
    path("rate/<str:token>/", satisfaction.rate, name="rate"),
    # Agents
    path("satisfaction/", satisfaction.ratings, name="satisfaction"),
    path("satisfaction/settings/", satisfaction.settings, name="satisfaction-settings"),
    path("desk/", reading.desk, name="desk"),
    path("desk/queue/", reading.queue, name="desk-queue"),
    path("desk/next/", organising.take_next, name="desk-next"),
    path("desk/presence/", organising.presence, name="desk-presence"),
    path("desk/canned/", canned.canned, name="canned"),
    path("desk/canned/<int:canned_id>/", canned.canned, name="edit-canned"),
    path("desk/canned/<int:canned_id>/delete/", canned.delete, name="delete-canned"),
    path("desk/teams/", teams.teams, name="teams"),
    path("desk/teams/<int:team_id>/", teams.teams, name="edit-team"),
    path("desk/teams/<int:team_id>/delete/", teams.delete, name="delete-team"),
    path("desk/seats/<int:agent_id>/", teams.capacity, name="seat-capacity"),
    path("desk/messages/<int:message_id>/why/", reading.why, name="desk-why"),
    path(_DESK, reading.conversation, name="conversation"),
    path(f"{_DESK}thread/", reading.thread, name="desk-thread"),
    path(f"{_DESK}take-over/", acting.take_over, name="desk-take-over"),
    path(f"{_DESK}reply/", acting.reply, name="desk-reply"),
    path(f"{_DESK}hand-back/", acting.hand_back, name="desk-hand-back"),
    path(f"{_DESK}close/", acting.close, name="desk-close"),
    path(f"{_DESK}note/", organising.note, name="desk-note"),
    path(f"{_DESK}details/", organising.details, name="desk-details"),
    path(f"{_DESK}organise/", organising.organise, name="desk-organise"),
    path(f"{_DESK}suggestions/", organising.suggestions, name="desk-suggestions"),
    path(f"{_DESK}canned/", canned.search, name="desk-canned"),
    path(f"{_DESK}canned/<int:canned_id>/", canned.use, name="desk-use-canned"),
    path("desk/messages/<int:message_id>/correct/", proposing.correct, name="correct"),
    # Editors: corrections
    path("corrections/", deciding.corrections, name="corrections"),
    path("corrections/list/", deciding.listed, name="corrections-list"),
    path("corrections/approve/", deciding.approve, name="approve-corrections"),
    path("corrections/<int:correction_id>/", deciding.edit, name="edit-correction"),
    path("corrections/<int:correction_id>/reject/", deciding.reject, name="reject-correction"),
    path("corrections/<int:correction_id>/undo/", deciding.undo, name="undo-correction"),
    # Editors: knowledge
    path("knowledge/", documents.articles, name="articles"),
    path("knowledge/upload/", uploads.upload, name="upload"),
    path("knowledge/gaps/", gaps.gaps, name="gaps"),
    path("knowledge/gaps/find/", gaps.find, name="find-gaps"),
    path("knowledge/gaps/<int:gap_id>/", gaps.draft, name="draft-gap"),
    path("knowledge/gaps/<int:gap_id>/dismiss/", gaps.dismiss, name="dismiss-gap"),
    path("knowledge/gaps/<int:gap_id>/restore/", gaps.restore, name="restore-gap"),
    path("knowledge/health/", health.health, name="health"),
    path("knowledge/health/check/", health.check, name="check-articles"),
    path("knowledge/health/<int:finding_id>/dismiss/", health.dismiss, name="dismiss-finding"),
    path("knowledge/health/<int:finding_id>/restore/", health.restore, name="restore-finding"),
    path("knowledge/<int:document_id>/", documents.article, name="article"),
    path("knowledge/<int:document_id>/differences/", differences.differences, name="article-differences"),
    path("knowledge/<int:document_id>/archive/", documents.archive, name="archive-article"),
    path("knowledge/<int:document_id>/restore/", documents.restore, name="restore-article"),
    # Editors: records
    path("records/", imports.imports, name="imports"),
    path("records/<int:batch_id>/undo/", imports.undo, name="undo-import"),
    path("records/intents/", intents.intents, name="intents"),
    path(_INTENT, intents.intent, name="intent"),
    path(f"{_INTENT}enable/", intents.enable, name="enable-intent"),
    path(f"{_INTENT}answers/new/", intents.template, name="new-template"),
    path(f"{_INTENT}answers/<int:template_id>/", intents.template, name="template"),
    path(f"{_INTENT}answers/<int:template_id>/delete/", intents.delete_template, name="delete-template"),
    path("records/examples/", questions.examples, name="examples"),
    path("records/pairs/", questions.pairs, name="pairs"),
    # Editors: reports
    path("reports/", reports.reports, name="reports"),
    path("reports/suppose/", reports.suppose, name="report-suppose"),
    path("reports/costs/", reports.costs, name="report-costs"),
    path("reports/plans/", reports.plans, name="report-plans"),
    path("reports/plans/new/", reports.plan, name="new-report-plan"),
    path("reports/plans/<int:plan_id>/", reports.plan, name="report-plan"),
    path("reports/plans/<int:plan_id>/delete/", reports.delete_plan, name="delete-report-plan"),
    path("reports/<slug:name>.csv", reports.table, name="report-table"),
    # Editors: models and policy
    path("models/", models.models, name="models"),
    path("models/train/", models.train, name="train"),
    path(f"{_MODEL}roll-back/", models.roll_back, name="roll-back-model"),
    path(f"{_MODEL}<int:number>/promote/", models.promote, name="promote-model"),
    path("policy/", policy.policy, name="policy"),
    path("policy/preview/", policy.preview, name="policy-preview"),
]
