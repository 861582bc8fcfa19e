"""What was learnt lately, within a bound of bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# What an entry weighs by itself: keys, links, and objects around the text.
ENTRY_BYTES = 1024


class Memory(Generic[K, V]):
    """A mapping that lets go of what was not asked for the longest when it grows too large."""

    def __init__(self, max_bytes: int) -> None:
        self.bytes = 0
        self._max_bytes = max_bytes
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """What is known of `key`."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def put(self, key: K, value: V, size: int) -> None:
        """Remember `value`, which weighs `size` bytes, unless it alone is too heavy."""
        self.remove(key)
        size += ENTRY_BYTES
        if size > self._max_bytes:
            return
        self._kept[key] = (value, size)
        self.bytes += size
        while self.bytes > self._max_bytes:
            _, (_, freed) = self._kept.popitem(last=False)
            self.bytes -= freed

    def remove(self, key: K) -> None:
        """Forget `key`."""
        if key in self._kept:
            self.bytes -= self._kept.pop(key)[1]
