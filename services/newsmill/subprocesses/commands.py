"""How a module of newsmill's is started as a process of its own."""

import sys


def module_command(module: str, *arguments: str) -> list[str]:
    """The command that runs `module`.

    -P keeps the working directory off the module search path: a `random.py` or a folder `newsmill`
    where somebody happens to be would be imported instead of the real one.
    """
    return [sys.executable, "-P", "-m", module, *arguments]
