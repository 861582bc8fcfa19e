"""Find the schema files that the running newsmill came with, without what writes them."""

from pathlib import Path

_HERE = Path(__file__).parent
# Beside the code in a checkout, within it when installed.
FOLDERS = (_HERE.parents[2] / "schemas", _HERE / "schemas")


def folder_of_this_installation() -> Path:
    """Where they are.

    Raises:
        FileNotFoundError: they were not installed.
    """
    for folder in FOLDERS:
        if (folder / "asyncapi.yaml").is_file():
            return folder
    raise FileNotFoundError(f"no schemas in {' or '.join(map(str, FOLDERS))}")
