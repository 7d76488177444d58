"""`manage.py recommend --all` killed with SIGKILL again and again: the same lists, and never two generations."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KILLS = 4
# What readers join: lists of the current generation, and how many generations those are of.
READ = (
    "SELECT count(DISTINCT generation_id), count(*) FROM recommend_userlist "
    "WHERE generation_id IN (SELECT id FROM recommend_generation WHERE state = 'current')"
)
# Fills an empty database as the tests do, in a process of its own.
FILL = (
    "import django; django.setup();"
    "from tests.recommend import shop; shop.stock(60);"
    "[shop.act(f'user{n:03d}', [f'i{(7 * n + s) % 60:03d}' for s in (1, 4)], minutes_ago=90) for n in range(240)]"
)


class Desk:
    """A database and folders of its own, and the commands that a person would run on them."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "recommend.sqlite3"
        self.environment = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'packages'}",
            "DJANGO_SETTINGS_MODULE": "services.recommend.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "BROKER_URL": "filesystem://localhost",
        }
        self.run(*self.manage("migrate", "--verbosity", "0"))
        self.run(sys.executable, "-c", FILL)

    def manage(self, *words: str) -> list[str]:
        return [sys.executable, str(ROOT / "services" / "recommend" / "manage.py"), *words]

    def run(self, *command: str) -> None:
        subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True)

    def start(self) -> subprocess.Popen[bytes]:
        command = self.manage("recommend", "--all", "--per-user", "10", "--shard-users", "6")
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.database, timeout=20) as connection:
            return connection.execute(sql).fetchall()

    def shards_done(self) -> int:
        return int(str(self.ask("SELECT count(*) FROM recommend_shard WHERE done_at IS NOT NULL")[0][0]))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_lists_are_the_same_after_many_kills(desk: Desk) -> None:
    whole = desk.start()
    assert whole.wait() == 0
    rng, killed = random.Random(4), 0
    digest = desk.ask("SELECT digest FROM recommend_generation WHERE state = 'current'")
    before = desk.shards_done()
    while killed < KILLS:
        process, goal = desk.start(), desk.shards_done() + rng.randint(1, 4)
        while process.poll() is None and desk.shards_done() < goal:
            assert len(desk.ask("SELECT id FROM recommend_generation WHERE state = 'current'")) == 1
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed += 1
        assert desk.ask(READ) == [(1, 240)]
    assert before < desk.shards_done() < 2 * before
    assert desk.start().wait() == 0
    assert desk.ask("SELECT digest FROM recommend_generation WHERE state = 'current'") == digest
    assert desk.ask("SELECT count(*) FROM recommend_generation") == [(2,)]


def test_a_second_run_at_the_same_time_is_refused(desk: Desk) -> None:
    first = desk.start()
    lock = Path(desk.environment["DATA_DIR"]) / "batch.lock"
    while not lock.exists() and first.poll() is None:
        time.sleep(0.005)
    first.send_signal(signal.SIGSTOP)
    try:
        command = desk.manage("recommend", "--all")
        second = subprocess.run(command, env=desk.environment, cwd=ROOT, check=False, capture_output=True, text=True)
    finally:
        first.send_signal(signal.SIGCONT)
    assert (second.returncode, "already running" in second.stderr) == (1, True), second.stderr
    assert first.wait() == 0
