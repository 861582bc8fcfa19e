"""The language needs nothing: clients import it, and they have few libraries."""

import json
import subprocess
import sys

SCRIPT = "import json, sys, newsmill.filters; print(json.dumps(sorted(sys.modules)))"


def test_filters_need_only_the_standard_library() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name for name in json.loads(run.stdout) if name.startswith("newsmill.")}
    others = {name for name in loaded if not f"{name}.".startswith("newsmill.filters.")}
    assert others == set()
    roots = {name.partition(".")[0] for name in json.loads(run.stdout)}
    without = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace(", newsmill.filters", "")],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    at_start = {name.partition(".")[0] for name in json.loads(without.stdout)}
    assert roots - at_start - sys.stdlib_module_names == {"newsmill"}
