"""Generate the mapping of a record for OpenSearch, and for Elasticsearch, which reads the same."""

from typing import Any

from newsmill.contracts.base import Record
from newsmill.contracts.shapes import Fields, Items, Kind, Shape, shape_of

ANALYZER = "newsmill"
LONGEST_TERM = 8191
"""Characters: Lucene refuses a document with a term of more than 32 766 bytes."""

_KEYWORD = {"type": "keyword", "ignore_above": LONGEST_TERM}
_WORDS = {"type": "text", "analyzer": ANALYZER}
_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: _KEYWORD,
    Kind.NAME: {**_KEYWORD, "fields": {"words": _WORDS}},
    Kind.PROSE: _WORDS,
    Kind.INTEGER: {"type": "long"},
    Kind.NUMBER: {"type": "double"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.INSTANT: {"type": "date", "format": "strict_date_optional_time"},
}
# Of what every installation has: an analyzer for each language is a plugin for many. Scripts
# without spaces are found by single characters and by pairs.
_ANALYSIS = {
    "filter": {"pairs": {"type": "cjk_bigram", "output_unigrams": True}},
    "analyzer": {
        ANALYZER: {
            "type": "custom",
            "tokenizer": "standard",
            "filter": ["cjk_width", "lowercase", "asciifolding", "pairs"],
        }
    },
}


def index_body(record: type[Record]) -> dict[str, Any]:
    """What an index of these records is created with.

    Fields that the mapping does not know are kept and not indexed: a newer newsmill may write them.
    """
    shape = shape_of(record)
    return {
        "settings": {"analysis": _ANALYSIS},
        "mappings": {
            "dynamic": False,
            "_meta": {"description": shape.description},
            "properties": _properties(shape, within_list=False),
        },
    }


def _properties(shape: Fields, *, within_list: bool) -> dict[str, Any]:
    return {it.name: _mapping(it.shape, within_list=within_list) for it in shape.fields}


def _mapping(shape: Shape, *, within_list: bool) -> dict[str, Any]:
    match shape:
        case Items(Fields() as fields):
            # A document may have 10 000 nested ones: an article's mentions could be more.
            if within_list:
                return {"type": "object", "enabled": False}
            return {"type": "nested", "properties": _properties(fields, within_list=True)}
        case Items(of):
            return _mapping(of, within_list=within_list)
        case Fields():
            return {"properties": _properties(shape, within_list=within_list)}
        case _:
            return _TYPES[shape]
