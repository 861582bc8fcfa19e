"""The forward pass: from words to the states of the parser, and to what it would do outside names.

Words are read in tiles, so that a tile's matrices stay in the processor's second-level cache. Each
layer looks at one word to both sides, so a tile is computed together with the edges of the next.
"""

import numpy as np
import numpy.typing as npt

from newsmill.enricher.fused.lexemes import PADDING, LexemeTable
from newsmill.enricher.fused.weights import Floats, Weights, WindowLayer

# A tile's largest matrices have 300 KB each. Smaller tiles make slower products.
TILE = 256

# As in thinc's layer norm.
EPSILON = np.float32(1e-8)

Rows = npt.NDArray[np.int64]


class ForwardPass:
    """All of the model that does not depend on the parser's earlier actions."""

    def __init__(self, weights: Weights, table: LexemeTable, outside: list[int]) -> None:
        """`outside` are the actions that are possible while no name is open."""
        self._weights = weights
        self._table = table
        self._upper = np.ascontiguousarray(weights.upper[:, outside])
        self._upper_bias = weights.upper_bias[outside]
        # While no name is open, two of the state's three words are missing.
        self._lower_bias = weights.lower_bias + weights.padding[1] + weights.padding[2]
        width = len(weights.layers[0].scale)
        rows = TILE + 2 * len(weights.layers)
        self._mean = np.full((width, 1), 1 / width, np.float32)
        self._products = np.empty((rows, len(weights.layers[0].bias)), np.float32)
        self._shares = np.empty_like(self._products)
        self._windows = np.empty((rows, 3 * width), np.float32)
        self._squares = np.empty((rows, width), np.float32)
        self._moments = np.empty((rows, 1), np.float32)

    def read(self, rows: Rows) -> tuple[Floats, Floats]:
        """States (n, state) of words, and scores (n, len(outside)) of the actions outside names.

        `rows` (n,) are those of the `LexemeTable`. Between two texts there is padding, one row for
        each layer.
        """
        edge = len(self._weights.layers)
        padded = np.full(len(rows) + 2 * edge, PADDING, np.int64)
        padded[edge : edge + len(rows)] = rows
        states = np.empty((len(rows), self._weights.projection.shape[1]), np.float32)
        scores = np.empty((len(rows), len(self._upper_bias)), np.float32)
        for start in range(0, len(rows), TILE):
            end = min(start + TILE, len(rows))
            vectors = self._vectors(padded[start : end + 2 * edge])
            tile = states[start:end]
            np.matmul(vectors, self._weights.projection, out=tile)
            tile += self._weights.projection_bias
            np.matmul(self._hidden(tile), self._upper, out=scores[start:end])
        scores += self._upper_bias
        return states, scores

    def _vectors(self, rows: Rows) -> Floats:
        """Vectors (n - 2 * layers, width) of words, their neighbours considered."""
        first, *others = self._weights.layers
        count = len(rows) - 2
        products, shares = self._products[:count], self._shares[:count]
        before, itself, after = self._table.shares
        # The rows are valid: "clip" only spares numpy a copy.
        before.take(rows[:-2], axis=0, out=products, mode="clip")
        products += itself.take(rows[1:-1], axis=0, out=shares, mode="clip")
        products += after.take(rows[2:], axis=0, out=shares, mode="clip")
        vectors = self._layer(first, products, self._table.vectors[rows[1:-1]])
        for layer in others:
            count = len(vectors) - 2
            products, windows = self._products[:count], self._windows[:count]
            # A row and the two after it, which lie side by side in memory.
            np.copyto(
                windows, np.lib.stride_tricks.as_strided(vectors, windows.shape, vectors.strides)
            )
            np.matmul(windows, layer.kernel, out=products)
            products += layer.bias
            vectors = self._layer(layer, products, vectors[1:-1])
        return vectors

    def _layer(self, layer: WindowLayer, products: Floats, words: Floats) -> Floats:
        """Maxout, layer norm, and the words themselves."""
        largest = maxout(products, len(layer.scale))
        squares, moments = self._squares[: len(largest)], self._moments[: len(largest)]
        largest -= np.matmul(largest, self._mean, out=moments)
        np.multiply(largest, largest, out=squares)
        np.matmul(squares, self._mean, out=moments)
        moments += EPSILON
        largest /= np.sqrt(moments, out=moments)
        largest *= layer.scale
        largest += layer.shift
        largest += words
        return largest

    def _hidden(self, states: Floats) -> Floats:
        products = states @ self._weights.lower[0]
        products += self._lower_bias
        return maxout(products, len(self._weights.upper))


def maxout(products: Floats, width: int) -> Floats:
    """The largest of the pieces (n, width) that lie side by side in (n, pieces * width)."""
    largest = np.maximum(products[..., :width], products[..., width : 2 * width])
    for start in range(2 * width, products.shape[-1], width):
        np.maximum(largest, products[..., start : start + width], out=largest)
    return largest
