"""`manage.py demo`: a market to watch, models that understand it, its past, rules and a receiver. Again, no change."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import demo, dictionary, labels
from services.sentiment.actions.names import DOCUMENT_MODEL
from shared.accounts.actions import seed_demo_users
from shared.engines import live_models

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
_DAYS = 60


class Command(BaseCommand):
    help = "Load the sample market, fine-tune the demo models on it, and connect the simulated press."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--press", default="http://127.0.0.1:8005", help="where the simulated press is")
        parser.add_argument("--here", default="http://127.0.0.1:8001", help="where this service is reached")
        parser.add_argument("--days", type=int, default=_DAYS, help="how many days of the past to load")

    def handle(self, *, press: str, here: str, days: int, **_options: Any) -> None:
        seed_demo_users()
        self._load()
        if DOCUMENT_MODEL not in live_models():
            self.stdout.write("Fine-tuning on the sample's labels:")
            call_command("train", preset="fast", stdout=self.stdout)
        demo.add_sources(press_url=press)
        began = time.monotonic()
        if stored := demo.add_history(now=timezone.now(), days=days, progress=self._progress):
            self.stdout.write(f"Read {stored:,} articles of the past in {time.monotonic() - began:.0f} s.")
        demo.add_rules(receiver=demo.connect_receiver(url=f"{here}/demo/receiver/hook/"))

    def _load(self) -> None:
        if not models.Entity.objects.exists():
            data = (SAMPLE / "entities.json").read_bytes()
            dictionary.import_entities(filename="entities.json", data=data)
        if not models.Label.objects.exists():
            labels.import_labels(filename="labels.jsonl", data=(SAMPLE / "labels.jsonl").read_bytes())
        self.stdout.write(f"{models.Entity.objects.count()} companies, {models.Label.objects.count()} labels.")

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"  judged {done:,} of {total:,}")
        self.stdout.flush()
