"""One crawl, one process: Scrapy's reactor runs once, and a broken page takes nothing else down."""

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import quote

from services.sentiment import models
from services.sentiment.actions.crawling.life import LONGEST, close_killed, open_crawl
from services.sentiment.errors import SentimentError

_COMMAND = [sys.executable, "-m", "services.sentiment.crawler"]
PREVIEW_SECONDS = 60


class PreviewFailed(SentimentError):
    """The site did not answer within a minute. Open the address in a browser, and try again later."""

    code = "preview_failed"


def run_crawl(*, source: models.Source, crawl: models.Crawl | None = None) -> models.Crawl:
    """Visit the source now and wait for the end; `crawl` is one that was opened before."""
    crawl = crawl or open_crawl(source=source)
    try:
        subprocess.run([*_COMMAND, "--crawl", str(crawl.pk)], env=_environment(), timeout=LONGEST.seconds, check=False)
    except subprocess.TimeoutExpired:
        pass
    finally:
        close_killed(crawl=crawl)
    crawl.refresh_from_db()
    return crawl


def preview(*, source: models.Source) -> dict[str, Any]:
    """The first items of a source that need not be saved yet, and what went wrong. Nothing is kept."""
    fields = ("name", "kind", "url", "options", "group", "language")
    told = json.dumps({name: getattr(source, name) for name in fields})
    try:
        done = subprocess.run(
            [*_COMMAND, "--preview"],
            input=told,
            capture_output=True,
            text=True,
            env=_environment(),
            timeout=PREVIEW_SECONDS,
            check=False,
        )
        result: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise PreviewFailed from error
    return result


def _environment() -> dict[str, str]:
    """The child asks the same database and allows the same hosts as this process, whatever set them."""
    from django.conf import settings

    told = {
        "CRAWL_ALLOWED_HOSTS": ",".join(settings.CRAWL_ALLOWED_HOSTS),
        "CRAWL_CONTACT": settings.CRAWL_CONTACT,
        "DATA_DIR": str(settings.DATA_DIR),
    }
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "services.sentiment.settings", **told, **_database()}


def _database() -> dict[str, str]:
    from django.db import connection

    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{used['NAME']}"}
    place = f"{quote(used['USER'])}@{used['HOST']}:{used['PORT']}/{quote(used['NAME'])}"
    return {"DATABASE_URL": f"postgresql://{place}", "DATABASE_PASSWORD": used["PASSWORD"]}
