"""`manage.py ingest --desk`: look at a file of another desk, then take it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from services.support import models

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"


def ingest(*arguments: str) -> str:
    out = StringIO()
    call_command("ingest", "--no-index", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_a_look_takes_nothing() -> None:
    said = ingest("--desk", str(FILES / "zendesk-view.csv"), "--look")
    assert "Zendesk: tickets as a table (zendesk_csv), utf-8" in said
    assert "question = Description" in said
    assert "pairs: 1 read, 1 to be added, 0 wrong" in said
    assert not models.ImportBatch.objects.exists()


def test_columns_are_mapped_and_rows_left_out() -> None:
    said = ingest("--desk", str(FILES / "zendesk-view.csv"), "--map", "question=Subject", "label=-")
    assert "1 new, 0 already known" in said
    assert models.TrainingPair.objects.get().question == "Card"
    assert "left out: 1 × rows with something wrong" in ingest(
        "--desk", str(FILES / "chatwoot-canned.json"), "--without-bad"
    )


def test_what_is_wrong_is_said_by_row_and_nothing_is_kept() -> None:
    with pytest.raises(CommandError, match="row 3, content"):
        ingest("--desk", str(FILES / "chatwoot-canned.json"))
    with pytest.raises(CommandError, match="names no column"):
        ingest("--desk", str(FILES / "zendesk-view.csv"), "--map", "question")
    with pytest.raises(CommandError, match="--desk FILE"):
        ingest()
    assert not models.ImportBatch.objects.exists()
