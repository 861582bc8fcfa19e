"""Every row of the table is a test; see BEHAVIOURS.md for the table."""

import pytest

from tests.puller.simulator.behaviours import Behaviour
from tests.puller.simulator.driver import play, trust
from tests.puller.simulator.not_yet import NOT_YET
from tests.puller.simulator.page import PAGE, rendered
from tests.puller.simulator.table import GROUPS, ROWS
from tests.puller.simulator.tls import Certificates
from tests.security.certificates import missing_openssl

AT_LEAST = 120


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    made = Certificates(tmp_path_factory.mktemp("certificates"))
    trust(made.trusted.certificate)
    return made


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row,
            id=row.name,
            marks=[pytest.mark.xfail(strict=True, reason="decided, not built yet")]
            if row.name in NOT_YET
            else [],
        )
        for row in ROWS
    ],
)
async def test_newsmill_does_what_the_table_says(
    row: Behaviour, request: pytest.FixtureRequest
) -> None:
    if row.tls and (why := missing_openssl()):
        pytest.skip(why)
    tls = None
    if row.tls:
        certificates: Certificates = request.getfixturevalue("certificates")
        tls = certificates.context(row.tls)
    await play(row, tls)


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == rendered(GROUPS), (
        "write it again: python -m tests.puller.simulator --page"
    )


def test_the_table_has_each_row_once() -> None:
    names = [row.name for row in ROWS]
    assert len(set(names)) == len(names) >= AT_LEAST
    assert set(names) >= NOT_YET
