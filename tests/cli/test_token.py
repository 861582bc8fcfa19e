import pytest

from newsmill.cli.token import run
from newsmill.errors import UsageError
from newsmill.gateway.access.tokens import Grant, Tokens


def test_the_line_admits_the_token_and_does_not_hold_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run("ana", scopes=["read"], per_minute=30)

    told = capsys.readouterr()
    token = told.err.split()[-1]
    assert token not in told.out
    grant = Tokens.read(told.out).grant_of(token)
    assert grant == Grant("ana", frozenset({"read"}), 30)


@pytest.mark.parametrize(("name", "scope"), [("ana", "write"), ("a b", "read"), ("", "read")])
def test_what_makes_no_sense_is_told(name: str, scope: str) -> None:
    with pytest.raises(UsageError):
        run(name, scopes=[scope], per_minute=None)
