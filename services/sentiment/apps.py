"""The sentiment service as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SentimentConfig(AppConfig):
    name = "services.sentiment"
    label = "sentiment"
    verbose_name = _("Sentiment")

    def ready(self) -> None:
        # Tasks declared with `shared_task` bind to this app; without it they would look for a local RabbitMQ.
        from services.sentiment import celery  # noqa: F401
