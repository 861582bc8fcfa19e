"""Cut a feed's text into its entries, so that damage in one of them cannot reach another."""

from newsmill.puller.reading.scanning import TOKEN, Cut, Scanner, root_of

__all__ = ["Cut", "cut", "cut_plainly", "is_cut_apart"]


def cut_plainly(text: str) -> Cut | None:
    """`text` cut at its `item` or `entry` elements; None where a closer look is needed.

    For documents in which nothing stands between the entries. It takes a few string searches, since
    every poll of a changed feed begins with it. A comment or CDATA section that quotes the end of
    an entry and the start of another one would be cut apart: a caller that does not know a slice
    again asks `is_cut_apart`.
    """
    root = root_of(text)
    first = next(Scanner(text, root.start()).tags(), None) if root else None
    if first is None or root is None:
        return None
    opening, closing = (
        text[first.start : first.name_end],
        f"</{text[first.start + 1 : first.name_end]}>",
    )
    pieces = text[first.start :].split(closing)
    tail = pieces.pop()
    if f"</{root[1]}" not in tail or opening in tail:
        return None
    slices = []
    for piece in pieces:
        entry = piece.lstrip() + closing
        if not entry.startswith(opening) or entry[len(opening)] not in " \t\r\n>":
            return None
        slices.append(entry)
    return Cut(text[root.start() : first.start], tuple(slices), tail)


def is_cut_apart(entry: str) -> bool:
    """Whether there may be two entries in this slice, or only a part of one.

    A comment or CDATA section begins in it and does not end in it, or another entry begins in it.
    """
    name = TOKEN.match(entry)
    return (
        entry.count("<![CDATA[") != entry.count("]]>")
        or entry.count("<!--") != entry.count("-->")
        or name is None
        or entry.find(name[0], 1) > 0
    )


def cut(text: str) -> Cut:
    """`text` cut at the `item` or `entry` elements of RSS, RDF, Atom and CDF, in linear time."""
    root = root_of(text)
    return Scanner(text, root.start() if root else 0).cut(root[1] if root else "")
