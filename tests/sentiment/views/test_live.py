"""The overview learns of a change within moments."""

import asyncio
from datetime import UTC, datetime

import pytest

from services.sentiment import models
from services.sentiment.views.live import changes
from tests.sentiment.press_rows import judged


@pytest.mark.django_db(transaction=True)
def test_a_judged_article_is_announced_and_the_stream_says_when_it_ends() -> None:
    article = judged("Piece")

    async def read() -> list[str]:
        seen = []
        async for block in changes(look=0.01, lifetime=5.0):
            seen.append(block)
            if len(seen) == 1:
                asyncio.get_running_loop().call_later(0.2, lambda: asyncio.ensure_future(_judge_again(article)))
            if "changed" in block:
                break
        return seen

    seen = asyncio.run(read())
    assert seen[0] == ": connected\n\n"
    assert seen[-1].startswith("event: changed\n")


@pytest.mark.django_db(transaction=True)
def test_a_stream_that_has_lived_its_life_asks_to_come_back() -> None:
    async def read() -> list[str]:
        return [block async for block in changes(look=0.01, lifetime=0.02)]

    assert asyncio.run(read())[-1].startswith("event: bye\n")


async def _judge_again(article: models.Article) -> None:
    article.judged_at = datetime.now(UTC)
    await article.asave(update_fields=["judged_at"])
