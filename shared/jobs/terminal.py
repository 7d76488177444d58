"""A progress bar for a job that this process runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from shared.jobs.models import Job

_REFRESH_SECONDS = 0.5


@contextmanager
def show_progress(job: Job) -> Iterator[None]:
    """Draw the job's stage and share from its row, which the worker of the job writes."""
    bar = Progress(
        TextColumn("{task.description:<11}"),
        BarColumn(bar_width=40),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    done = threading.Event()
    with bar:
        task = bar.add_task("training", total=100)
        watcher = threading.Thread(target=_watch, args=(job, bar, task, done), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()


def _watch(job: Job, bar: Progress, task: TaskID, done: threading.Event) -> None:
    stage = ""
    while not done.wait(_REFRESH_SECONDS):
        row = Job.objects.filter(pk=job.pk).values("stage", "done", "total").first()
        if row and row["total"]:
            bar.update(task, completed=100 * row["done"] / row["total"], description=row["stage"])
            # A file or a pipe shows no moving bar: there, each stage is a line.
            if row["stage"] != stage and not bar.console.is_terminal:
                bar.console.print(f"  {row['stage']} …", highlight=False)
            stage = row["stage"]
    connection.close()
