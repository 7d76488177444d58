"""Runs in the peers' own environment, which has none of this project: a file of rows in, a file of scores out."""

import sys
from pathlib import Path
from typing import Any

import numpy as np


def main() -> None:
    peer, asked, answered, seed, *given = sys.argv[1:]
    settings = {name: float(value) for name, value in (one.split("=") for one in given)}
    data = np.load(asked)
    histories = np.split(data["histories"], data["ends"][:-1])
    scores = {"ials": ials, "sasrec": sasrec}[peer](data, histories, int(seed), settings)
    np.save(Path(answered), scores.astype(np.float32))


def ials(data: Any, histories: list[np.ndarray], seed: int, settings: dict[str, float]) -> np.ndarray:
    """implicit's alternating least squares; histories are folded in by its own `recalculate_user`."""
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix

    matrix = csr_matrix((np.ones(len(data["users"]), np.float32), (data["users"], data["items"])), shape=data["size"])
    matrix.data[:] = 1.0
    model = AlternatingLeastSquares(
        factors=int(settings["factors"]),
        regularization=settings["regularization"],
        alpha=settings["alpha"],
        iterations=15,
        num_threads=1,
        random_state=seed,
    )
    model.fit(matrix, show_progress=False)
    rows = csr_matrix(
        (
            np.ones(sum(len(one) for one in histories), np.float32),
            np.concatenate(histories),
            np.cumsum([0, *map(len, histories)]),
        ),
        shape=(len(histories), data["size"][1]),
    )
    rows.sum_duplicates()
    rows.data[:] = 1.0
    factors = model.recalculate_user(np.arange(len(histories)), rows)
    return factors @ model.item_factors.T


def sasrec(data: Any, histories: list[np.ndarray], seed: int, settings: dict[str, float]) -> np.ndarray:
    """RecTools' SASRec with its defaults but for the settings given; users are those of the training rows."""
    import pandas as pd
    from pytorch_lightning import Trainer, seed_everything
    from rectools import Columns
    from rectools.dataset import Dataset
    from rectools.models import SASRecModel

    seed_everything(seed)
    frame = pd.DataFrame(
        {
            Columns.User: data["users"],
            Columns.Item: data["items"],
            Columns.Weight: 1.0,
            # Rows of one second keep their order.
            Columns.Datetime: pd.to_datetime(np.arange(len(data["users"])), unit="s"),
        }
    )
    dataset = Dataset.construct(frame)

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
    asked = np.array([find_user(data, one) for one in histories])
    found = model.recommend(users=asked, dataset=dataset, k=200, filter_viewed=True)
    scores = np.full((len(histories), data["size"][1]), -np.inf, dtype=np.float32)
    rows = {user: row for row, user in enumerate(asked)}
    scores[found[Columns.User].map(rows), found[Columns.Item]] = -found[Columns.Rank].to_numpy(np.float32)
    return np.where(np.isfinite(scores), scores, -1e6)


def find_user(data: Any, history: np.ndarray) -> int:
    """The user of the training rows whose rows are this history."""
    if not hasattr(find_user, "known"):
        order = np.argsort(data["users"], kind="stable")
        parts = np.split(data["items"][order], np.cumsum(np.bincount(data["users"]))[:-1])
        find_user.known = {tuple(part.tolist()): user for user, part in enumerate(parts)}  # type: ignore[attr-defined]
    return int(find_user.known[tuple(history.tolist())])  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
