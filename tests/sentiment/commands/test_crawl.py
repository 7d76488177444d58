"""`manage.py crawl --report` looks back as far as a calendar goes."""

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize("days", ["0", "-5", "10000000000"])
def test_a_report_covers_days(db: None, days: str) -> None:
    with pytest.raises(CommandError, match="--days is from 1"):
        call_command("crawl", "--report", "all", "--days", days)
