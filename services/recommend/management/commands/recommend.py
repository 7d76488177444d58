"""`manage.py recommend --all`: lists for everybody; `manage.py recommend USER`: one user's, now."""

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime
from pydantic import TypeAdapter

from services.recommend.actions import batch, serving
from shared.errors import ServiceError
from shared.moments import Moment

_MOST = 10_000


class Command(BaseCommand):
    help = "Build and publish everybody's list, or print one user's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", nargs="?", default="")
        parser.add_argument("--all", action="store_true", help="everybody; goes on where a killed run stopped")
        parser.add_argument("--per-user", type=int, default=batch.PER_USER, help="how many items a list")
        parser.add_argument("--until", help="with --all: only events up to this time count, as in 2026-03-01T03:00Z")
        parser.add_argument("--shard-users", type=int, default=500, help="how many users are built together")

    def handle(self, *, user: str, per_user: int, shard_users: int, **options: Any) -> None:
        if bool(user) == bool(options["all"]):
            raise CommandError("Name a user, or say --all.")
        if not (1 <= per_user <= _MOST and 1 <= shard_users <= _MOST):
            raise CommandError(f"--per-user and --shard-users are from 1 to {_MOST:,}.")
        if user:
            answer = serving.recommend(user=user, count=per_user, looking=True)
            self.stdout.write(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
            return
        try:
            done = batch.recommend_all(
                report=self._report, per_user=per_user, shard_users=shard_users, until=_moment(options["until"])
            )
        except ServiceError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Generation {done.pk}: {done.users:,} users, {done.items:,} items, {done.digest}")

    def _report(self, stage: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{stage} {done:,}/{total:,} ", ending="")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found: datetime = TypeAdapter(Moment).validate_python(parse_datetime(text))
    except ValueError as error:
        raise CommandError("--until is no time with its zone. Write it as in 2026-03-01T03:00Z.") from error
    return found
