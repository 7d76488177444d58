"""The addresses of the pages."""

from django.urls import path
from django.views.generic import RedirectView

from services.support.views import (
    bank,
    drivers,
    early,
    mail,
    models,
    overview,
    policy,
    reports,
    satisfaction,
    sources,
    submissions,
)
from services.support.views.candidates import judging, naming, splitting
from services.support.views.candidates import reading as comparing
from services.support.views.corrections import deciding, proposing
from services.support.views.desk import acting, canned, files, merging, organising, reading, several, teams, translating
from services.support.views.knowledge import differences, documents, gaps, health, uploads
from services.support.views.records import bringing, exporting, imports, intents, questions

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
    path("satisfaction/drivers/", drivers.drivers, name="satisfaction-drivers"),
    path("satisfaction/drivers/fit/", drivers.fit, name="fit-satisfaction"),
    path("satisfaction/settings/", satisfaction.settings, name="satisfaction-settings"),
    path("desk/", reading.desk, name="desk"),
    path("desk/queue/", reading.queue, name="desk-queue"),
    path("desk/next/", organising.take_next, name="desk-next"),
    path("desk/several/", several.several, name="desk-several"),
    path("desk/presence/", organising.presence, name="desk-presence"),
    path("desk/canned/", canned.canned, name="canned"),
    path("desk/canned/<int:canned_id>/", canned.canned, name="edit-canned"),
    path("desk/canned/<int:canned_id>/delete/", canned.delete, name="delete-canned"),
    path("desk/teams/", teams.teams, name="teams"),
    path("desk/teams/<int:team_id>/", teams.teams, name="edit-team"),
    path("desk/teams/<int:team_id>/delete/", teams.delete, name="delete-team"),
    path("desk/seats/<int:agent_id>/", teams.capacity, name="seat-capacity"),
    path("desk/attachments/<int:attachment_id>/", files.attachment, name="attachment"),
    path("desk/messages/<int:message_id>/why/", reading.why, name="desk-why"),
    path("desk/messages/<int:message_id>/translation/", translating.translation, name="desk-translation"),
    path(_DESK, reading.conversation, name="conversation"),
    path(f"{_DESK}thread/", reading.thread, name="desk-thread"),
    path(f"{_DESK}take-over/", acting.take_over, name="desk-take-over"),
    path(f"{_DESK}reply/", acting.reply, name="desk-reply"),
    path(f"{_DESK}draft/", translating.draft, name="desk-draft"),
    path(f"{_DESK}draft/held/", translating.held, name="desk-draft-held"),
    path(f"{_DESK}hand-back/", acting.hand_back, name="desk-hand-back"),
    path(f"{_DESK}close/", acting.close, name="desk-close"),
    path(f"{_DESK}merge/", merging.merge, name="desk-merge"),
    path(f"{_DESK}unmerge/<uuid:source_id>/", merging.unmerge, name="desk-unmerge"),
    path(f"{_DESK}note/", organising.note, name="desk-note"),
    path(f"{_DESK}details/", organising.details, name="desk-details"),
    path(f"{_DESK}organise/", organising.organise, name="desk-organise"),
    path(f"{_DESK}suggestions/", organising.suggestions, name="desk-suggestions"),
    path(f"{_DESK}canned/", canned.search, name="desk-canned"),
    path(f"{_DESK}canned/<int:canned_id>/", canned.use, name="desk-use-canned"),
    path("desk/messages/<int:message_id>/correct/", proposing.correct, name="correct"),
    # Editors: the e-mail channel
    path("mail/", mail.mail, name="mail"),
    path("mail/poll/", mail.poll, name="poll-mail"),
    path("mail/<int:mail_id>/again/", mail.try_again, name="send-mail-again"),
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
    path("knowledge/submissions/<uuid:submission_id>/", submissions.submission, name="submission"),
    path("knowledge/submissions/<uuid:submission_id>/again/", submissions.again, name="submit-again"),
    path("knowledge/submissions/<uuid:submission_id>/set-aside/", submissions.set_aside, name="set-aside"),
    # Editors: records
    path("records/", imports.imports, name="imports"),
    path("records/bring/", bringing.bring, name="bring"),
    path("records/export/", exporting.export, name="export"),
    path("records/<int:batch_id>/undo/", imports.undo, name="undo-import"),
    path("records/intents/", intents.intents, name="intents"),
    path(_INTENT, intents.intent, name="intent"),
    path(f"{_INTENT}enable/", intents.enable, name="enable-intent"),
    path(f"{_INTENT}answers/new/", intents.template, name="new-template"),
    path(f"{_INTENT}answers/<int:template_id>/", intents.template, name="template"),
    path(f"{_INTENT}answers/<int:template_id>/delete/", intents.delete_template, name="delete-template"),
    path(f"{_INTENT}answers/held/<uuid:submission_id>/", intents.mend, name="mend-template"),
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
    # The candidate: agents read and judge, editors name
    path("candidate/", comparing.candidate, name="candidate"),
    path("candidate/judge/", judging.judge, name="judge"),
    path("candidate/judge/take-back/", judging.take_back, name="take-back-mark"),
    path("candidate/judge/<int:shadowed_id>/", judging.mark, name="mark-shadowed"),
    path("candidate/split/", splitting.experiment, name="split"),
    path("candidate/split/start/", splitting.start, name="start-split"),
    path("candidate/split/stop/", splitting.stop, name="stop-split"),
    path("candidate/share/", naming.share, name="candidate-share"),
    path("candidate/end/", naming.end, name="end-candidate"),
    # Editors: models and policy
    path("models/", models.models, name="models"),
    path("models/train/", models.train, name="train"),
    path("models/candidate/", naming.name, name="name-candidate"),
    path(f"{_MODEL}roll-back/", models.roll_back, name="roll-back-model"),
    path(f"{_MODEL}<int:number>/promote/", models.promote, name="promote-model"),
    path("policy/", policy.policy, name="policy"),
    path("policy/preview/", policy.preview, name="policy-preview"),
    path("policy/early/", early.early, name="policy-early"),
    path("policy/early/preview/", early.preview, name="policy-early-preview"),
]
