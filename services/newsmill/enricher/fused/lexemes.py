"""Remember what the model makes of a word before it looks at the word's neighbours."""

from collections.abc import Callable

import numpy as np

from newsmill.enricher.fused.weights import Floats, Ids, WindowLayer

# Rows for 17 000 lexemes of width 96, which are some 97 % of the words of a day's news. The rest
# are computed again when they come again.
MAX_BYTES = 64 * 1024 * 1024

FIRST_ROWS = 1024

PADDING = 0
"""The row of no word at all: zeros."""


class LexemeTable:
    """One row for each lexeme: its vector, and its shares of the first window's products.

    A window's product is the sum of three, one of each word, and in the first layer each of these
    depends on one lexeme alone: 15 % of the model's work, done once for each lexeme.

    `vectors` is float32 (rows, width); `shares` is float32 (3, rows, pieces * width): what the
    lexeme adds as the word before, as the word itself (with the layer's bias), and as the word
    after.
    """

    def __init__(self, embed: Callable[[Ids], Floats], layer: WindowLayer) -> None:
        self._embed = embed
        self._layer = layer
        width = len(layer.scale)
        self._kernels = layer.kernel.reshape(3, width, -1)
        row_bytes = 4 * (width + 3 * self._kernels.shape[2])
        self._capacity = MAX_BYTES // row_bytes
        self.clear()

    def __len__(self) -> int:
        return len(self._row_by_features)

    @property
    def is_full(self) -> bool:
        """Whether there are more rows than may be kept from one batch to the next."""
        return len(self) >= self._capacity

    def clear(self) -> None:
        """Forget all lexemes; rows that were given out are no longer valid."""
        self._row_by_features: dict[bytes, int] = {}
        self.vectors = np.zeros((FIRST_ROWS, len(self._layer.scale)), np.float32)
        self.shares = np.zeros((3, FIRST_ROWS, self._kernels.shape[2]), np.float32)
        self.shares[1, PADDING] = self._layer.bias

    def rows(self, features: Ids) -> list[int]:
        """The rows of lexemes with these features, uint64 (n, columns)."""
        keys = [row.tobytes() for row in features]
        new = {key: place for place, key in enumerate(keys) if key not in self._row_by_features}
        if new:
            self._add(list(new), features[list(new.values())])
        return [self._row_by_features[key] for key in keys]

    def _add(self, keys: list[bytes], features: Ids) -> None:
        first = len(self) + 1
        end = first + len(keys)
        if end > len(self.vectors):
            self._grow(max(end, 2 * len(self.vectors)))
        vectors = self._embed(features)
        self.vectors[first:end] = vectors
        for shares, kernel in zip(self.shares, self._kernels, strict=True):
            np.matmul(vectors, kernel, out=shares[first:end])
        self.shares[1, first:end] += self._layer.bias
        self._row_by_features.update(zip(keys, range(first, end), strict=True))

    def _grow(self, rows: int) -> None:
        vectors, shares = self.vectors, self.shares
        self.vectors = np.zeros((rows, vectors.shape[1]), np.float32)
        self.shares = np.zeros((3, rows, shares.shape[2]), np.float32)
        self.vectors[: len(vectors)] = vectors
        self.shares[:, : len(vectors)] = shares
