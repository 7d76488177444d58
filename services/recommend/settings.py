"""Everything the recommend service can be told. `.env.example` explains each variable."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from shared import django_settings, environment
from shared.django_settings.database import is_embedded
from shared.logs.configuration import logging_config

BASE_DIR = Path(__file__).resolve().parents[2]
environment.load_file(BASE_DIR / ".env")

# --- This machine ---
DATA_DIR = environment.read_path("DATA_DIR", default=BASE_DIR / "var")
DATABASE_URL = environment.read_str("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'recommend.sqlite3'}")
BROKER_URL = environment.read_str("BROKER_URL", default="filesystem://localhost")
DEBUG = environment.read_bool("DEBUG", default=False)
SECRET_KEY = django_settings.secret_key(data_dir=DATA_DIR, embedded=is_embedded(DATABASE_URL))
# A password in a file need not be repeated in a URL, which tools like to print.
DATABASE_PASSWORD = environment.read_secret("DATABASE_PASSWORD", default="")
DATABASES = django_settings.databases(DATABASE_URL, password=DATABASE_PASSWORD)
CACHES = django_settings.caches(BROKER_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The application ---
INSTALLED_APPS = django_settings.applications("services.recommend")
MIDDLEWARE = django_settings.middleware()
TEMPLATES = django_settings.templates()
ROOT_URLCONF = "services.recommend.urls"
ASGI_APPLICATION = "services.recommend.asgi.application"
SERVICE_NAME = "recommend"
SERVICE_TITLE = _("Recommend")
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
    "events:write": _("Send events and impressions"),
    "items:write": _("Add and change items and users"),
    "recommendations:read": _("Read recommendations, similar items and experiments"),
    "data:read": _("Read items, users, jobs and quality"),
    "models:write": _("Start training and batch jobs, promote and roll back models"),
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
# A bulk of events comes as one body.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
NAVIGATION = "services.recommend.navigation.items"

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

# Rankers are a few numbers that this service reads itself: no business of the model server.
RANKERS_DIR = DATA_DIR / "rankers"

# --- Events and lists ---
# More events than this from one user on one day are a machine's: the rest are counted, not kept.
EVENTS_PER_USER_PER_DAY = environment.read_int("EVENTS_PER_USER_PER_DAY", default=5_000)
# Where published lists lie as Parquet, a folder a generation.
LISTS_DIR = DATA_DIR / "lists"
# Hosts that webhooks may reach although they are private.
OUTBOX_ALLOWED_HOSTS = environment.read_list("OUTBOX_ALLOWED_HOSTS")

# --- The demo ---
# Opens the magazine, where anybody who visits is a reader; never where strangers can reach it.
DEMO = environment.read_bool("DEMO", default=False)
