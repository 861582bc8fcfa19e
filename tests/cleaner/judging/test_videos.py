"""Pages of one video among teasers for others."""

from newsmill.cleaner.expectation import Expectation
from newsmill.cleaner.reading import read_page

HEADLINE = "Ferry lifts its anchor after nine days in the mud"
PAGE = (
    '<html><head><title>Video</title><script type="application/ld+json">'
    f'{{"@type": "VideoObject", "name": "{HEADLINE}"}}</script></head><body>'
    f'<h1>{HEADLINE}</h1><video src="/ferry.mp4"></video><p>Watch how the crew cheered.</p>'
    "%s</body></html>"
)
CARD = (
    '<div class="card"><a href="/video/{0}"><h3>Clip {0} shows gulls at the old pier again</h3></a>'
    "<p>Visitors number {0} of the lighthouse filmed how the birds took their lunch away.</p></div>"
)


def test_words_of_teasers_for_other_videos_make_no_article() -> None:
    page = PAGE % "".join(CARD.format(number) for number in range(30))
    assert read_page(page, Expectation(title=HEADLINE)).kind == "video"


def test_a_text_below_the_video_makes_an_article() -> None:
    text = "".join(
        f"<p>On day {day} the crew dug a channel of {day} metres, and the harbour master, who had"
        " come with two tugs, waited for the tide that would carry the ferry over the bar.</p>"
        for day in range(1, 9)
    )
    assert read_page(PAGE % text, Expectation(title=HEADLINE)).kind == "article"
