"""Trim what does not belong to an article from the beginning and the end of its text."""

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.facts.gathering import Facts


def trimmed(text: str, facts: Facts, expectation: Expectation) -> str:  # noqa: ARG001
    """`text`, in paragraphs, without headline, byline, newsletter boxes and related links."""
    return text
