"""Read the article's text in its structured data: `articleBody`, posts of live blogs."""

from collections.abc import Iterator
from typing import Any

from newsmill.cleaner.facts.schema_org import Node, text_of, texts_of
from newsmill.cleaner.markup import plain_text
from newsmill.cleaner.texts import PARAGRAPH_BREAK

MAX_BODY_CHARS = 200_000
MAX_BODIES = 500


def article_bodies_of(node: Node) -> tuple[str, ...]:
    """The texts as tidy paragraphs: the body, which may be given in parts, then live posts."""
    bodies: list[str] = []
    left = MAX_BODY_CHARS
    for body in (*texts_of(node.get("articleBody"), MAX_BODY_CHARS), *_posts(node)):
        if left <= 0 or len(bodies) == MAX_BODIES:
            break
        if text := plain_text(body[:left]):
            bodies.append(text)
            left -= len(text)
    return tuple(bodies)


def _posts(node: Node) -> Iterator[str]:
    posts: Any = node.get("liveBlogUpdate")
    for post in posts[:MAX_BODIES] if isinstance(posts, list) else [posts]:
        if isinstance(post, dict):
            headline = plain_text(text_of(post.get("headline")))
            body = plain_text(next(texts_of(post.get("articleBody"), MAX_BODY_CHARS), ""))
            # Many make the headline from the first words of the post.
            parts = [body] if body.startswith(headline.rstrip(" .…")) else [headline, body]
            yield PARAGRAPH_BREAK.join(part for part in parts if part)
