"""Run the tests of database and broker once more, on PostgreSQL and Redis, where they are reachable."""

import os
import secrets
import subprocess
import sys

from tests.requirements import BROKER_URL, DATABASE_URL, reachable, required

# What pages look like, how personal data is masked, what a backbone makes of questions: the same on any database.
ALIKE = ["tests/shared/ui", "tests/shared/privacy", "tests/support/actions/teaching/test_labels_of_real_questions.py"]


def main() -> int:
    absent = [name for name, url in {"postgres": DATABASE_URL, "broker": BROKER_URL}.items() if not reachable(url)]
    if absent:
        sys.stderr.write(f"{' and '.join(absent)} not reachable: the second run is left out.\n")
        return int(bool(required() & set(absent)))
    environment = {
        **os.environ,
        "DATABASE_URL": DATABASE_URL,
        "BROKER_URL": BROKER_URL,
        # A server's processes must share a key, so none is invented for them.
        "SECRET_KEY": secrets.token_hex(32),
    }
    pytest = [sys.executable, "-m", "pytest"]
    runs = [
        ["tests/shared", "tests/support", *(f"--ignore={one}" for one in ALIKE)],
        ["--ds", "services.sentiment.settings", "tests/sentiment"],
        ["--ds", "services.recommend.settings", "tests/recommend"],
    ]
    return max(subprocess.run([*pytest, *run, *sys.argv[1:]], env=environment, check=False).returncode for run in runs)


if __name__ == "__main__":
    sys.exit(main())
