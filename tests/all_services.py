"""Settings that know the models of every service: for the type checker, which reads all of them at once."""

from services.recommend import settings as recommend
from services.sentiment import settings as sentiment
from services.support.settings import *  # noqa: F403 - settings are names in a module
from services.support.settings import INSTALLED_APPS as _SUPPORT

_OTHERS = [*sentiment.INSTALLED_APPS, *recommend.INSTALLED_APPS]
INSTALLED_APPS = list(dict.fromkeys([*_SUPPORT, *_OTHERS]))
# What only sentiment reads; the type checker asks this module for every setting's name.
DEMO = sentiment.DEMO
ARTICLE_RETENTION_DAYS = sentiment.ARTICLE_RETENTION_DAYS
CRAWL_CONTACT = sentiment.CRAWL_CONTACT
CRAWL_ALLOWED_HOSTS = sentiment.CRAWL_ALLOWED_HOSTS
# What only recommend reads.
BATCH_EXECUTOR = recommend.BATCH_EXECUTOR
COLD_START_ATTRIBUTES = recommend.COLD_START_ATTRIBUTES
CROSS_ENCODER = recommend.CROSS_ENCODER
EVENTS_PER_USER_PER_DAY = recommend.EVENTS_PER_USER_PER_DAY
IMPRESSIONS_PER_USER_PER_DAY = recommend.IMPRESSIONS_PER_USER_PER_DAY
LISTS_DIR = recommend.LISTS_DIR
RANKERS_DIR = recommend.RANKERS_DIR
RANK_FOR = recommend.RANK_FOR
RAY_ADDRESS = recommend.RAY_ADDRESS
SHADOW_PERCENT = recommend.SHADOW_PERCENT
# What shared/django_settings sets by name: the type checker does not run it.
METRICS_NETWORKS: list[str]
MODELKIT_API_KEY: str
MODELKIT_INDEXES: str
MODELKIT_REGISTRY: str
MODELKIT_URL: str
SECRET_KEY: str
SECURE_COOKIES: bool
