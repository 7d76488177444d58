"""Everything the support service can be told. `.env.example` explains each variable."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from shared import django_settings, environment
from shared.logs.configuration import logging_config

BASE_DIR = Path(__file__).resolve().parents[2]
environment.load_file(BASE_DIR / ".env")

# --- The application ---
SERVICE_NAME = "support"
SERVICE_TITLE = _("Support")
INSTALLED_APPS = django_settings.applications("services.support")
MIDDLEWARE = django_settings.middleware()
TEMPLATES = django_settings.templates()
ROOT_URLCONF = "services.support.urls"
ASGI_APPLICATION = "services.support.asgi.application"
NAVIGATION = "services.support.navigation.items"
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

# What a job is doing, as its progress says it.
JOB_STAGES = {
    "reading": _("Reading"),
    "labels": _("Learning which questions belong together"),
    "embedding": _("Reading the questions"),
    "asking": _("Asking again"),
    "passages": _("Reading the new passages"),
    "cases_now": _("Asking the evaluation cases as things stand"),
    "cases_then": _("Asking the evaluation cases as they would be answered"),
    "statements": _("Reading the articles"),
    "comparing": _("Comparing"),
    "fitting": _("Learning from ratings"),
    "measuring": _("Measuring"),
}

# --- Who may come in ---
WIDGET_ORIGINS = environment.read_list("WIDGET_ORIGINS")
WIDGET_IDENTITY_SECRET = environment.read_secret("WIDGET_IDENTITY_SECRET", default="")
WIDGET_PATHS = ("/api/widget/", "/widget/")
API_SCOPES = {
    "answers:write": _("Ask questions and hold conversations"),
    "conversations:read": _("Read conversations and traces"),
    "knowledge:read": _("Read articles and records"),
    "knowledge:write": _("Change articles and records, start training"),
    "export:read": _("Take everything out: records, conversations, settings"),
    "metrics:read": _("Read the metrics page"),
}
MEDIA_ROOT = DATA_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- The e-mail channel: the mailbox that customers write to; empty where there is none ---
IMAP_HOST = environment.read_str("IMAP_HOST", default="")
IMAP_TLS = environment.read_choice("IMAP_TLS", choices=("tls", "starttls", "none"), default="tls")
IMAP_PORT = environment.read_int("IMAP_PORT", default=993 if IMAP_TLS == "tls" else 143)
IMAP_USER = environment.read_str("IMAP_USER", default="")
IMAP_PASSWORD = environment.read_secret("IMAP_PASSWORD", default="")
IMAP_FOLDER = environment.read_str("IMAP_FOLDER", default="INBOX")
# Where customers answer to; a user's name of a mailbox is often its address.
MAIL_REPLY_TO = environment.read_str("MAIL_REPLY_TO", default=IMAP_USER if "@" in IMAP_USER else "")
MAIL_RETENTION_DAYS = environment.read_int("MAIL_RETENTION_DAYS", default=365)
# Under which customers reach this service, for links in mails.
SITE_URL = environment.read_url("SITE_URL", schemes=("http", "https"))

# --- A candidate's silent answers ---
SHADOW_RETENTION_DAYS = environment.read_int("SHADOW_RETENTION_DAYS", default=365)

# --- A generator, where there is one ---
GENERATOR_URL = environment.read_url("GENERATOR_URL", schemes=("http", "https"))
GENERATOR_MODEL = environment.read_str("GENERATOR_MODEL", default="")
GENERATOR_API_KEY = environment.read_secret("GENERATOR_API_KEY", default="")

# --- Outgoing messages ---
# Hosts that webhooks and mail may reach although they are private.
OUTBOX_ALLOWED_HOSTS = environment.read_list("OUTBOX_ALLOWED_HOSTS")
