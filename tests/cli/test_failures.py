"""What ends a command, and with which code."""

import pytest

from newsmill.cli.failures import EXIT_NO_VERDICT, CommandFailed, errors_in_one_line


@pytest.mark.parametrize("error", [CommandFailed("why"), OSError("why"), TypeError("why")])
def test_who_asks_for_a_verdict_is_told_no_other_by_a_failure(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 would say that something is missing."""
    with pytest.raises(SystemExit) as ended, errors_in_one_line(EXIT_NO_VERDICT):
        raise error

    assert ended.value.code == EXIT_NO_VERDICT
    assert "why" in capsys.readouterr().err


def test_a_fault_of_our_own_is_not_hidden() -> None:
    with pytest.raises(TypeError), errors_in_one_line():
        raise TypeError("why")
