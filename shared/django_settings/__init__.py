"""Named groups of settings, from which each service composes its one settings.py."""

from shared.django_settings.applications import applications, middleware, templates
from shared.django_settings.broker import broker_options
from shared.django_settings.database import databases
from shared.django_settings.engine import engine
from shared.django_settings.machine import machine
from shared.django_settings.mail import mail
from shared.django_settings.pages import pages
from shared.django_settings.people import people
from shared.django_settings.secrets import secret_key
from shared.django_settings.work import celery

__all__ = [
    "applications",
    "broker_options",
    "celery",
    "databases",
    "engine",
    "machine",
    "mail",
    "middleware",
    "pages",
    "people",
    "secret_key",
    "templates",
]
