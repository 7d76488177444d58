"""The web server's entry: `uvicorn services.recommend.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.recommend.settings")

application = get_asgi_application()
