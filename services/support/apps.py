"""The support service as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "services.support"
    label = "support"
    verbose_name = _("Support")

    def ready(self) -> None:
        # Tasks declared with `shared_task` bind to this app; without it they would look for a local RabbitMQ.
        from services.support import celery  # noqa: F401
