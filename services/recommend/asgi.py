"""The web server's entry: `uvicorn services.recommend.asgi:application`."""

import gc
import os

import django

# Ranking multiplies small matrices: threads that meet for each cost far more than they bring, above all beside others.
# Read once, when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.recommend.settings")
django.setup(set_prefix=False)

from services.recommend.threads import InOneGo, KeptThreads  # noqa: E402 - settings come first

application = KeptThreads(InOneGo())

# What has been loaded stays: looking through all of it for garbage now and then would hold up every thread each time.
gc.collect()
gc.freeze()
