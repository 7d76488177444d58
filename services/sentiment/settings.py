"""Everything the sentiment service can be told. `.env.example` explains each variable."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from shared import django_settings, environment
from shared.logs.configuration import logging_config

BASE_DIR = Path(__file__).resolve().parents[2]
environment.load_file(BASE_DIR / ".env")

# --- The application ---
SERVICE_NAME = "sentiment"
SERVICE_TITLE = _("Sentiment")
INSTALLED_APPS = django_settings.applications("services.sentiment")
MIDDLEWARE = django_settings.middleware()
TEMPLATES = django_settings.templates()
ROOT_URLCONF = "services.sentiment.urls"
ASGI_APPLICATION = "services.sentiment.asgi.application"
NAVIGATION = "services.sentiment.navigation.items"
LOG_FORMAT = environment.read_choice("LOG_FORMAT", choices=("console", "json"), default="console")
LOGGING_CONFIG = "shared.logs.configuration.apply"
LOGGING = logging_config(LOG_FORMAT)

# --- What every service has: each group says in shared/django_settings/ what it sets ---
DATA_DIR = environment.read_path("DATA_DIR", default=BASE_DIR / "var")
BROKER_URL = environment.read_str("BROKER_URL", default="filesystem://localhost")
globals().update(
    **django_settings.machine(SERVICE_NAME, data_dir=DATA_DIR, broker=BROKER_URL),
    **django_settings.people(SERVICE_NAME),
    **django_settings.pages(base_dir=BASE_DIR),
    **django_settings.mail(),
    **django_settings.celery(SERVICE_NAME, broker=BROKER_URL, data_dir=DATA_DIR),
    **django_settings.engine(data_dir=DATA_DIR),
)

# --- Who may come in ---
# Nothing here is for other sites to frame or call.
WIDGET_ORIGINS: list[str] = []
WIDGET_PATHS: tuple[str, ...] = ()
API_SCOPES = {
    "articles:read": _("Read articles, stories, entities and trends"),
    "articles:write": _("Add articles and labels, classify texts"),
    "sources:write": _("Change sources and entities, start crawls"),
    "alerts:read": _("Read rules, alerts and their evidence"),
    "alerts:write": _("Change rules and silences, acknowledge alerts"),
    "models:write": _("Start training, promote and roll back models"),
    "metrics:read": _("Read the metrics page"),
}
# What pages call the stages of jobs.
JOB_STAGES = {
    "document": _("Whole texts"),
    "entity": _("Companies in texts"),
    "match": _("Searching recent articles for the names as they are now"),
    "rescore": _("Judging the archive anew"),
    "review": _("Reading the labels"),
}
# What the audit log calls what people do here.
AUDIT_ACTIONS = {
    "entities_imported": _("Companies imported"),
    "entity_added": _("Company added"),
    "entity_changed": _("Company changed"),
    "entity_removed": _("Company removed"),
    "entity_restored": _("Company brought back"),
    "inhibition_added": _("Inhibition added"),
    "inhibition_deleted": _("Inhibition deleted"),
    "label_removed": _("Label removed"),
    "label_review_started": _("Review of labels started"),
    "label_reviewed": _("Label reviewed"),
    "labels_import_undone": _("Import of labels undone"),
    "labels_imported": _("Labels imported"),
    "maintenance_added": _("Maintenance window added"),
    "maintenance_ended": _("Maintenance window ended"),
    "rescoring_started": _("New judgement of the archive started"),
    "rule_deleted": _("Rule deleted"),
    "rule_restored": _("Rule brought back"),
    "rule_saved": _("Rule saved"),
    "rule_switched": _("Rule switched on or off"),
    "silence_added": _("Silence added"),
    "silence_ended": _("Silence ended"),
    "source_added": _("Source added"),
    "source_changed": _("Source changed"),
    "source_removed": _("Source removed"),
    "source_restored": _("Source brought back"),
    "source_switched": _("Source switched on or off"),
    "source_visited": _("Visit to a source started"),
    "sources_imported": _("Sources imported"),
    "texts_erased": _("Texts erased"),
}
MEDIA_ROOT = DATA_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Crawling ---
# Who the crawler says it is; sites answer to an address they can write to.
CRAWL_CONTACT = environment.read_str("CRAWL_CONTACT", default="https://example.invalid/triptych-crawler")
# Hosts or networks that may be crawled although they are private: an intranet's press site, or a test's own.
CRAWL_ALLOWED_HOSTS = environment.read_list("CRAWL_ALLOWED_HOSTS")
# Hosts that webhooks and mail may reach although they are private.
OUTBOX_ALLOWED_HOSTS = environment.read_list("OUTBOX_ALLOWED_HOSTS")

# --- What is kept ---
# Days after which fetched texts go, with what was judged of them; 0 keeps them. Counts and alerts stay.
ARTICLE_RETENTION_DAYS = environment.read_int("ARTICLE_RETENTION_DAYS", default=0)

# --- The demo ---
# Opens a page that receives the demo's own webhooks; never where strangers can reach it.
DEMO = environment.read_bool("DEMO", default=False)
