"""Settings that know the models of every service: for the type checker, which reads all of them at once."""

from services.sentiment import settings as sentiment
from services.support.settings import *  # noqa: F403 - settings are names in a module
from services.support.settings import INSTALLED_APPS as _SUPPORT

INSTALLED_APPS = [*_SUPPORT, *(app for app in sentiment.INSTALLED_APPS if app not in _SUPPORT)]
# What only sentiment reads; the type checker asks this module for every setting's name.
DEMO = sentiment.DEMO
CRAWL_CONTACT = sentiment.CRAWL_CONTACT
CRAWL_ALLOWED_HOSTS = sentiment.CRAWL_ALLOWED_HOSTS
