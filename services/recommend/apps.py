"""The recommend service as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendConfig(AppConfig):
    name = "services.recommend"
    label = "recommend"
    verbose_name = _("Recommend")

    def ready(self) -> None:
        # Tasks declared with `shared_task` bind to this app; without it they would look for a local RabbitMQ.
        from services.recommend import celery  # noqa: F401
