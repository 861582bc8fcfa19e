"""What the command `newsmill` starts: the command line, or one line about what is not installed."""

import sys

from newsmill.exit_codes import EXIT_FAILED


def main() -> None:
    """Run the command line, if this installation has its libraries: a reader's has not."""
    try:
        from newsmill.cli.main import main as run
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "newsmill":
            raise
        sys.stderr.write(
            f"newsmill: the command needs {error.name}, which is not installed:"
            " pip install 'newsmill[service]', or 'newsmill[all]' for the whole mill\n"
        )
        sys.exit(EXIT_FAILED)
    run()
