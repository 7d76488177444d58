"""Ingesting again changes only what changed; archived articles come back as they were."""

import pytest

from services.support import models
from services.support.actions.documents import archive_document, ingest_file, restore_document
from shared.errors import InputRefused

pytestmark = pytest.mark.django_db

FIRST = "# Cards\n\n## Replace\n\nIt costs six euros.\n\n## Freeze\n\nTap Freeze."
SECOND = FIRST.replace("six", "seven")


def ingest(text: str) -> models.Document:
    return ingest_file(filename="en/cards.md", data=text.encode()).document


def live_ids(document: models.Document) -> set[int]:
    return set(document.chunks.filter(live=True).values_list("pk", flat=True))


def test_the_same_content_again_changes_nothing() -> None:
    ingest(FIRST)
    again = ingest_file(filename="en/cards.md", data=FIRST.encode())
    assert (again.created, again.changed, again.kept_chunks) == (False, False, 2)
    assert again.document.versions.count() == 1


def test_a_new_version_keeps_the_chunks_it_left_alone() -> None:
    document = ingest(FIRST)
    before = live_ids(document)
    result = ingest_file(filename="en/cards.md", data=SECOND.encode())
    assert (result.added_chunks, result.retired_chunks, result.kept_chunks) == (1, 1, 1)
    assert len(live_ids(document) & before) == 1


def test_a_retired_chunk_still_resolves_for_old_citations() -> None:
    document = ingest(FIRST)
    old = document.chunks.get(text="It costs six euros.")
    ingest(SECOND)
    old.refresh_from_db()
    assert (old.live, old.born.number, old.retired and old.retired.number) == (False, 1, 2)


def test_archive_and_restore_bring_back_the_current_chunks_only() -> None:
    document = ingest(FIRST)
    ingest(SECOND)
    before = live_ids(document)
    document.refresh_from_db()
    archive_document(document=document)
    assert live_ids(document) == set()
    restore_document(document=document)
    assert live_ids(document) == before


def test_a_refused_file_leaves_no_trace() -> None:
    with pytest.raises(InputRefused):
        ingest_file(filename="broken.txt", data=b"\xff\xfe\xfa")
    assert not models.Document.objects.exists()


def test_an_account_number_in_an_article_is_pointed_out() -> None:
    data = b"# Pay\n\nSend it to GB82 WEST 1234 5698 7654 32."
    assert [warning.field for warning in ingest_file(filename="pay.md", data=data).warnings] == ["iban"]


def test_chinese_articles_are_recognised() -> None:
    assert ingest("# 银行卡\n\n补办银行卡需要六欧元，五到七个工作日送达。").language == "zh"
