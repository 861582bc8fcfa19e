import pytest

from newsmill.contracts.articles import Reservations
from newsmill.web.reservations import (
    MAX_DIRECTIVES,
    combined,
    directives,
    is_reserved,
    reservations,
)

POLICY = "https://paper.example/tdm.json"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param("noindex", ("noindex",), id="one"),
        pytest.param("NoIndex , NOARCHIVE,,", ("noindex", "noarchive"), id="letters and spaces"),
        pytest.param("noindex nofollow", ("noindex", "nofollow"), id="spaces instead of commas"),
        pytest.param("noai; noimageai", ("noai", "noimageai"), id="semicolons"),
        pytest.param("max-snippet: 0, noindex", ("max-snippet:0", "noindex"), id="a value"),
        pytest.param("noindex, noindex", ("noindex",), id="twice"),
        pytest.param("googlebot: noindex, noarchive", (), id="another crawler"),
        pytest.param("newsmill: noindex, noai", ("noindex", "noai"), id="us"),
        pytest.param("Newsmill/2.0 : noindex", ("noindex",), id="us with a version"),
        pytest.param("newsmillbot: noindex", (), id="a longer name than ours"),
        pytest.param("*: noindex", ("noindex",), id="all by a star"),
        pytest.param(
            "noai, googlebot: noindex, nofollow, newsmill: noarchive", ("noai", "noarchive"),
            id="a name holds until the next one",
        ),
        pytest.param(
            "googlebot: max-snippet:0, newsmill: max-snippet:20", ("max-snippet:20",),
            id="a value behind a name",
        ),
        pytest.param(
            "unavailable_after: 25 Jun 2027 15:00:00 GMT, noai",
            ("unavailable_after:25 jun 2027 15:00:00 gmt", "noai"), id="a date with colons",
        ),
        pytest.param(
            "unavailable_after: Friday, 25-Jun-27 15:00:00 GMT, noai",
            ("unavailable_after:friday, 25-jun-27 15:00:00 gmt", "noai"), id="a date with a comma",
        ),
        pytest.param(
            "newsmill: unavailable_after: June 25, 2027, noai",
            ("unavailable_after:june 25, 2027", "noai"), id="a date with a comma behind our name",
        ),
        pytest.param(
            "otherbot: unavailable_after: Fri, 25 Jun 2027 15:00:00 GMT", (),
            id="the date of another crawler",
        ),
        pytest.param("unavailable_after: friday", ("unavailable_after:friday",), id="half a date"),
    ],
)  # fmt: skip
def test_directives_that_concern_us_are_found(text: str, expected: tuple[str, ...]) -> None:
    assert directives(text, "newsmill") == expected


def test_a_header_without_end_is_bounded() -> None:
    found = directives(",".join(f"no{number}" for number in range(100_000)), "newsmill")
    assert len(found) == MAX_DIRECTIVES
    (long,) = directives("x" * 100_000, "newsmill")
    assert len(long) == 200


def test_the_name_in_one_header_does_not_hold_in_the_next() -> None:
    found = reservations(["googlebot: noindex", "noai", "noai"], None, None, "newsmill")
    assert found == Reservations(robots=("noai",))


@pytest.mark.parametrize(
    ("said", "expected"),
    [("1", True), (" 0 ", False), ("1, 1", True), ("yes", None), ("", None), (None, None)],
)
def test_rights_are_reserved_by_one(said: str | None, expected: bool | None) -> None:
    assert is_reserved(said) is expected
    assert reservations([], said, None, "newsmill").tdm_reservation is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [(POLICY, POLICY), ("javascript:alert(1)", None), ("x" * 100_000, None), ("", None)],
)
def test_a_policy_is_an_address(said: str, expected: str | None) -> None:
    assert reservations([], "1", said, "newsmill").tdm_policy == expected


def test_headers_and_page_are_combined() -> None:
    headers = Reservations(robots=("noai",), tdm_reservation=False)
    page = Reservations(robots=("noindex", "noai"), tdm_reservation=True, tdm_policy=POLICY)
    assert combined(headers, page) == Reservations(
        robots=("noai", "noindex"), tdm_reservation=False, tdm_policy=POLICY
    )
    assert combined(Reservations(), page).tdm_reservation is True
