"""make bench-entities: are names found, and called, grouped and linked as people would?

Runs labelled news through the model alone and through the enricher's own code. Without --data the
half of our own texts that rules are tuned on, with --held the other one too, of which only totals
are told. Exit code 1 when a bar is missed on our own texts, 2 when a line of a file is wrong.
"""

import argparse
import json
import statistics
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from newsmill.enricher.models import UnknownModel
from newsmill.enricher.places.regions import regions
from tests.entities.goals import bars_of_names, bars_of_speed, bars_of_things
from tests.entities.labelled import LabelledText, WrongText, read_folder, read_half
from tests.entities.outside import WrongLine, read_file
from tests.entities.production import FailedText, Readers, Stage, stages
from tests.entities.report import Section, StageScore, as_json, render
from tests.entities.scoring import consistency, count_kinds, count_others, count_spans, typed
from tests.entities.speed import measure_speed
from tests.entities.things import grouping, linking

MISSED, WRONG_DATA = 1, 2
ROUNDS = 5
WORDS_A_ROUND = 20_000


def main() -> int:
    """Measure what the arguments say, and print the report."""
    arguments = _arguments()
    try:
        sets = _sets(arguments)
        readers = Readers(arguments.models)
        sections = [_measure(labelled, readers, arguments) for labelled in sets]
    except (WrongLine, WrongText, OSError, UnknownModel, FailedText) as error:
        sys.stderr.write(f"bench-entities: {error}\n")
        return WRONG_DATA
    models = ", ".join(str(model) for model in readers.models.values())
    text = render(sections, " ".join(["python -m tests.entities", *sys.argv[1:]]), models)
    sys.stdout.write(text)
    if arguments.report:
        arguments.report.write_text(text, encoding="utf-8")
    if arguments.json:
        arguments.json.write_text(json.dumps(as_json(sections), indent=1), encoding="utf-8")
    missed = [bar for section in sections for bar in section.bars if not bar.is_reached]
    return MISSED if missed and not arguments.data else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m tests.entities",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data",
        type=Path,
        action="append",
        help="CoNLL columns, or JSON lines: text, spans of start, end and label, and if known "
        "title, language, published_at; or a folder of texts as those in dev; may be repeated",
    )
    parser.add_argument("--held", action="store_true", help="our held-out half too, totals only")
    parser.add_argument("--speed", action="store_true", help="words a second beside bare spaCy")
    parser.add_argument(
        "--rounds", type=_positive, default=ROUNDS, help=f"of --speed; default {ROUNDS}"
    )
    parser.add_argument(
        "--texts", type=_positive, help="only the first so many of each set; default all"
    )
    parser.add_argument(
        "--models", type=_models, help="en=en_core_web_sm,…; default the enricher's"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--report", type=Path, help="write the report to this file too")
    return parser.parse_args()


def _positive(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise argparse.ArgumentTypeError("is no whole number above 0")
    return int(written)


def _models(written: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in written.split(",")]
    if not all(language.strip() and name.strip() for language, _, name in pairs):
        raise argparse.ArgumentTypeError("is written like en=en_core_web_sm,fr=fr_core_news_md")
    return {language.strip().lower(): name.strip() for language, _, name in pairs}


class _Set(NamedTuple):
    name: str
    texts: list[LabelledText]
    is_own: bool = True
    is_held: bool = False


def _sets(arguments: argparse.Namespace) -> list[_Set]:
    sets = [
        _Set(str(path), read_folder(path) if path.is_dir() else read_file(path), is_own=False)
        for path in arguments.data or ()
    ]
    if not sets:
        sets.append(_Set("Our texts, half “dev”", read_half("dev")))
    if arguments.held:
        sets.append(_Set("Our texts, half “held”", read_half("held"), is_held=True))
    return [one._replace(texts=one.texts[: arguments.texts]) for one in sets]


def _measure(labelled: _Set, readers: Readers, arguments: argparse.Namespace) -> Section:
    name, texts = labelled.name, labelled.texts
    described = _described(texts)
    readable = [text for text in texts if text.language in readers.models]
    if len(readable) < len(texts):
        languages = sorted({text.language for text in texts} - set(readers.models))
        described += f" No model for {', '.join(languages)}: {len(texts) - len(readable)} left out."
    if not readable:
        raise WrongLine(f"{name}: no text is in a language that has a model")
    _progress(f"{name}: {described}")
    found = list(stages(readable, readers, lambda told: _progress(f"  {told}")))
    scores = [_score(readable, stage) for stage in found]
    raw, last = found[0].found, found[-1].found
    region_ids = frozenset(region.id for region in regions().by_code.values())
    things, links = grouping(readable, last), linking(readable, last, region_ids)
    speed = None
    bars = []
    if labelled.is_own:
        bars += bars_of_names(
            scores[-1].typed, scores[0].typed, scores[-1].named, scores[-1].consistency
        )
        bars += bars_of_things(things, links)
    if arguments.speed:
        speed = measure_speed(
            readable,
            readers,
            arguments.rounds,
            WORDS_A_ROUND,
            lambda told: _progress(f"  speed: {told}"),
        )
        bars += bars_of_speed(statistics.median(speed.ratios))
    has_titles = any(text.title_marks for text in readable)
    return Section(
        name,
        described,
        scores,
        things,
        links,
        typed(count_kinds(readable, raw, in_title=True)) if has_titles else None,
        typed(count_kinds(readable, last, in_title=True)) if has_titles else None,
        count_spans(readable, last, in_title=True) if has_titles else None,
        speed,
        bars,
        labelled.is_held,
    )


def _score(texts: Sequence[LabelledText], stage: Stage) -> StageScore:
    kinds = count_kinds(texts, stage.found)
    return StageScore(
        stage.name,
        kinds,
        typed(kinds),
        count_others(texts, stage.found),
        count_spans(texts, stage.found),
        consistency(texts, stage.found),
    )


def _described(texts: Sequence[LabelledText]) -> str:
    languages = Counter(text.language for text in texts)
    words = sum(len(text.text.split()) for text in texts)
    names = sum(len(text.marks) + len(text.title_marks) for text in texts)
    told = ", ".join(f"{count} {language}" for language, count in languages.most_common())
    return f"{len(texts)} texts ({told}), {words} words, {names} labelled names."


def _progress(line: str) -> None:
    if sys.stderr.isatty() or not line.startswith(" "):
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
