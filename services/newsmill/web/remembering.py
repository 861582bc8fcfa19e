"""LRU cache bounded in bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# What each entry takes besides its text: the key, links, and objects.
ENTRY_BYTES = 1024


class LRUCache(Generic[K, V]):
    """A mapping that removes the least recently used values when it grows too large."""

    def __init__(self, max_bytes: int, entry_bytes: int = ENTRY_BYTES) -> None:
        self.bytes = 0
        self._entry_bytes = entry_bytes
        self._max_bytes = max_bytes
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value of `key`, or None; counts as a use."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep `value`, which takes `size` bytes, unless it alone is too large."""
        self.remove(key)
        size += self._entry_bytes
        if size > self._max_bytes:
            return
        self._kept[key] = (value, size)
        self.bytes += size
        while self.bytes > self._max_bytes:
            _, (_, freed) = self._kept.popitem(last=False)
            self.bytes -= freed

    def remove(self, key: K) -> None:
        """Remove `key`, if it is there."""
        if key in self._kept:
            self.bytes -= self._kept.pop(key)[1]
