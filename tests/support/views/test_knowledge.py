"""Upload articles, read what came of it, compare versions, archive and restore."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import submissions
from services.support.views.knowledge.differences import compare
from tests.support.rows import ARTICLE, article


def upload(client: Client, **files: bytes) -> str:
    sent = [SimpleUploadedFile(name.replace("_", "."), data) for name, data in files.items()]
    return judged(client, client.post(reverse("upload"), {"files": sent}))


def judged(client: Client, response: Any) -> str:
    """The page that the editor is left with, once the worker has done what waited."""
    while response.status_code == 302:
        while submissions.run_next():
            pass
        response = client.get(response.headers["Location"])
    return str(response.content.decode())


def test_each_file_comes_in_or_is_refused_by_itself(editor: Client) -> None:
    page = upload(editor, good_md=b"# Fees\n\nThere are none.", bad_md=b"\xc3\x28 broken", empty_txt=b" ")
    assert models.Document.objects.count() == 1
    assert page.count('class="badge bad">Refused') == 2
    assert 'class="badge good">New' in page


def test_a_repetition_changes_nothing_and_says_so(editor: Client) -> None:
    upload(editor, fees_md=b"# Fees\n\nThere are none.")
    assert "The same as before." in upload(editor, fees_md=b"# Fees\n\nThere are none.")
    assert [row.changed for row in models.Submission.objects.order_by("job__created_at")] == [True, False]


def test_the_request_does_not_wait_and_the_page_shows_how_far_the_check_is(editor: Client) -> None:
    file = SimpleUploadedFile("fees.md", b"# Fees\n\nThere are none.")
    response = editor.post(reverse("upload"), {"files": [file]})
    page = editor.get(response.headers["Location"]).content.decode()
    assert 'data-reload-on="job-ended"' in page
    assert "hx-get=" in page
    assert not models.Document.objects.exists()
    assert "Being checked" in editor.get(reverse("articles")).content.decode()
    judged(editor, response)
    assert "Being checked" not in editor.get(reverse("articles")).content.decode()


def test_files_that_cannot_be_read_are_refused_at_once_each_by_name(editor: Client) -> None:
    sent = [SimpleUploadedFile("bad.md", b"\xc3\x28 broken"), SimpleUploadedFile("program.exe", b"x")]
    response = editor.post(reverse("upload"), {"files": sent})
    page = response.content.decode()
    assert (response.status_code, page.count('class="badge bad">Refused')) == (400, 2)
    assert "program.exe" in page


def test_no_file_is_a_question_not_an_error_page(editor: Client) -> None:
    response = editor.post(reverse("upload"))
    assert response.status_code == 400
    assert "Choose between 1 and" in response.content.decode()


def test_the_list_searches_text_and_filters(editor: Client) -> None:
    article()
    assert "Order a replacement card" in editor.get(reverse("articles"), {"q": "working days"}).content.decode()
    assert "Nothing matches" in editor.get(reverse("articles"), {"q": "mortgage"}).content.decode()
    assert "Nothing matches" in editor.get(reverse("articles"), {"language": "zh"}).content.decode()


def test_a_page_that_does_not_exist_gives_the_nearest(editor: Client) -> None:
    article()
    for page in ("0", "99", "x"):
        assert editor.get(reverse("articles"), {"page": page}).status_code == 200


def test_an_old_version_shows_what_it_said(editor: Client) -> None:
    document = article(price="9.90")
    article(price="11.90")
    address = reverse("article", args=[document.pk])
    assert "Express costs 9.90" in editor.get(address, {"version": "1"}).content.decode()
    assert "Express costs 11.90" in editor.get(address).content.decode()
    assert editor.get(address, {"version": "7"}).status_code == 404


def test_differences_name_only_what_changed(editor: Client) -> None:
    document = article(price="9.90")
    article(price="11.90")
    lines = editor.get(reverse("article-differences", args=[document.pk])).context["lines"]
    changed = [(line.kind, line.text) for line in lines if line.kind in {"added", "removed"}]
    assert [kind for kind, _text in changed] == ["removed", "added"]
    assert "11.90" in changed[1][1]


def test_differences_keep_the_numbers_of_both_texts() -> None:
    lines = list(compare("a\nb\nc", "a\nx\ny\nc"))
    assert [(line.kind, line.old, line.new) for line in lines] == [
        ("same", 1, 1),
        ("removed", 2, None),
        ("added", None, 2),
        ("added", None, 3),
        ("same", 3, 4),
    ]


def test_archive_and_restore(editor: Client) -> None:
    document = article()
    assert "Archived." in judged(editor, editor.post(reverse("archive-article", args=[document.pk])))
    assert not document.chunks.filter(live=True).exists()
    assert "Order a replacement card" not in editor.get(reverse("articles")).content.decode()
    judged(editor, editor.post(reverse("restore-article", args=[document.pk])))
    assert document.chunks.filter(live=True).count() == 2


def test_markup_in_an_article_stays_text(editor: Client) -> None:
    data = ARTICLE.format(price="1") + "\n<script>alert(1)</script> [x](javascript:alert(1))\n"
    upload(editor, evil_md=data.encode())
    document = models.Document.objects.get()
    page = editor.get(reverse("article", args=[document.pk])).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
