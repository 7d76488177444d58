"""`manage.py erase USER`: nothing of the user stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from services.recommend.actions.erasing import erase_user


class Command(BaseCommand):
    help = "Erase a user from events, counts, profiles, lists and the files of lists."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")

    def handle(self, *, user: str, **_options: Any) -> None:
        gone = erase_user(user=user, actor="command line")
        self.stdout.write(
            f"{gone:,} rows erased. Models trained before keep no rows; train again to forget in weights."
        )
