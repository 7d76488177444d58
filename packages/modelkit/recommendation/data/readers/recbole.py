"""RecBole's atomic files: NAME.inter and, where there are any, NAME.item and NAME.user; columns are `name:type`."""

import math
from collections.abc import Iterator
from pathlib import Path

from modelkit.errors import DataError
from modelkit.recommendation.data.catalogue import Catalogue
from modelkit.recommendation.data.interactions import Interactions

Row = dict[str, str]
_TITLES = ("title", "movie_title", "name")
_TAGS = ("release_year", "class", "genre", "genres", "category", "categories")
_ABOUT_USERS = ("age", "gender", "occupation")
# The groups that MovieLens itself names: below 18, 18 to 24, and so on.
_AGES = (18, 25, 35, 45, 50, 56)
_MORE = (*_TAGS, "description")


def read_recbole(folder: str | Path) -> Interactions:
    """Every row of the interaction file; an item's text is its title, then year, genres and description.

    Words of years, genres and categories are its tags; age group, gender and occupation label a user. Ratings become
    `weights`, and every rating counts as an interaction. Raises `DataError` by file and row.
    """
    inters = sorted(Path(folder).glob("*.inter"))
    if len(inters) != 1:
        raise DataError(
            f"The folder has {len(inters)} .inter files.", path=folder, remedy="Name a folder with exactly one."
        )
    rows = list(_table(inters[0]))
    for number, row in rows:
        _need(row, ("user_id", "item_id", "timestamp"), path=inters[0], number=number)
    described = _described(inters[0].with_suffix(".item"), key="item_id")
    texts = {key: _text(row) for key, row in described.items()}
    # Items nobody touched belong to the catalogue too; order is that of first sight, the same in every run.
    items = list(dict.fromkeys([*texts, *(row["item_id"] for _number, row in rows)]))
    users = list(dict.fromkeys(row["user_id"] for _number, row in rows))
    catalogue = Catalogue(
        items, [texts.get(key, "") for key in items], tags=[_tags(described.get(key, {})) for key in items]
    )
    told = _described(inters[0].with_suffix(".user"), key="user_id")
    user_places = {key: place for place, key in enumerate(users)}
    return Interactions.of(
        [user_places[row["user_id"]] for _number, row in rows],
        [catalogue.places[row["item_id"]] for _number, row in rows],
        [_number_in(row, "timestamp", path=inters[0], number=number) for number, row in rows],
        weights=[
            _number_in(row, "rating", path=inters[0], number=number) if row.get("rating") else 1.0
            for number, row in rows
        ],
        user_keys=users,
        catalogue=catalogue,
        labels=[_labels(told.get(key, {})) for key in users] if told else (),
    )


def _described(path: Path, *, key: str) -> dict[str, Row]:
    if not path.is_file():
        return {}
    found = {}
    for number, row in _table(path):
        _need(row, (key,), path=path, number=number)
        found[row[key]] = row
    return found


def _text(row: Row) -> str:
    title = next((row[name] for name in _TITLES if row.get(name)), "")
    more = [row[name] for name in _MORE if row.get(name)]
    return ". ".join(part for part in [title, *more] if part)


def _tags(row: Row) -> list[str]:
    return [word for name in _TAGS for word in row.get(name, "").split()]


def _labels(row: Row) -> list[str]:
    return [f"{name} {_group(name, row[name])}" for name in _ABOUT_USERS if row.get(name)]


def _group(name: str, value: str) -> str:
    if name != "age" or not value.isdecimal():
        return value
    return str(max((first for first in _AGES if first <= int(value)), default=0))


def _table(path: Path) -> Iterator[tuple[int, Row]]:
    """Rows with their number from 1, by the columns' names without types."""
    with path.open(encoding="utf-8-sig") as lines:
        names = [name.partition(":")[0] for name in next(lines, "").rstrip("\n").split("\t")]
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\n").split("\t")
            if len(cells) != len(names):
                raise DataError(
                    f"The row has {len(cells)} cells where the header names {len(names)} columns.",
                    path=path,
                    row=number,
                    remedy="Separate cells by single tabs.",
                )
            yield number, dict(zip(names, cells, strict=True))


def _need(row: Row, names: tuple[str, ...], *, path: Path, number: int) -> None:
    for name in names:
        if not row.get(name):
            raise DataError("The cell is empty or missing.", path=path, row=number, column=name, remedy="Fill it in.")


def _number_in(row: Row, name: str, *, path: Path, number: int) -> float:
    try:
        value = float(row[name])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{row[name]!r} is no number.", path=path, row=number, column=name, remedy="Write one.")
    return value
