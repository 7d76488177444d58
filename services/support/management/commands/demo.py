"""`manage.py demo`: the sample bank, fine-tuned models, three people to sign in as. Again, it changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from services.support import models
from services.support.actions import documents, records
from shared.accounts.actions import seed_demo_users

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
# Pairs name articles and conversations name intents, so each file comes after what it leans on.
RECORDS = [
    ("intents", "intents.json"),
    ("examples", "examples.jsonl"),
    ("examples", "out_of_scope.jsonl"),
    ("pairs", "faq_questions.jsonl"),
    ("conversations", "conversations.jsonl"),
    ("cases", "cases.jsonl"),
]


class Command(BaseCommand):
    help = "Load the sample bank and fine-tune the demo models on it."

    def handle(self, **_options: Any) -> None:
        seed_demo_users()
        if not models.ImportBatch.objects.exists():
            self._load()
        if not models.Policy.objects.filter(chosen_at__isnull=False).exists():
            self.stdout.write("Fine-tuning on the sample's questions and answers:")
            call_command("train", preset="fast", stdout=self.stdout)

    def _load(self) -> None:
        folder = SAMPLE / "knowledge"
        articles = sorted(folder.rglob("*.md"))
        for path in articles:
            key = str(path.relative_to(folder).with_suffix(""))
            documents.ingest_file(filename=path.name, data=path.read_bytes(), key=key)
        for kind, name in RECORDS:
            records.import_file(kind=kind, filename=name, data=(SAMPLE / name).read_bytes())
        self.stdout.write(
            f"Loaded {len(articles)} articles, {models.Intent.objects.count()} intents, "
            f"{models.Example.objects.count()} questions, {models.TrainingPair.objects.count()} answers."
        )
