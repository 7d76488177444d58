"""Other recommenders in an environment of their own; `python -m tests.benchmarks.measuring.peers ENV` makes it.

They get the training rows and the histories in a file and send back scores in another. `RECOMMEND_PEERS` names the
environment's folder; without it, or where it cannot be made, the peers are left out and said to be. `PEERS_KEPT` names
a folder where scores stay, for peers that learn long: the same rows, questions, seed and settings are not asked twice.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modelkit.recommendation.data import History, Interactions

# LightFM itself (1.17) does not build on Python 3.11; `lightfm-next` is the same code with a build that does.
REQUIREMENTS = ("torch==2.13.0", "rectools[torch]==0.19.0", "implicit==0.7.3", "lightfm-next==1.19.0")
_SCRIPT = Path(__file__).parent / "inside_peers.py"


def available() -> bool:
    return _python().is_file()


def scores(
    peer: str, train: Interactions, histories: Sequence[History], *, seed: int, **settings: float
) -> NDArray[np.float32]:
    """float32 [histories, items] of a peer fitted on the rows: `ials` (implicit), `sasrec` (RecTools) or `lightfm`.

    The last two know the users of the training rows alone: histories are theirs. LightFM is given the items' tags.
    """
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
            tags=np.array(train.catalogue.tagged.nonzero()),
        )
        kept = _kept(peer, asked, f"{seed} {sorted(settings.items())}")
        if kept and kept.is_file():
            shutil.copy(kept, answered)
        else:
            run(peer, asked, answered, seed=seed, **settings)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(answered, kept)
        found: NDArray[np.float32] = np.load(answered)
    return found


def _kept(peer: str, asked: Path, told: str) -> Path | None:
    folder = os.environ.get("PEERS_KEPT")
    if not folder:
        return None
    digest = hashlib.sha256(told.encode())
    with np.load(asked) as columns:
        for name in sorted(columns):
            digest.update(columns[name].tobytes())
    return Path(folder) / f"{peer}-{digest.hexdigest()[:16]}.npy"


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
