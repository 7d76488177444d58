"""`manage.py answer "question"`: climb the ladder once and print the answer with its sources."""

import argparse
import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from services.support.actions import answer as ladder
from services.support.actions.conversations.answering import keep_trace


class Command(BaseCommand):
    help = "Answer one question as the chat would, with citations and the reason."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("question")
        parser.add_argument("--language", default=None, help="Answer in this language (en, zh, …).")
        parser.add_argument("--json", action="store_true", help="Print everything, the trace included.")

    def handle(self, *, question: str, language: str | None, **options: Any) -> None:
        found = ladder.answer(text=question, language=language)
        trace = keep_trace(found)
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(found), "trace": trace.pk}, ensure_ascii=False, indent=2))
            return
        self.stdout.write(found.text)
        for one in found.citations:
            self.stdout.write(f"[{one.n}] {one.title} › {one.heading} (version {one.version}, /sources/{one.chunk})")
        confidence = "" if found.confidence is None else f", confidence {found.confidence:.3f}"
        self.stdout.write(f"— {found.rung.label}: {found.reason.label}{confidence}, {found.milliseconds:.0f} ms")
