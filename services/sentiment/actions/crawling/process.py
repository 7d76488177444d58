"""Crawls run in a process of their own: Scrapy's reactor runs once, and a broken page takes no worker down."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from services.sentiment import models
from services.sentiment.actions.crawling.life import close_killed, longest, open_crawl
from services.sentiment.actions.crawling.paces import ALONE
from shared.errors import ServiceError

_COMMAND = [sys.executable, "-m", "services.sentiment.crawler"]
PREVIEW_SECONDS = 60


class PreviewFailed(ServiceError):
    """The site did not answer within a minute. Open the address in a browser, and try again later."""

    code = "preview_failed"


def run_crawl(*, source: models.Source, crawl: models.Crawl | None = None) -> models.Crawl:
    """Visit the source now and wait for the end; `crawl` is one that was opened before."""
    crawl = crawl or open_crawl(source=source)
    run_crawls(crawls=[crawl], seconds=ALONE.seconds)
    crawl.refresh_from_db()
    return crawl


def run_crawls(*, crawls: Sequence[models.Crawl], seconds: int) -> None:
    """Make these visits side by side in one process, so many seconds for each, and wait for their end.

    Where the process dies, what it left is tried in halves, until the one that kills it stands alone.
    """
    if not crawls:
        return
    try:
        ended_well = _ended_well(crawls, seconds)
    except BaseException:
        _close(crawls)
        raise
    if ended_well or len(crawls) == 1:
        _close(crawls)
        return
    left = _running(crawls)
    middle = (len(left) + 1) // 2
    run_crawls(crawls=left[:middle], seconds=seconds)
    run_crawls(crawls=left[middle:], seconds=seconds)


def _running(crawls: Sequence[models.Crawl]) -> list[models.Crawl]:
    ids = [crawl.pk for crawl in crawls]
    return list(models.Crawl.objects.filter(pk__in=ids, state=models.Crawl.State.RUNNING).order_by("pk"))


def _close(crawls: Sequence[models.Crawl]) -> None:
    for crawl in _running(crawls):
        close_killed(crawl=crawl)


def _ended_well(crawls: Sequence[models.Crawl], seconds: int) -> bool:
    told = ["--crawls", ",".join(str(crawl.pk) for crawl in crawls), "--seconds", str(seconds)]
    try:
        patience = longest(seconds).total_seconds()
        done = subprocess.run([*_COMMAND, *told], env=_environment(), timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


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
