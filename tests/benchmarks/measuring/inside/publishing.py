"""A desk that watches companies in many feeds, with one rule that tells a webhook of each company's first bad news."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from services.sentiment import models
from services.sentiment.models.rule import DetectorKind
from shared.outbox import actions as outbox
from tests.benchmarks.measuring.newsstand import hosts
from tests.sentiment import market

_BACKBONE = Path("sentence-transformers/all-MiniLM-L6-v2")
POLL_SECONDS = 60


def run(registry: str, port: str, feeds: str, receiver: str, *companies: str) -> dict[str, str]:
    market.publish_models(Path(registry), _BACKBONE)
    for name in companies:
        market.add_entity(name)
    now, count = timezone.now(), int(feeds)
    models.Source.objects.bulk_create(
        models.Source(
            name=host,
            group=host,
            url=f"http://{host}:{port}/feed.rss",
            poll_seconds=POLL_SECONDS,
            # Added one after another, as people add them, and not all in one second.
            next_crawl_at=now + timedelta(seconds=POLL_SECONDS * number / count),
        )
        for number, host in enumerate(hosts(count))
    )
    endpoint, shown = outbox.create_endpoint(name="desk", kind="webhook", address=receiver)
    rule = models.Rule.objects.create(
        name="Bad news",
        series_by=["entity"],
        detector=DetectorKind.THRESHOLD,
        parameters={"windows": [30], "raise_at": 1, "clear_at": 0},
        group_by=["entity"],
    )
    rule.receivers.add(endpoint)
    assert shown
    return {"secret": shown.secret}
