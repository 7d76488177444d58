"""Runs in the peers' own environment, which has none of this project: a file of rows in, a file of scores out."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Histories = list[NDArray[np.int64]]
# How many items SASRec is asked to rank; what it does not name stands below all of them.
_RANKED = 200


def main() -> None:
    peer, asked, answered, seed, *given = sys.argv[1:]
    settings = {name: float(value) for name, value in (one.split("=") for one in given)}
    data = np.load(asked)
    if peer == "night":
        night(data, Path(answered), int(settings["count"]))
        return
    histories = np.split(data["histories"], data["ends"][:-1])
    scores = {"ials": ials, "sasrec": sasrec, "lightfm": lightfm}[peer](data, histories, int(seed), settings)
    np.save(Path(answered), scores)


def night(data: Any, answered: Path, count: int) -> None:
    """implicit's `recommend` with factors that are given: the quickest of three rounds, and what it lists."""
    import time

    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(factors=data["items"].shape[1], num_threads=2)
    model.user_factors, model.item_factors = data["users"], data["items"]
    users = np.arange(len(data["users"]))
    owners = np.repeat(users, np.diff(data["ends"], prepend=0))
    known = _seen(owners, data["known"], (len(users), len(data["items"])))
    seconds = []
    found, _scores = model.recommend(users, known, N=count)
    for _ in range(3):
        began = time.perf_counter()
        model.recommend(users, known, N=count)
        seconds.append(time.perf_counter() - began)
    np.savez(answered, seconds=min(seconds), found=found.astype(np.int64))


def ials(data: Any, histories: Histories, seed: int, settings: dict[str, float]) -> Scores:
    """implicit's alternating least squares; histories are folded in by its own `recalculate_user`."""
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=int(settings["factors"]),
        regularization=settings["regularization"],
        alpha=settings["alpha"],
        iterations=15,
        num_threads=1,
        random_state=seed,
    )
    model.fit(_seen(data["users"], data["items"], data["size"]), show_progress=False)
    owners = np.repeat(np.arange(len(histories)), [len(one) for one in histories])
    rows = _seen(owners, np.concatenate(histories), (len(histories), data["size"][1]))
    factors = model.recalculate_user(np.arange(len(histories)), rows)
    return np.asarray(factors @ model.item_factors.T, dtype=np.float32)


def sasrec(data: Any, histories: Histories, seed: int, settings: dict[str, float]) -> Scores:
    """RecTools' SASRec with its defaults but for the settings given; users are those of the training rows."""
    import pandas as pd
    from pytorch_lightning import Trainer, seed_everything
    from rectools import Columns
    from rectools.dataset import Dataset
    from rectools.models import SASRecModel

    seed_everything(seed)
    # Rows of one second keep their order.
    order = pd.to_datetime(np.arange(len(data["users"])), unit="s")
    rows = {Columns.User: data["users"], Columns.Item: data["items"], Columns.Weight: 1.0, Columns.Datetime: order}
    dataset = Dataset.construct(pd.DataFrame(rows))

    def trainer(**_fields: Any) -> Trainer:
        return Trainer(
            max_epochs=int(settings["epochs"]),
            min_epochs=int(settings["epochs"]),
            deterministic=True,
            enable_progress_bar=False,
            enable_model_summary=False,
            logger=False,
            enable_checkpointing=False,
            accelerator="cpu",
        )

    model = SASRecModel(get_trainer_func=trainer, loss="softmax", session_max_len=int(settings["length"]), verbose=0)
    model.fit(dataset)
    owners = _owners(data)
    users = [owners[tuple(one.tolist())] for one in histories]
    found = model.recommend(users=np.array(users), dataset=dataset, k=_RANKED, filter_viewed=True)
    scores = np.full((len(histories), data["size"][1]), -1e6, dtype=np.float32)
    place = {user: row for row, user in enumerate(users)}
    scores[found[Columns.User].map(place), found[Columns.Item]] = -found[Columns.Rank].to_numpy(np.float32)
    return scores


def lightfm(data: Any, histories: Histories, seed: int, settings: dict[str, float]) -> Scores:
    """LightFM (Kula, 2015) with WARP; an item is its tags and, where it was touched, what is its own."""
    from lightfm import LightFM
    from scipy.sparse import hstack, identity

    users, items = data["size"]
    places, tags = data["tags"]
    tagged = _seen(places, tags, (items, int(tags.max(initial=-1)) + 1))
    # What is a new item's own has learnt nothing and would be noise.
    own = identity(items, dtype=np.float32, format="csr").multiply(np.isin(np.arange(items), data["items"])[:, None])
    features = hstack([own, tagged]).tocsr() if settings["own"] else tagged
    model = LightFM(
        no_components=int(settings["factors"]),
        loss="warp",
        item_alpha=settings["penalty"],
        user_alpha=settings["penalty"],
        random_state=seed,
    )
    rows = _seen(data["users"], data["items"], (users, items)).tocoo()
    model.fit(rows, item_features=features, epochs=int(settings["epochs"]), num_threads=1)
    owners = _owners(data)
    asked = np.array([owners[tuple(one.tolist())] for one in histories])
    biases, factors = model.get_item_representations(features)
    return np.asarray(model.get_user_representations()[1][asked] @ factors.T + biases, dtype=np.float32)


def _seen(users: NDArray[np.int64], items: NDArray[np.int64], size: Any) -> Any:
    """A sparse matrix with a one wherever a user met an item, however often."""
    from scipy.sparse import csr_matrix

    matrix = csr_matrix((np.ones(len(users), np.float32), (users, items)), shape=tuple(size))
    matrix.data[:] = 1.0
    return matrix


def _owners(data: Any) -> dict[tuple[int, ...], int]:
    """The user whose training rows are this history."""
    order = np.argsort(data["users"], kind="stable")
    parts = np.split(data["items"][order], np.cumsum(np.bincount(data["users"]))[:-1])
    return {tuple(part.tolist()): user for user, part in enumerate(parts)}


if __name__ == "__main__":
    main()
