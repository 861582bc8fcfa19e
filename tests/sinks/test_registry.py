"""Which sink a URL means."""

import pytest

from newsmill.errors import UsageError
from newsmill.sinks import registry
from newsmill.sinks.registry import Kind, LibraryMissing, sink_of
from tests.commands import Run


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two kinds; what the second needs is not installed."""
    table = {
        "list": Kind("tests.sinks.listing", "list:NAME"),
        "rare": Kind("tests.sinks.needing", "rare:NAME", "rarities"),
    }
    monkeypatch.setattr(registry, "KIND_BY_SCHEME", table)


@pytest.mark.usefixtures("kinds")
def test_the_scheme_decides() -> None:
    assert sink_of("LIST:Abc").name == "Abc"


@pytest.mark.usefixtures("kinds")
@pytest.mark.parametrize("url", ["https://user:secret@example.org/", "list", "", ":"])
def test_an_unknown_scheme_tells_which_there_are(url: str) -> None:
    with pytest.raises(UsageError, match="list:NAME, rare:NAME") as raised:
        sink_of(url)
    assert "secret" not in str(raised.value)


@pytest.mark.usefixtures("kinds")
def test_a_missing_library_tells_what_to_install() -> None:
    with pytest.raises(LibraryMissing, match=r"pip install 'newsmill\[rarities\]'"):
        sink_of("rare:thing")


def test_the_help_shows_each_kind_and_how_to_reach_one_that_is_near(newsmill: Run) -> None:
    told = " ".join(newsmill("sink", "--help", COLUMNS="200", TERMINAL_WIDTH="200").stdout.split())
    for kind in ("postgresql://", "parquet:", "opensearch+https://", "webhook:", "slack:"):
        assert kind in told
    assert "--allow-private" in told
