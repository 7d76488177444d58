"""`manage.py recommend`: what it is told is checked before anything is built."""

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Name a user"),
        (["ana", "--per-user", "-1"], "from 1 to"),
        (["--all", "--per-user", "0"], "from 1 to"),
        (["--all", "--shard-users", "0"], "from 1 to"),
        (["--all", "--until", "soon"], "no time with its zone"),
        (["--all", "--until", "2026-03-01T03:00"], "no time with its zone"),
        (["--all", "--until", "9999-12-31T23:59:59-14:00"], "no time with its zone"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_does(arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        call_command("recommend", *arguments)
