"""What waits to be judged tells nobody who a customer is, and comes in as it would have at once."""

import gzip
import json
from pathlib import Path

import pytest
from django.db import transaction
from django.forms.models import model_to_dict

from services.support import models
from services.support.actions import desks
from shared.uploads.rows import Row

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
KINDS = (models.Intent, models.AnswerTemplate, models.Example, models.TrainingPair, models.Chunk, models.CannedAnswer)


def load_of(name: str) -> desks.Load:
    choice = desks.Choice(without_bad=True)
    return desks.read_load(filename=name, data=(FILES / name).read_bytes(), choice=choice)


def stored() -> list[list[dict[str, object]]]:
    """All that came in, but for its numbers, which PostgreSQL gives out once."""
    hidden = {"id", "batch", "intent", "document", "version", "added", "retired", "born"}
    return [
        [
            {name: value for name, value in model_to_dict(row).items() if name not in hidden}
            for row in kind.objects.all()
        ]
        for kind in KINDS
    ]


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_it_comes_in_as_it_would_have_at_once(name: str) -> None:
    load = load_of(name)
    with transaction.atomic():
        desks.take(desks.unpack(desks.pack(load)))
        kept = stored()
        transaction.set_rollback(True)
    desks.take(load)
    assert kept == stored()
    assert any(kept)


def test_what_customers_wrote_is_masked_wherever_it_stands() -> None:
    said = {
        "messages": [{"role": "customer", "text": "I am ana@example.com", "cc": {"who": "ben@example.com"}}],
        "phone": "+44 20 7946 0111",
        "intent": "mail_ana@example.com",
        "open": True,
    }
    template = {"name": "help", "templates": [{"language": "en", "text": "Write to help@bank.example."}]}
    rows = {"conversations": [Row(7, said)], "intents": [Row(1, template)]}
    data = desks.pack(desks.Load("all.zip", "0", "archive", rows))
    told = json.loads(gzip.decompress(data))["rows"]
    assert "help@bank.example" in str(told["intents"])
    ((number, fields),) = told["conversations"]
    assert (number, fields["open"], fields["intent"]) == (7, True, said["intent"])
    assert fields["messages"] == [{"role": "customer", "text": "I am [email]", "cc": {"who": "[email]"}}]
    assert "7946" not in str(fields)
