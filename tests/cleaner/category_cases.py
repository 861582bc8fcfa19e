"""Categories of entries and pages, and what is kept of them. All invented.

The site is the “Nordhaven Gazette” at www.nordhavengazette.example.
"""

from typing import NamedTuple


class Case(NamedTuple):
    """Categories of an entry, keywords of its page, and the result."""

    entry: tuple[str, ...]
    page: tuple[str, ...]
    expected: tuple[str, ...]


LONG = "a keyword that goes on and on until it is a sentence of its own"

CASES: tuple[Case, ...] = (
    Case(("Harbour",), (), ("Harbour",)),
    Case(("Harbour", "harbour", "HARBOUR"), (), ("Harbour",)),
    Case(("Harbour",), ("Bridges",), ("Harbour", "Bridges")),
    Case(("Harbour",), ("harbour", "Bridges"), ("Harbour", "Bridges")),
    Case((), ("Bridges", "Storms"), ("Bridges", "Storms")),
    Case((" Harbour ",), (), ("Harbour",)),
    Case(("Storms &amp; tides",), (), ("Storms & tides",)),
    Case(("Storms &amp;amp; tides",), (), ("Storms & tides",)),
    Case(("<b>Harbour</b>",), (), ("Harbour",)),
    Case(("<a href='/harbour'>Harbour</a>",), (), ("Harbour",)),
    Case(("Har\u00adbour\u200b",), (), ("Harbour",)),
    Case(("Caf\u0065\u0301s",), (), ("Cafés",)),
    Case(("",), ("", " "), ()),
    Case(("---", "…"), (), ()),
    # lists
    Case(("bridge, harbour, storm",), (), ("bridge", "harbour", "storm")),
    Case(("bridge,harbour",), (), ("bridge", "harbour")),
    Case(("bridge; harbour",), (), ("bridge", "harbour")),
    Case(("bridge;harbour;storm;",), (), ("bridge", "harbour", "storm")),
    Case(("bridge | harbour",), (), ("bridge", "harbour")),
    Case(("bridge, , harbour, ",), (), ("bridge", "harbour")),
    Case(("Washington, D.C.",), (), ("Washington, D.C.",)),
    Case(("Health, safety",), (), ("Health, safety",)),
    Case((), ("bridge, harbour, storm",), ("bridge", "harbour", "storm")),
    Case(("News > Harbour > Bridges",), (), ("News", "Harbour", "Bridges")),
    Case(("News » Harbour",), (), ("News", "Harbour")),
    Case(("/news/harbour",), (), ("news", "harbour")),
    Case(("News/Harbour/Bridges",), (), ("News", "Harbour", "Bridges")),
    Case(("AC/DC",), (), ("AC/DC",)),
    Case(("Arts & culture",), (), ("Arts & culture",)),
    Case(("Research and development",), (), ("Research and development",)),
    Case(("#bridge", "#Harbour"), (), ("bridge", "Harbour")),
    Case(('"bridge"',), (), ("bridge",)),
    Case(("Apple (company)",), (), ("Apple (company)",)),
    Case(("C#",), (), ("C#",)),
    Case(("C++",), (), ("C++",)),
    # kept
    Case(("News",), (), ("News",)),
    Case(("Opinion", "Sport"), (), ("Opinion", "Sport")),
    Case(("2026",), (), ("2026",)),
    Case(("World Cup 2026",), (), ("World Cup 2026",)),
    Case(("5G",), (), ("5G",)),
    Case(("COVID-19",), (), ("COVID-19",)),
    Case(("G20",), (), ("G20",)),
    Case(("X",), (), ("X",)),
    Case(("Nordhaven",), (), ("Nordhaven",)),
    Case(("U.S.",), (), ("U.S.",)),
    Case(("E-mail",), (), ("E-mail",)),
    Case(("Facade",), (), ("Facade",)),
    # left out
    Case(("Nordhaven Gazette",), (), ()),
    Case(("The Nordhaven Gazette", "Harbour"), (), ("Harbour",)),
    Case(("nordhavengazette.example",), (), ()),
    Case(("Home", "Harbour"), (), ("Harbour",)),
    Case((), ("Startseite", "Hafen"), ("Hafen",)),
    Case(("Uncategorized",), (), ()),
    Case(("Allgemein",), (), ()),
    Case(("Non classé",), (), ()),
    Case(("Без рубрики",), (), ()),
    Case(("未分类",), (), ()),
    Case(("https://nordhaven.example/tags/bridge",), (), ()),
    Case(("www.nordhaven.example",), (), ()),
    Case(("desk@nordhaven.example",), (), ()),
    Case(("12345", "12-34"), (), ()),
    Case(("6f9619ff-8b86-d011-b42d-00cf4fc964ff",), (), ()),
    Case(("5d41402abc4b2a76b9719d911017c592",), (), ()),
    Case(("type:article", "nid:4711", "Harbour"), (), ("Harbour",)),
    Case(("section=harbour",), (), ()),
    Case(("site_v2_top",), (), ()),
    Case(("undefined", "null"), (), ()),
    Case((), (LONG,), ()),
    Case((LONG,), (), (LONG,)),
    Case(("a" * 200,), (), ()),
    # other scripts
    Case(("Порт", "порт"), ("Мост",), ("Порт", "Мост")),
    Case(("港", "橋"), (), ("港", "橋")),
    Case(("ميناء",), ("جسر",), ("ميناء", "جسر")),
    Case(("हिंदी समाचार",), (), ("हिंदी समाचार",)),
)  # fmt: skip
