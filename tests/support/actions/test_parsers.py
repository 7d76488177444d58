"""Every format gives Markdown with headings; what cannot be read is refused with its place and remedy."""

import pytest

from services.support.actions.documents.parsers import parse
from shared.errors import InputRefused
from tests.support.actions import files


def test_markdown_front_matter_names_the_article() -> None:
    data = b"---\ntitle: Order a card\nlanguage: en\ntags: [cards]\n---\n# Heading\n\nText."
    document = parse(data, filename="card.md")
    assert (document.title, document.language, document.tags) == ("Order a card", "en", ["cards"])
    assert document.markdown.startswith("# Heading")


def test_html_keeps_the_main_part_only() -> None:
    page = b"""<html lang="zh-CN"><head><title>Bank</title></head><body><nav>Menu</nav><main><h1>Cards</h1>
    <p>Order <a href="https://x.example/">here</a>.</p><script>alert(1)</script><table><tr><th>Plan</th><th>Fee</th></tr>
    <tr><td>Plus</td><td>4.90</td></tr></table></main><footer>Imprint</footer></body></html>"""
    document = parse(page, filename="page.html")
    assert (document.title, document.language) == ("Cards", "zh")
    assert "[here](https://x.example/)" in document.markdown
    assert "| Plus | 4.90 |" in document.markdown
    assert not {"Menu", "Imprint", "alert(1)"} & set(document.markdown.replace("\n", " ").split(" "))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_page_that_nests_without_end_is_refused_at_once(encoding: str) -> None:
    page = "<html><body>" + "<div>" * 100_000 + "text"
    with pytest.raises(InputRefused, match="more than 200 deep"):
        parse(page.encode(encoding), filename="page.html")


def test_csv_rows_become_sections() -> None:
    data = 'question,answer\n"How long?","Two\ndays"\n怎么开户？,下载应用。\n'.encode()
    document = parse(data, filename="faq.csv")
    assert document.markdown == "## How long?\n\nTwo\ndays\n\n## 怎么开户？\n\n下载应用。"


def test_pdf_lines_set_larger_become_headings() -> None:
    data = files.pdf([(20, "Cards"), (11, "A card comes by post."), (14, "Replace"), (11, "It costs six euros.")])
    document = parse(data, filename="cards.pdf")
    assert document.title == "Cards"
    assert "## Replace\n\nIt costs six euros." in document.markdown


def test_word_styles_become_headings() -> None:
    data = files.docx([("Heading1", "Cards"), ("Normal", "By post."), ("Heading2", "Replace")])
    document = parse(data, filename="cards.docx")
    assert document.markdown == "# Cards\n\nBy post.\n\n## Replace"


BROKEN = {
    "empty file": ("a.md", b"", "empty"),
    "white space only": ("a.txt", b" \n ", "empty"),
    "unknown format": ("a.exe", b"MZ", "known format"),
    "broken UTF-8": ("a.txt", b"caf\xe9 is not UTF-8", "Byte 3"),
    "binary": ("a.txt", b"a\x00b", "binary"),
    "encrypted PDF": ("a.pdf", files.encrypted_pdf(), "encrypted"),
    "broken PDF": ("a.pdf", b"%PDF-1.7 broken", "broken"),
    "PDF without text": ("a.pdf", files.pdf([]), "No text"),
    "not a Word file": ("a.docx", b"PK broken", "broken or protected"),
    "a zip of something else": ("a.docx", files.zipped({"x": "y"}), "Word"),
    "zip bomb": ("a.docx", files.zipped({"word/document.xml": " " * 210_000_000}), "200 MB"),
    "missing columns": ("a.csv", b"q,a\n1,2\n", "answer, question"),
    "empty cells": ("a.csv", b"question,answer\nWhy?,\n", "row 1, answer"),
    "open front matter": ("a.md", b"---\ntitle: x\n", "no end"),
    "bad front matter": ("a.md", b"---\ntitle: [\n---\nText", "YAML"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_remedy(name: str) -> None:
    filename, data, says = BROKEN[name]
    with pytest.raises(InputRefused, match=says) as refused:
        parse(data, filename=filename)
    assert all(problem.remedy for problem in refused.value.problems)


def test_an_entity_bomb_in_a_word_file_does_not_unfold() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    data = files.docx([("Normal", "&e9;")], doctype=f'<!DOCTYPE d [<!ENTITY e0 "lol">{entities}]>')
    with pytest.raises(InputRefused):
        parse(data, filename="bomb.docx")
