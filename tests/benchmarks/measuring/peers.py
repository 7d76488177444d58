"""Other recommenders in an environment of their own; `python -m tests.benchmarks.measuring.peers ENV` makes it.

They get the training rows and the histories in a file and send back scores in another. `RECOMMEND_PEERS` names the
environment's folder; without it, or where it cannot be made, the peers are left out and said to be.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modelkit.recommendation.data import History, Interactions

REQUIREMENTS = ("torch==2.13.0", "rectools[torch]==0.19.0", "implicit==0.7.3")
_SCRIPT = Path(__file__).parent / "inside_peers.py"


def available() -> bool:
    return _python().is_file()


def scores(
    peer: str, train: Interactions, histories: Sequence[History], *, seed: int, **settings: float
) -> NDArray[np.float32]:
    """float32 [histories, items] of a peer fitted on the rows: `ials` (implicit) or `sasrec` (RecTools)."""
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "asked.npz", Path(folder) / "answered.npy"
        np.savez(
            asked,
            users=train.users,
            items=train.items,
            times=train.times,
            size=np.array([len(train.user_keys), len(train.catalogue)]),
            histories=np.concatenate([one.items for one in histories]),
            ends=np.cumsum([len(one) for one in histories]),
        )
        run(peer, asked, answered, seed=seed, **settings)
        found: NDArray[np.float32] = np.load(answered)
    return found


def run(peer: str, asked: Path, answered: Path, *, seed: int = 0, **settings: float) -> None:
    """A file in, a file out."""
    given = [f"{name}={value}" for name, value in settings.items()]
    command = [str(_python()), str(_SCRIPT), peer, str(asked), str(answered), str(seed), *given]
    # As implicit itself recommends: it has threads of its own.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


def _python() -> Path:
    return Path(os.environ.get("RECOMMEND_PEERS", "/nonexistent")) / "bin" / "python"


def main() -> None:
    folder = sys.argv[1]
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([f"{folder}/bin/python", "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)


if __name__ == "__main__":
    main()
