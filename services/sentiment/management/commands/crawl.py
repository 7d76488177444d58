"""Visit sources from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.sentiment import models
from services.sentiment.actions import crawling


class Command(BaseCommand):
    help = "Visits a source, or every source that is due, and says what was found."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--source", metavar="NAME", help="visit this source, due or not")
        which.add_argument("--due", action="store_true", help="visit the sources whose time has come (the default)")
        parser.add_argument("--once", action="store_true", help="one round only; without it, until nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["source"]:
            source = models.Source.objects.filter(name=options["source"]).first()
            if source is None:
                raise CommandError(f"There is no source named “{options['source']}”.")
            self._visit(source)
            return
        while ids := crawling.start_due_crawls():
            for source in models.Source.objects.filter(pk__in=ids):
                self._visit(source)
            if options["once"]:
                return

    def _visit(self, source: models.Source) -> None:
        crawl = crawling.run_crawl(source=source)
        self.stdout.write(f"{source.name}: {crawl.state}, {crawl.seen} listed, {crawl.stored} new")
        for error in crawl.errors:
            self.stdout.write(f"  {error['code']}: {error['message']} {error['remedy']} {error['url']}")
