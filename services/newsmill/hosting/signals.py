"""The signals that end a process in order."""

import signal
from collections.abc import Sequence


def ending_signals() -> Sequence[signal.Signals]:
    """Ctrl-C, SIGTERM and the end of the terminal, which `nohup` has us not notice."""
    wanted = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        wanted.append(signal.SIGHUP)
    return wanted
