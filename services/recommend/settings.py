"""Everything the recommend service can be told. `.env.example` explains each variable."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from shared import django_settings, environment
from shared.logs.configuration import logging_config

BASE_DIR = Path(__file__).resolve().parents[2]
environment.load_file(BASE_DIR / ".env")

# --- The application ---
SERVICE_NAME = "recommend"
SERVICE_TITLE = _("Recommend")
INSTALLED_APPS = django_settings.applications("services.recommend")
MIDDLEWARE = django_settings.middleware()
TEMPLATES = django_settings.templates()
ROOT_URLCONF = "services.recommend.urls"
ASGI_APPLICATION = "services.recommend.asgi.application"
NAVIGATION = "services.recommend.navigation.items"
LOG_FORMAT = environment.read_choice("LOG_FORMAT", choices=("console", "json"), default="console")
LOGGING_CONFIG = "shared.logs.configuration.apply"
LOGGING = logging_config(LOG_FORMAT)

# --- What every service has: each group says in shared/django_settings/ what it sets ---
DATA_DIR = environment.read_path("DATA_DIR", default=BASE_DIR / "var")
BROKER_URL = environment.read_str("BROKER_URL", default="filesystem://localhost")
globals().update(
    **django_settings.machine(SERVICE_NAME, data_dir=DATA_DIR, broker=BROKER_URL, keep_connections=60),
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
    "events:write": _("Send events and impressions"),
    "items:write": _("Add and change items and users"),
    "users:erase": _("Erase users, with all that is known of them"),
    "surfaces:write": _("Pin items, and set the rules of surfaces"),
    "recommendations:read": _("Read recommendations and similar items"),
    "data:read": _("Read items, surfaces, experiments, quality, models and jobs"),
    "models:write": _("Start training and batch jobs, promote and roll back models"),
    "metrics:read": _("Read the metrics page"),
}
MEDIA_ROOT = DATA_DIR / "uploads"
# A bulk of events comes as one body.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

# --- Models ---
# Rankers are a few numbers that this service reads itself: no business of the model server.
RANKERS_DIR = DATA_DIR / "rankers"
# Whether a training may learn to judge the best of each list by its words: "auto" where a GPU is there. "off" also
# leaves it out of versions that have learnt it.
CROSS_ENCODER = environment.read_choice("CROSS_ENCODER", choices=("auto", "on", "off"), default="auto")

# What lists are to bring about: that something new is opened in any way, or that it is bought.
RANK_FOR = environment.read_choice("RANK_FOR", choices=("opens", "purchases"), default="opens")

# --- Events and lists ---
# More events than this from one user on one day are a machine's: the rest are counted, not kept.
EVENTS_PER_USER_PER_DAY = environment.read_int("EVENTS_PER_USER_PER_DAY", default=5_000)
# The same of impressions: nobody looks at an item every three seconds from morning to night.
IMPRESSIONS_PER_USER_PER_DAY = environment.read_int("IMPRESSIONS_PER_USER_PER_DAY", default=20_000)
# Of a hundred requests, so many are ranked a little later by a version that was held back too; 0 for none.
SHADOW_PERCENT = environment.read_int("SHADOW_PERCENT", default=5)
# Attributes by which lists of newcomers may be ranked, and which reasons may name: none but those named here.
COLD_START_ATTRIBUTES = environment.read_list("COLD_START_ATTRIBUTES")
# Who works on the lists of the night: this process ("here"), or a Ray cluster ("ray").
BATCH_EXECUTOR = environment.read_choice("BATCH_EXECUTOR", choices=("here", "ray"), default="here")
# Without an address a cluster begins on this machine for each run.
RAY_ADDRESS = environment.read_str("RAY_ADDRESS", default="")
# Where published lists lie as Parquet, a folder a generation.
LISTS_DIR = DATA_DIR / "lists"
# Hosts that webhooks may reach although they are private.
OUTBOX_ALLOWED_HOSTS = environment.read_list("OUTBOX_ALLOWED_HOSTS")

# What jobs are doing, as pages call it.
JOB_STAGES = {
    "embedding": _("Reading new texts"),
    "reading": _("Reading"),
    "keeping": _("Keeping"),
    "fitting": _("Fitting"),
    "re-ranking": _("Learning to rank again"),
    "cross-encoder": _("Learning to read together"),
    "comparing": _("Comparing"),
    "spreading": _("Learning to spread"),
    "newcomers": _("Learning about newcomers"),
    "recommending": _("Ranking"),
    "publishing": _("Publishing"),
    "ranking": _("Ranking"),
    "estimating": _("Estimating"),
}

# What the audit log calls what people do here.
AUDIT_ACTIONS = {
    "batch_started": _("Lists for everybody started"),
    "evaluation_started": _("Measuring started"),
    "experiment_started": _("Experiment started"),
    "experiment_ended": _("Experiment ended"),
    "file_brought_in": _("File brought in"),
    "item_pinned": _("Item pinned"),
    "machine_cleared": _("Cleared of being a machine"),
    "machine_flagged_again": _("Flagged as a machine again"),
    "items_saved": _("Items saved"),
    "pin_removed": _("Pin removed"),
    "surface_rules_removed": _("Rules of a surface removed"),
    "surface_rules_saved": _("Rules of a surface saved"),
    "user_erased": _("User erased"),
    "users_saved": _("Users saved"),
}

# --- The demo ---
# Opens the magazine, where anybody who visits is a reader; never where strangers can reach it.
DEMO = environment.read_bool("DEMO", default=False)
