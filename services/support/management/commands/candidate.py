"""`manage.py candidate`: name what would answer instead, ask it what waits, end it, or print what is known of it."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.support.actions import candidates, shadow, split
from services.support.queries import answers, splits
from services.support.queries import candidates as stored
from shared.errors import ServiceError
from shared.jobs.terminal import show_progress


class Command(BaseCommand):
    help = "Hold another version or another limit beside what is in force, and print what is known of it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--name", nargs="*", metavar="MODEL=VERSION", help="Name one: support-intent=2; nothing for a limit alone."
        )
        parser.add_argument("--max-wrong", type=float, help="Its largest share of wrong answers.")
        parser.add_argument("--confident", action="store_true", help="Keep that limit with 95 % confidence.")
        parser.add_argument("--share", type=float, help="Share of conversations in the shadow, 0 to 1.")
        parser.add_argument("--ask", action="store_true", help="Ask it what waits, here and now.")
        parser.add_argument("--split", type=float, metavar="SHARE", help="Let it answer this share of visitors.")
        parser.add_argument(
            "--tell", nargs="+", default=[], metavar="RECEIVER", help="Who hears if it stops by itself."
        )
        parser.add_argument("--stop-split", action="store_true", help="It answers nobody any more, at once.")
        parser.add_argument("--end", action="store_true", help="End it.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        try:
            self._act(options)
        except ServiceError as error:
            raise CommandError(str(error)) from error
        found = stored.latest()
        if found is None:
            raise CommandError("There is no candidate. Name one with --name.")
        told = shadow.tell(found)
        if options["json"]:
            self.stdout.write(json.dumps(_facts(told)))
        else:
            self._print(told)

    def _print(self, told: shadow.Told) -> None:
        found = told.candidate
        self.stdout.write(f"{found} ({found.state}), {found.share:.1%} of conversations in the shadow")
        self.stdout.write(f"{told.answered} asked of both, {told.same.value:.1%} answered alike")
        for _value, label, count in told.counts:
            self.stdout.write(f"{count:>6}  {label}")
        self.stdout.write(f"preferred {told.preference.wins} to {told.preference.losses}: {told.verdict}")

    def _act(self, options: dict[str, Any]) -> None:
        if options["name"] is not None:
            self._name(options)
        elif options["share"] is not None:
            candidates.change_share(share=options["share"], actor="manage.py")
        if options["ask"]:
            shadow.answer_waiting(limit=1_000, seconds=3_600.0)
        if options["split"] is not None:
            receivers = split.receivers_named(options["tell"])
            split.start(share=options["split"], receivers=receivers, actor="manage.py")
        if options["stop_split"]:
            running = splits.running()
            if running is None:
                raise CommandError("No experiment is running.")
            split.stop(running, actor="manage.py")
        if options["end"]:
            found = candidates.current()
            if found is None:
                raise CommandError("No candidate is open.")
            candidates.end(candidate=found, actor="manage.py")

    def _name(self, options: dict[str, Any]) -> None:
        policy = answers.policy()
        made, job = candidates.name_candidate(
            versions=_versions(options["name"]),
            max_wrong_share=policy.max_wrong_share if options["max_wrong"] is None else options["max_wrong"],
            confident=options["confident"] or policy.confident,
            share=options["share"] or 0.0,
            actor="manage.py",
        )
        with show_progress(job):
            candidates.run_job(job_id=job.pk, candidate_id=made.pk)


def _facts(told: shadow.Told) -> dict[str, Any]:
    return {
        "candidate": str(told.candidate),
        "state": told.candidate.state,
        "answered": told.answered,
        "same": told.same.as_dict(),
        "differences": {value: count for value, _label, count in told.counts},
        "wins": told.preference.wins,
        "losses": told.preference.losses,
        "verdict": told.verdict,
    }


def _versions(given: list[str]) -> dict[str, int]:
    found = dict(one.partition("=")[::2] for one in given)
    if wrong := [name for name, number in found.items() if not number.isdecimal()]:
        raise CommandError(f"{wrong[0]} names no version. Write it as support-intent=2.")
    return {name: int(number) for name, number in found.items()}
