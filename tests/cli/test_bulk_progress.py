"""What a command that writes many messages says of its speed at its end."""

import pytest

from newsmill.cli import bulk_progress
from newsmill.cli.bulk_progress import BulkProgress


class Clock:
    """Stands in for the module `time`."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.04, "in 0.0 s"), (2.0, "in 2.0 s, 5000 a second")]
)
def test_a_moment_has_no_speed(seconds: float, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(bulk_progress, "time", clock)
    progress = BulkProgress("documents")
    clock.now = seconds
    progress.update(10_000)
    assert progress.summary() == told
