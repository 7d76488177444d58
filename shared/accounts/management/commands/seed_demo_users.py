"""`manage.py seed_demo_users`: one login for each role."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from shared.accounts import actions


class Command(BaseCommand):
    help = "Create a demo login for each role, and print them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", default=actions.DEMO_PASSWORD, help="one password for all of them")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        logins = actions.seed_demo_users(password=options["password"])
        if options["json"]:
            self.stdout.write(json.dumps(logins))
            return
        for role, secret in logins.items():
            self.stdout.write(f"{role}: {secret}")
