import json
from pathlib import Path

import pyarrow as arrow
import pytest
from pyarrow import parquet

from modelkit.data import LabelledText, ScoredPair, TextPair, fingerprint, read_records
from modelkit.data.readers import Task
from modelkit.errors import DataError


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def fault(path: Path, task: Task = "classify") -> DataError:
    with pytest.raises(DataError) as caught:
        read_records(path, task=task)
    assert caught.value.remedy
    assert caught.value.path == str(path)
    return caught.value


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_reads_the_same_records_from_every_format(tmp_path: Path, suffix: str) -> None:
    rows = [
        {"text": "Lost my card,\nhelp", "label": "lost"},
        {"text": "卡丢了", "label": "lost"},
        {"text": "a 😀", "label": "b"},
    ]
    path = tmp_path / f"records.{suffix}"
    if suffix == "csv":
        write(path, 'text,label\n"Lost my card,\nhelp",lost\n卡丢了,lost\na 😀,b\n')
    elif suffix == "jsonl":
        write(path, "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n")
    else:
        parquet.write_table(arrow.Table.from_pylist(rows), path)
    expected = [LabelledText(row["text"], {"label": row["label"]}) for row in rows]
    assert read_records(path, task="classify") == expected


def test_reads_banking_questions_whose_label_column_is_called_category(tmp_path: Path) -> None:
    path = write(tmp_path / "train.csv", "text,category\nWhere is my card?,card_arrival\n")
    assert read_records(path, task="classify") == [LabelledText("Where is my card?", {"label": "card_arrival"})]


def test_reads_several_heads_and_leaves_out_the_unknown_ones(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        '{"text": "up", "labels": {"topic": "oil", "tone": null}}\n{"text": "x", "label": null}\n'
        '{"text": "y", "entity": "ACME", "label": 2}\n',
    )
    assert read_records(path, task="classify") == [
        LabelledText("up", {"topic": "oil"}),
        LabelledText("x", {}),
        LabelledText("y", {"label": "2"}, entity="ACME"),
    ]
    table = write(tmp_path / "a.csv", "text,labels.topic,labels.tone\nup,oil,\n")
    assert read_records(table, task="classify") == [LabelledText("up", {"topic": "oil"})]


def test_reads_pairs_and_scored_pairs(tmp_path: Path) -> None:
    pairs = write(tmp_path / "p.csv", "query;positive;negative\nq;yes;no\nr;yes;\n")
    assert read_records(pairs, task="encode") == [TextPair("q", "yes", "no"), TextPair("r", "yes")]
    scored = write(tmp_path / "s.jsonl", '{"query": "q", "passage": "p", "score": 0.5}')
    assert read_records(scored, task="score") == [ScoredPair("q", "p", 0.5)]


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path: Path) -> None:
    path = write(tmp_path / "excel.csv", b"\xef\xbb\xbftext\tlabel\nhi\tgreet\n")
    assert read_records(path, task="classify") == [LabelledText("hi", {"label": "greet"})]


@pytest.mark.parametrize(
    ("name", "content", "row", "column", "says"),
    [
        ("a.csv", "text,label\na,b\n  ,b\n", 2, "text", "empty"),
        ("a.csv", "text,label\na,b\nc,\n", 2, "label", "empty"),
        ("a.csv", "text,topic\na,b\n", 1, "label", "missing"),
        ("a.csv", "label\nb\n", 1, "text", "missing"),
        ("a.csv", "text,label\na,b\na,b,c\n", 2, None, "3 cells"),
        ("a.csv", "text,label,label\na,b,c\n", None, "label", "twice"),
        ("a.csv", 'text,label\n"a,b\n', 1, None, "CSV"),
        ("a.csv", "text,label\na,Lost\nb,lost\n", 2, "label", "also spelt"),
        ("a.csv", "text,label\n", None, None, "no data rows"),
        ("a.csv", "", None, None, "empty"),
        ("a.csv", b'text,label\n"a\nb",c\nd,e\n\xff,e\n', 3, None, "UTF-8"),
        ("a.csv", b"text,label\na,b\nab\xff,e\n", 2, None, "UTF-8"),
        ("a.csv", b"PK\x03\x04\0\0\0", None, None, "binary"),
        ("a.jsonl", '{"text": "a", "label": "b"}\n\n{"text": "a"', 2, None, "JSON"),
        ("a.jsonl", b'{"text": "a", "label": "b"}\n{"text": "\xe4"}', 2, None, "UTF-8"),
        ("a.jsonl", "[1]", 1, None, "not a JSON object"),
        ("a.jsonl", "[" * 100_000, 1, None, "nested too deeply"),
        ("a.jsonl", '{"text": "a", "label": "b", "label": "c"}', 1, "label", "twice"),
        ("a.jsonl", '{"text": 5, "label": "b"}', 1, "text", "not text"),
        ("a.jsonl", '{"text": "a", "label": true}', 1, "label", "no label"),
        ("a.jsonl", '{"text": "a", "labels": ["b"]}', 1, "labels", "not an object"),
        ("a.parquet", "hello", None, None, "Parquet"),
        ("a.xlsx", "hello", None, None, ".xlsx"),
    ],
)
def test_a_fault_is_named_by_row_and_column(
    tmp_path: Path, name: str, content: str | bytes, row: int | None, column: str | None, says: str
) -> None:
    error = fault(write(tmp_path / name, content))
    assert (error.row, error.column) == (row, column)
    assert says in str(error)


@pytest.mark.parametrize("score", ["1.5", "NaN", '"high"', "null", "-0.1"])
def test_a_score_outside_zero_to_one_is_refused(tmp_path: Path, score: str) -> None:
    path = write(tmp_path / "a.jsonl", f'{{"query": "q", "passage": "p", "score": {score}}}')
    error = fault(path, "score")
    assert (error.row, error.column) == (1, "score")


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    assert "no such file" in str(fault(tmp_path / "none.csv"))


def test_a_text_of_a_megabyte_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text,label\n" + "x" * 1_000_000 + ",long\n")
    (record,) = read_records(path, task="classify")
    assert isinstance(record, LabelledText)
    assert len(record.text) == 1_000_000


def test_the_fingerprint_follows_the_records_and_their_order() -> None:
    one, two = LabelledText("a", {"label": "b"}), LabelledText("a", {"label": "c"})
    assert fingerprint([one, two]) == fingerprint([one, two])
    assert len({fingerprint([one, two]), fingerprint([two, one]), fingerprint([one])}) == 3
