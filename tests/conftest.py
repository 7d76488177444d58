"""What every test finds in place."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from playwright.sync_api import Browser, expect, sync_playwright

from tests.requirements import chromium

# Thread pools that add up to more than the cores cost far more than they bring, above all with several workers.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
# Digits are compared, so they must be the same on every processor; what bf16 changes has tests of its own.
os.environ.setdefault("MODELKIT_PRECISION", "fp32")

# Each service has a run of its own, since a process knows one Django project.
SERVICES = {f"services.{name}.settings": name for name in ("support", "sentiment", "recommend")}
collect_ignore = [name for module, name in SERVICES.items() if module != os.environ.get("DJANGO_SETTINGS_MODULE")]

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# A page may take longer than the five seconds that Playwright gives it unasked, where every core is busy.
expect.set_options(timeout=15_000)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page that one test reads in Chinese leaves its thread so; a server's next request would choose anew."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def tiny_backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real encoder of two small layers, built offline."""
    from modelkit import testing

    return testing.tiny_backbone(tmp_path_factory.mktemp("backbone"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once a module: a second Playwright cannot start while another runs in this thread."""
    # Playwright runs a loop of its own in this thread, which Django takes for an async view.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()
