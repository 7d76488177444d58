"""`manage.py demo`: a magazine with readers, vectors, a ranker, and a list for everybody. Again, no change."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import batch, demo, evaluating, model_versions, training, vectors
from shared.accounts.actions import seed_demo_users


class Command(BaseCommand):
    help = "Load the sample magazine, embed its texts, and publish lists for its readers."

    def handle(self, **_options: Any) -> None:
        began = time.monotonic()
        seed_demo_users()
        if kept := demo.load_magazine(until=timezone.now()):
            articles, readers = models.Item.objects.count(), models.Profile.objects.count()
            self._say(f"{articles:,} articles, {readers:,} readers, {kept:,} events and impressions", began)
        if made := vectors.embed_new(progress=self._progress):
            self._say(f"{made:,} articles embedded", began)
        if model_versions.list_versions().live is None:
            done = training.train(report=lambda _stage, _done, _total: None)
            figure = done["metrics"]["auroc"]["value"]
            self._say(f"ranker fitted on what readers were shown and opened, AUC {figure:.3f}", began)
            measured = evaluating.evaluate(report=lambda _stage, _done, _total: None)
            evaluating.estimate_ways(report=lambda _stage, _done, _total: None)
            self._say(f"measured on {measured.users:,} readers and days", began)
        if not models.Generation.objects.filter(state=models.Generation.State.CURRENT).exists():
            built = batch.recommend_all(report=lambda _stage, _done, _total: None)
            self._say(f"lists for {built.users:,} readers published", began)

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"  embedded {done:,} of {total:,}")
        self.stdout.flush()

    def _say(self, text: str, began: float) -> None:
        self.stdout.write(f"{text} ({time.monotonic() - began:.0f} s)")
        self.stdout.flush()
