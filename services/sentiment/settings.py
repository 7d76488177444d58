"""Everything the sentiment service can be told. `.env.example` explains each variable."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from shared import django_settings, environment
from shared.django_settings.database import is_embedded
from shared.logs.configuration import logging_config

BASE_DIR = Path(__file__).resolve().parents[2]
environment.load_file(BASE_DIR / ".env")

# --- This machine ---
DATA_DIR = environment.read_path("DATA_DIR", default=BASE_DIR / "var")
DATABASE_URL = environment.read_str("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'sentiment.sqlite3'}")
BROKER_URL = environment.read_str("BROKER_URL", default="filesystem://localhost")
DEBUG = environment.read_bool("DEBUG", default=False)
SECRET_KEY = django_settings.secret_key(data_dir=DATA_DIR, embedded=is_embedded(DATABASE_URL))
# A password in a file need not be repeated in a URL, which tools like to print.
DATABASE_PASSWORD = environment.read_secret("DATABASE_PASSWORD", default="")
DATABASES = django_settings.databases(DATABASE_URL, password=DATABASE_PASSWORD)
CACHES = django_settings.caches(BROKER_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The application ---
INSTALLED_APPS = django_settings.applications("services.sentiment")
MIDDLEWARE = django_settings.middleware()
TEMPLATES = django_settings.templates()
ROOT_URLCONF = "services.sentiment.urls"
ASGI_APPLICATION = "services.sentiment.asgi.application"
SERVICE_NAME = "sentiment"
SERVICE_TITLE = _("Sentiment")
LOG_FORMAT = environment.read_choice("LOG_FORMAT", choices=("console", "json"), default="console")
LOGGING_CONFIG = "shared.logs.configuration.apply"
LOGGING = logging_config(LOG_FORMAT)

# --- Who may come in ---
ALLOWED_HOSTS = environment.read_list("ALLOWED_HOSTS", default=("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = environment.read_list("CSRF_TRUSTED_ORIGINS")
# Nothing here is for other sites to frame or call.
WIDGET_ORIGINS: list[str] = []
WIDGET_PATHS: tuple[str, ...] = ()
METRICS_NETWORKS = environment.read_list("METRICS_NETWORKS", default=("127.0.0.0/8", "::1/128"))
SECURE_COOKIES = environment.read_bool("SECURE_COOKIES", default=not django_settings.are_loopback(ALLOWED_HOSTS))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = f"{SERVICE_NAME}_session"
CSRF_COOKIE_NAME = f"{SERVICE_NAME}_csrf"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# Our own middleware sends X-Frame-Options.
SILENCED_SYSTEM_CHECKS = ["security.W002"]
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = django_settings.password_hashers()
AUTH_PASSWORD_VALIDATORS = django_settings.password_validators()
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
API_SCOPES = {
    "articles:read": _("Read articles, stories, entities and trends"),
    "articles:write": _("Add articles and labels, classify texts"),
    "sources:write": _("Change sources and entities, start crawls"),
    "alerts:read": _("Read rules, alerts and their evidence"),
    "alerts:write": _("Change rules and silences, acknowledge alerts"),
    "models:write": _("Start training, promote and roll back models"),
    "metrics:read": _("Read the metrics page"),
}

# --- Languages, times, pages ---
USE_TZ = True
TIME_ZONE = environment.read_str("TIME_ZONE", default="UTC")
LANGUAGE_CODE = "en"
LANGUAGES = django_settings.languages()
LOCALE_PATHS = [BASE_DIR / "shared" / "locale"]
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = django_settings.static_storages(STATIC_ROOT)
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "shared.ui.plotly_finder.PlotlyFinder",
]
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").is_file()
MEDIA_ROOT = DATA_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
NAVIGATION = "services.sentiment.navigation.items"

# --- Work in the background ---
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = django_settings.broker_options(BROKER_URL, folder=DATA_DIR / "broker")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = SERVICE_NAME
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Remote control would add a polled queue for each worker; a folder has no use for it.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not BROKER_URL.startswith("filesystem:")
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_TIMEZONE = "UTC"

# --- Models ---
MODELKIT_URL = environment.read_url("MODELKIT_URL", schemes=("http", "https"))
MODELKIT_API_KEY = environment.read_secret("MODELKIT_API_KEY", default="")
MODELKIT_REGISTRY = environment.read_str("MODELKIT_REGISTRY", default=str(DATA_DIR / "models"))
MODELKIT_INDEXES = environment.read_str("MODELKIT_INDEXES", default=str(DATA_DIR / "indexes"))

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
