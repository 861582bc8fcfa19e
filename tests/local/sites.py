"""A web site on loopback, made of whatever a test puts there."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Answer:
    """What is sent for one path."""

    body: bytes | str = b""
    content_type: str = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """The site: its address, its pages, and which of them were asked for."""

    url: str
    pages: dict[str, Answer]
    asked: list[str] = field(default_factory=list)


def feed_answer(title: str = "Quay News") -> Answer:
    return Answer(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title></channel></rss>',
        "application/rss+xml",
    )


@contextmanager
def site(pages: Mapping[str, Answer]) -> Iterator[Site]:
    """A server that answers 404 for every other path."""
    made = Site("", dict(pages))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            answer = made.pages.get(self.path, Answer("gone fishing", status=404))
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # its name there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
