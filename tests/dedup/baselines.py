"""What others would say of the same articles: datasketch's MinHashLSH, and equal headlines."""

import time
from collections.abc import Sequence

from datasketch import MinHash, MinHashLSH

from newsmill.contracts.articles import CleanArticle
from tests.dedup.measuring import shingles
from tests.dedup.production import Cost, Decided, Verdict, resident_bytes

PERMUTATIONS = 128
THRESHOLD = 0.5
SHINGLE_WORDS = 3


class Datasketch:
    """MinHashLSH as its documentation shows it: word 3-shingles, 128 permutations, threshold 0.5.

    An article joins the group of the candidate that its MinHash is most similar to.
    """

    def __init__(self, articles: Sequence[CleanArticle]) -> None:
        before, started = resident_bytes(), time.process_time()
        self._signatures = [_signature(article.text) for article in articles]
        self._seconds = time.process_time() - started
        self._bytes = resident_bytes() - before

    def decide_all(self, order: Sequence[int]) -> Decided:
        """What it says of the articles, when they arrive in this order."""
        before, started = resident_bytes(), time.process_time()
        index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        groups: list[int] = []
        verdicts = []
        for place, number in enumerate(order):
            signature = self._signatures[number]
            similar = [
                (signature.jaccard(self._signatures[order[candidate]]), -candidate)
                for candidate in index.query(signature)
            ]
            index.insert(place, signature)
            similarity, nearest = max(similar, default=(0.0, 0))
            if similarity >= THRESHOLD:
                groups.append(groups[-nearest])
                verdicts.append(Verdict(groups[-1], -nearest, similarity))
            else:
                groups.append(place)
                verdicts.append(Verdict(place))
        count = max(1, len(order))
        milliseconds = 1_000 * (self._seconds + time.process_time() - started) / count
        resident = (self._bytes + resident_bytes() - before) / count
        return Decided(tuple(verdicts), Cost(milliseconds, resident))


class EqualTitles:
    """Articles with one headline are one article."""

    def __init__(self, articles: Sequence[CleanArticle]) -> None:
        self._titles = [article.title.casefold() for article in articles]

    def decide_all(self, order: Sequence[int]) -> Decided:
        """What it says of the articles, when they arrive in this order."""
        before, started = resident_bytes(), time.process_time()
        first_by_title: dict[str, int] = {}
        verdicts = []
        for place, number in enumerate(order):
            first = first_by_title.setdefault(self._titles[number], place)
            verdicts.append(Verdict(first, None if first == place else first))
        count = max(1, len(order))
        milliseconds = 1_000 * (time.process_time() - started) / count
        return Decided(tuple(verdicts), Cost(milliseconds, (resident_bytes() - before) / count))


def _signature(text: str) -> MinHash:
    signature = MinHash(num_perm=PERMUTATIONS)
    signature.update_batch([" ".join(s).encode() for s in shingles(text, SHINGLE_WORDS)])
    return signature
