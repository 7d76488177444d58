"""Visit sources from the command line, and prove how politely that is done."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import crawling
from services.sentiment.queries.periods import Period
from services.sentiment.queries.sources_politeness import HostReport, politeness


class Command(BaseCommand):
    help = "Visits a source, or every source that is due, and says what was found; or reports how polite that was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--source", metavar="NAME", help="visit this source, due or not")
        which.add_argument("--due", action="store_true", help="visit the sources whose time has come (the default)")
        which.add_argument("--report", metavar="NAME", help="the politeness report of this source, or of “all”")
        parser.add_argument("--once", action="store_true", help="one round only; without it, until nothing is due")
        parser.add_argument("--days", type=int, default=7, help="how far back the report looks (default 7)")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["report"]:
            self._report(options["report"], days=options["days"], as_json=options["json"])
            return
        if options["source"]:
            self._tell(crawling.run_crawl(source=_source(options["source"])))
            return
        while batches := crawling.start_due_crawls():
            for crawl in (crawl for batch in batches for crawl in crawling.run_batch(batch=batch)):
                self._tell(crawl)
            if options["once"]:
                return

    def _tell(self, crawl: models.Crawl) -> None:
        self.stdout.write(f"{crawl.source.name}: {crawl.state}, {crawl.seen} listed, {crawl.stored} new")
        for error in crawl.errors:
            self.stdout.write(f"  {error['code']}: {error['message']} {error['remedy']} {error['url']}")

    def _report(self, name: str, *, days: int, as_json: bool) -> None:
        """Exits with 1 where there is a violation, so that scripts notice."""
        if not 1 <= days <= 3660:
            raise CommandError("--days is from 1 to 3660.")
        now = timezone.now()
        report = politeness(None if name == "all" else _source(name), period=Period(now - timedelta(days=days), now))
        if as_json:
            self.stdout.write(json.dumps(asdict(report), default=str, ensure_ascii=False, indent=1))
        else:
            for host in report.hosts:
                self._host(host)
            self.stdout.write(
                f"{report.requests:,} requests to {len(report.hosts):,} hosts, {report.violations} violations"
            )
        if report.violations:
            raise CommandError(f"{report.violations} violations of politeness.", returncode=1)

    def _host(self, host: HostReport) -> None:
        shortest = "–" if host.shortest_pause is None else f"{host.shortest_pause:.2f} s"
        self.stdout.write(
            f"{host.host}: {host.requests} requests, "
            f"required pause {host.longest_required:.2f} s, shortest seen {shortest}, "
            f"{host.denied} forbidden and not sent, {host.busy_answers} times asked to wait, "
            f"{host.per_hour:.1f} an hour, {host.violations_count} violations"
        )
        for one in host.violations:
            self.stdout.write(
                f"  {one.kind} {one.at.isoformat()} {one.required:.2f} s required, {one.seen:.2f} s seen, {one.url}"
            )


def _source(name: str) -> models.Source:
    source = models.Source.objects.filter(name=name).first()
    if source is None:
        raise CommandError(f"There is no source named “{name}”.")
    return source
