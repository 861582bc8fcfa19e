"""The texts around articles, by language: menus, calls for newsletters, teasers, comments."""

import tomllib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Phrases:
    """What sites say around their articles in one language; variants by slot."""

    variants_by_slot: Mapping[str, Sequence[str]]

    def one(self, slot: str, seed: str) -> str:
        """A variant of the slot; the same one for the same seed."""
        variants = self.variants_by_slot[slot]
        return variants[_number(seed + slot) % len(variants)]

    def several(self, slot: str, count: int, seed: str) -> tuple[str, ...]:
        """Up to `count` different variants of the slot, beginning at one that the seed chooses."""
        variants = self.variants_by_slot[slot]
        start = _number(seed + slot) % len(variants)
        turned = (*variants[start:], *variants[:start])
        return turned[:count]


@cache
def read_phrases(folder: Path, language: str) -> Phrases:
    """The phrases in `folder/LANGUAGE.toml`."""
    tables = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
    return Phrases(
        {slot: [said] if isinstance(said, str) else said for slot, said in tables.items()}
    )


def _number(seed: str) -> int:
    return zlib.crc32(seed.encode())
