"""Named fragments from which each service composes its one settings.py."""

from shared.django_settings.applications import applications, middleware, templates
from shared.django_settings.broker import broker_options
from shared.django_settings.caches import caches
from shared.django_settings.database import databases
from shared.django_settings.pages import languages, static_storages
from shared.django_settings.secrets import secret_key
from shared.django_settings.security import are_loopback, password_hashers, password_validators

__all__ = [
    "applications",
    "are_loopback",
    "broker_options",
    "caches",
    "databases",
    "languages",
    "middleware",
    "password_hashers",
    "password_validators",
    "secret_key",
    "static_storages",
    "templates",
]
