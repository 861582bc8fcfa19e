"""Encodings of XML documents that browsers do not know: DOS, Macintosh, EBCDIC.

XML allows every name that IANA has registered: https://www.iana.org/assignments/character-sets.
"""

import codecs
import re

EBCDIC_START = b"\x4c\x6f\xa7\x94"
"""`<?xm`: https://www.w3.org/TR/xml/#sec-guessing"""

_EBCDIC = frozenset({"cp037", "cp1026", "cp1140", "cp273", "cp424", "cp500", "cp875"})
# Of these, the first half is ASCII.
_DOS_AND_MACINTOSH = frozenset(
    {"cp1006", "cp1125", "cp437", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp856",
     "cp857", "cp858", "cp860", "cp861", "cp862", "cp863", "cp864", "cp865", "cp869",
     "hp-roman8", "koi8-t", "kz1048", "mac-croatian", "mac-farsi", "mac-greek", "mac-iceland",
     "mac-latin2", "mac-romanian", "mac-turkish", "ptcp154"}
)  # fmt: skip
_ENCODING = re.compile(r"<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.ASCII)


def old_codec_of(label: str) -> str | None:
    """Python's codec of a DOS or Macintosh encoding; None for any other label."""
    name = _name_of(label)
    return name if name in _DOS_AND_MACINTOSH else None


def ebcdic_codec_of(body: bytes) -> str | None:
    """The codec of a document in EBCDIC; None if it is none."""
    if not body.startswith(EBCDIC_START):
        return None
    # The letters of the declaration are the same in all of them.
    declared = _ENCODING.search(body[:512].decode("cp037"))
    name = _name_of(declared[1]) if declared else None
    return name if name in _EBCDIC else "cp037"


def _name_of(label: str) -> str | None:
    try:
        return codecs.lookup(label).name.replace("_", "-")
    except (LookupError, ValueError):
        return None
