"""RecBole's atomic files."""

from pathlib import Path

import pytest

from modelkit.errors import DataError
from modelkit.recommendation.data.readers import read_recbole

INTER = "user_id:token\titem_id:token\trating:float\ttimestamp:float\nu\tb\t4\t20\nv\ta\t2\t10\nu\ta\t5\t30\n"
ITEM = "item_id:token\ttitle:token_seq\trelease_year:token\tclass:token_seq\na\tHeat\t1995\tAction Crime\nc\tHer\t\t\n"


def write(folder: Path, inter: str = INTER, item: str | None = ITEM) -> Path:
    (folder / "films.inter").write_text(inter)
    if item is not None:
        (folder / "films.item").write_text(item)
    return folder


def test_rows_come_in_the_order_of_time_and_items_with_their_texts(tmp_path: Path) -> None:
    data = read_recbole(write(tmp_path))
    assert [data.user_keys[user] for user in data.users] == ["v", "u", "u"]
    assert [data.catalogue.keys[item] for item in data.items] == ["a", "b", "a"]
    assert data.weights.tolist() == [2.0, 4.0, 5.0]
    assert dict(zip(data.catalogue.keys, data.catalogue.texts, strict=True)) == {
        "a": "Heat. 1995. Action Crime",
        "c": "Her",
        "b": "",
    }


def test_years_and_genres_are_tags(tmp_path: Path) -> None:
    catalogue = read_recbole(write(tmp_path)).catalogue
    assert dict(zip(catalogue.keys, catalogue.tags, strict=True)) == {
        "a": ["1995", "Action", "Crime"],
        "c": [],
        "b": [],
    }
    assert catalogue.tagged.toarray().tolist() == [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]


def test_users_are_labelled_by_what_their_file_tells(tmp_path: Path) -> None:
    users = "user_id:token\tage:token\tgender:token\tzip_code:token\nu\t24\tF\t94043\n"
    (write(tmp_path) / "films.user").write_text(users)
    data = read_recbole(tmp_path)
    assert dict(zip(data.user_keys, data.labels, strict=True)) == {"u": ["age 18", "gender F"], "v": []}


def test_items_without_a_file_have_no_tags(tmp_path: Path) -> None:
    assert read_recbole(write(tmp_path, item=None)).catalogue.tagged.shape == (2, 0)


def test_items_need_no_file_of_their_own(tmp_path: Path) -> None:
    assert read_recbole(write(tmp_path, item=None)).catalogue.texts == ["", ""]


@pytest.mark.parametrize(
    ("inter", "told"),
    [
        ("user_id:token\titem_id:token\n", None),
        ("user_id:token\titem_id:token\ttimestamp:float\nu\ta\tsoon\n", r"row 1, column 'timestamp'.*no number"),
        ("user_id:token\titem_id:token\ttimestamp:float\nu\ta\t1\nu\ta\n", "row 2.*2 cells"),
        ("user_id:token\titem_id:token\ttimestamp:float\n\ta\t1\n", "row 1, column 'user_id'.*empty"),
        ("user_id:token\ttimestamp:float\nu\t1\n", "row 1, column 'item_id'.*missing"),
        ("user_id:token\titem_id:token\ttimestamp:float\nu\ta\tnan\n", "row 1, column 'timestamp'"),
    ],
)
def test_what_cannot_be_read_is_named_by_row_and_column(tmp_path: Path, inter: str, told: str | None) -> None:
    write(tmp_path, inter)
    if told is None:
        assert len(read_recbole(tmp_path)) == 0
        return
    with pytest.raises(DataError, match=told):
        read_recbole(tmp_path)


def test_a_folder_without_interactions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"0 \.inter files"):
        read_recbole(tmp_path)
