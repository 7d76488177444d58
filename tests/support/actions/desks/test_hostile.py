"""Files that are broken, huge or meant to do harm: refused by their place, within bounds."""

import io
import json
import zipfile
from time import monotonic

import pytest

from services.support.actions.desks import archives, safe_yaml
from services.support.actions.desks.choosing import Choice, open_file
from services.support.actions.desks.content import read_content
from services.support.actions.desks.text import article, of_html
from shared.errors import InputRefused

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED = {
    "nothing": ("a.json", b"  ", "empty"),
    "broken JSON": ("a.json", b'{"tickets": [', "not JSON"),
    "broken line": ("a.ndjson", b'{"a": 1}\n{"a": \n', "row 2"),
    "deep JSON": ("a.json", b'{"a":' * 100_000, "not JSON"),
    "a number without end": ("a.json", b'{"id": ' + b"9" * 6_000 + b"}", "not JSON"),
    "deep YAML": ("a.yml", b"nlu: " + b"[" * 5_000, "nested too deeply"),
    "alias bomb": ("a.yml", BOMB.encode(), "alias"),
    "broken YAML": ("a.yml", b"nlu:\n- intent: a\n  examples: |\n - x\n\t- y", "not YAML"),
    "several documents": ("a.yml", b"nlu: []\n---\nnlu: []\n", "several documents"),
    "unhashable key": ("a.yml", b"? [a, b]\n: c\n", "not YAML"),
    "broken quotes": ("a.csv", b'question,answer\n"a"b,c\n', "cannot be read"),
    "a cell without end": ("a.csv", b'question,answer\n"' + b"x" * 110_000 + b'",c\n', "more than 100,000"),
    "binary": ("a.csv", b"question\x00,answer\n", "binary"),
    "a column twice": ("a.csv", b"a,a\n1,2\n", "stands twice"),
    "too many columns": ("a.csv", (",".join(f"c{n}" for n in range(300)) + "\n1\n").encode(), "columns"),
    "no known layout": ("a.json", b'[{"x": 1}]', "Nobody knows"),
    "no zip": ("a.zip", b"PK\x03\x04" + b"\x00" * 40, "broken"),
    "no column for a question": ("a.csv", b"x,y\n1,2\n", "No column is mapped"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_its_place(name: str) -> None:
    filename, data, says = REFUSED[name]
    begun = monotonic()
    with pytest.raises(InputRefused, match=says):
        open_file(filename=filename, data=data, choice=Choice())
    assert monotonic() - begun < 5


def test_tags_of_yaml_make_no_objects() -> None:
    data = b'nlu:\n- intent: !!python/object/apply:os.system ["touch /tmp/never"]\n  examples: |\n    - hello\n'
    (row,) = open_file(filename="a.yml", data=data, choice=Choice()).found.rows["examples"]
    assert row.fields["text"] == "hello"
    assert row.fields["label"] == "touch-tmp-never"


def test_yaml_words_stay_words() -> None:
    assert safe_yaml.read_yaml("intents: [yes, no, 2026-01-01, 1e3]") == {"intents": ["yes", "no", "2026-01-01", "1e3"]}


def test_an_archive_that_unpacks_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(InputRefused, match="unpacks to more"):
        open_file(filename="a.zip", data=_zip({"articles.jsonl": b" " * 3_000_000}), choice=Choice())


def test_an_archive_of_somebody_else_is_not_ours() -> None:
    for manifest in (b'{"format": "other"}', b"[]", b'"x"'):
        with pytest.raises(InputRefused, match="Nobody knows"):
            open_file(filename="a.zip", data=_zip({"manifest.json": manifest}), choice=Choice())


def test_names_in_an_archive_lead_nowhere() -> None:
    ours = json.dumps({"format": "triptych-support", "version": 1}).encode()
    files = {"manifest.json": ours, "../articles.jsonl": b"{}", "x/articles.jsonl": b"{}", "articles.jsonl": b"[1]"}
    found = open_file(filename="a.zip", data=_zip(files), choice=Choice()).found
    assert [row.problems[0].field for row in found.rows["knowledge"]] == ["row"]


def test_fields_of_an_archive_cannot_stand_for_ours() -> None:
    ours = json.dumps({"format": "triptych-support", "version": 1}).encode()
    line = b'{"kind": "x", "number": 7, "self": 1, "text": "t"}'
    (row,) = open_file(
        filename="a.zip", data=_zip({"manifest.json": ours, "examples.jsonl": line}), choice=Choice()
    ).found.rows["examples"]
    assert (row.number, row.fields["number"]) == (1, 7)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("question,answer\n你好吗?,好\n".encode("gb18030"), "gb18030"),
        ("question,answer\n你好吗?,好\n".encode("utf-8-sig"), "utf-8"),
        ("question,answer\n你好吗?,好\n".encode("utf-16"), "utf-8"),
    ],
)
def test_encodings_are_found_out(data: bytes, encoding: str) -> None:
    content = read_content(filename="a.csv", data=data)
    assert content.values == [{"question": "你好吗?", "answer": "好"}]
    assert content.encoding == encoding


def test_what_is_not_clear_is_asked_for() -> None:
    data = "question,answer\nété à Genève,déjà\n".encode("cp1252")
    with pytest.raises(InputRefused, match="not UTF-8"):
        read_content(filename="a.csv", data=data)
    assert read_content(filename="a.csv", data=data, encoding="cp1252").values[0]["answer"] == "déjà"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_out(delimiter: str) -> None:
    text = f'question{delimiter}answer\n"a, b; c"{delimiter}"d\ne"\n'
    assert read_content(filename="a.csv", data=text.encode()).values == [{"question": "a, b; c", "answer": "d\ne"}]


def test_what_no_database_keeps_is_taken_out() -> None:
    data = b'[{"short_code": "a", "content": "x\\u0000y\\ud800z \\ud83d\\ude00"}]'
    (row,) = open_file(filename="a.json", data=data, choice=Choice()).found.rows["canned"]
    assert row.fields["text"] == "xyz 😀"


def test_markup_becomes_text_however_deep_it_is() -> None:
    assert of_html("<p>a</p><style>b</style><div>c<br>d</div><ul><li>e</li></ul> &lt;f&gt;") == "a\nc\nd\ne\n<f>"
    deep = "<div>" * 20_000 + "in the middle" + "</div>" * 20_000
    begun = monotonic()
    assert article(deep) == of_html(deep) == "in the middle"
    nested = "<ul><li>" * 90 + "in the middle" + "</li></ul>" * 90
    assert "in the middle" in article(nested)
    assert monotonic() - begun < 10


def test_lists_where_objects_belong_break_nothing() -> None:
    for text in ('[{"requester_id": 1, "comments": 5}]', '[{"requester_id": 1, "comments": [1, null]}]'):
        assert open_file(filename="a.json", data=text.encode(), choice=Choice()).found.left
    for text in ('{"conversations": [{"conversation_parts": 3}]}', '{"conversations": [{"conversation_parts": [1]}]}'):
        assert open_file(filename="a.json", data=text.encode(), choice=Choice()).found.left


def _zip(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return written.getvalue()
