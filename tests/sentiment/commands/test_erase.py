"""`manage.py erase` prints what there was and that nothing is left."""

import pytest
from django.core.management import CommandError, call_command

from services.sentiment import models
from tests.sentiment.press_rows import judged

pytestmark = pytest.mark.django_db


def test_the_proof_is_printed(desk: None, capsys: pytest.CaptureFixture[str]) -> None:
    judged("Umbrel sued")
    call_command("erase", pattern="umbrel")
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["articles", "1", "0"] in lines
    assert ["judgements", "1", "0"] in lines
    assert not models.Article.objects.exists()


def test_a_dry_run_says_what_would_go(desk: None, capsys: pytest.CaptureFixture[str]) -> None:
    judged("Umbrel sued")
    call_command("erase", pattern="umbrel", dry_run=True)
    assert ["articles", "1"] in [line.split() for line in capsys.readouterr().out.splitlines()]
    assert models.Article.objects.exists()


def test_without_a_wish_it_refuses() -> None:
    with pytest.raises(CommandError, match="Name a source"):
        call_command("erase")


@pytest.mark.parametrize("source", ["Nort Post", "9" * 30, "²"])
def test_a_source_that_there_is_not_is_named(desk: None, source: str) -> None:
    judged("Umbrel sued")
    with pytest.raises(CommandError, match="There is no source"):
        call_command("erase", source=source)
    assert models.Article.objects.exists()
