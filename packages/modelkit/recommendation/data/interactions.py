"""Who did something with what, and when: columns side by side, in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix

from modelkit.recommendation.data.catalogue import Catalogue
from modelkit.recommendation.data.history import History

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Interactions:
    """`users`, `items` [n] are places, `times` [n] seconds since 1970, `weights` [n] how strong a sign each is.

    `labels` [users], where there are any: what is told of each user in words that others share.
    """

    users: NDArray[np.int64]
    items: NDArray[np.int64]
    times: NDArray[np.float64]
    weights: NDArray[np.float32]
    user_keys: Sequence[str]
    catalogue: Catalogue
    labels: Sequence[Sequence[str]] = ()

    @classmethod
    def of(
        cls,
        users: ArrayLike,
        items: ArrayLike,
        times: ArrayLike,
        *,
        catalogue: Catalogue,
        user_keys: Sequence[str] | None = None,
        weights: ArrayLike | None = None,
        labels: Sequence[Sequence[str]] = (),
    ) -> Self:
        """Rows in any order; of equal times the earlier row stays first."""
        moments = np.asarray(times, dtype=np.float64)
        order = np.argsort(moments, kind="stable")
        who = np.asarray(users, dtype=np.int64)[order]
        strengths = np.ones(len(moments)) if weights is None else np.asarray(weights)
        keys = user_keys if user_keys is not None else [str(one) for one in range(int(who.max(initial=-1)) + 1)]
        what = np.asarray(items, dtype=np.int64)[order]
        return cls(who, what, moments[order], strengths.astype(np.float32)[order], keys, catalogue, labels)

    def __len__(self) -> int:
        return len(self.users)

    def where(self, rows: Flags) -> Self:
        """The chosen rows [n]; users and catalogue stay as they are."""
        columns = {name: getattr(self, name)[rows] for name in ("users", "items", "times", "weights")}
        return replace(self, **columns)

    def until(self, moment: float) -> Self:
        """What was known at a moment, the moment included."""
        return self.where(self.times <= moment)

    def seen_by(self, catalogue: Catalogue) -> Self:
        """The same rows over the same items described otherwise, with vectors say."""
        return replace(self, catalogue=catalogue)

    @property
    def now(self) -> float:
        """The last moment known; 0 where nothing is."""
        return float(self.times[-1]) if len(self) else 0.0

    @cached_property
    def matrix(self) -> csr_matrix:
        """float32 [users, items], 1 where there is any row."""
        shape = (len(self.user_keys), len(self.catalogue))
        found = csr_matrix((np.ones(len(self), dtype=np.float32), (self.users, self.items)), shape=shape)
        found.data[:] = 1.0
        return found

    @cached_property
    def rows_by_user(self) -> list[NDArray[np.int64]]:
        """Row numbers of each user in the order of time."""
        order = np.argsort(self.users, kind="stable")
        ends = np.cumsum(np.bincount(self.users, minlength=len(self.user_keys)))
        return np.split(order, ends[:-1]) if len(ends) else []

    def history(self, user: int, *, at: float | None = None) -> History:
        """Everything kept of one user; asked about at the last of it unless a moment is named."""
        rows = self.rows_by_user[user]
        times = self.times[rows]
        asked = at if at is not None else float(times[-1]) if len(times) else self.now
        return History(self.items[rows], times, asked, self.labels[user] if self.labels else ())
