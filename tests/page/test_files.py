"""The page's files: small, of our own, and without a way for markup to come in."""

import gzip
import re

import pytest

from newsmill.gateway.answers.files import PAGE_FOLDER

FILES = sorted(path for path in PAGE_FOLDER.rglob("*") if path.is_file())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]
# What turns text into markup or into a script.
DANGEROUS = (
    r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function"
    r"|DOMParser|createContextualFragment|setHTMLUnsafe|setAttribute\('(style|on)"
)

pytestmark = pytest.mark.page


def test_all_files_together_are_at_most_sixty_kilobytes() -> None:
    assert SCRIPTS
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in FILES) <= 60_000


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_markup_of_text(path: object) -> None:
    assert re.findall(DANGEROUS, path.read_text()) == []  # type: ignore[attr-defined]


def test_the_document_has_neither_script_nor_style_inside() -> None:
    html = (PAGE_FOLDER / "index.html").read_text()
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?://", html) == []


def test_no_file_names_another_site() -> None:
    for path in FILES:
        addresses = set(re.findall(r"https?://[\w.-]+", path.read_text()))
        assert addresses <= {"http://www.w3.org", "https://example.org"}, path.name
