import subprocess
import sys

import pytest

from newsmill.web.sites import Scope, host_alone, scope_of


@pytest.mark.parametrize(
    ("host", "site", "platform"),
    [
        ("paper.example", "paper.example", None),
        ("feeds.paper.example", "paper.example", None),
        ("www.paper.co.uk", "paper.co.uk", None),
        ("a.b.paper.com.au", "paper.com.au", None),
        ("paper.city.kawasaki.jp", "city.kawasaki.jp", None),
        ("paper.nishi.kawasaki.jp", "paper.nishi.kawasaki.jp", None),
        ("xn--bcher-kva.xn--p1ai", "xn--bcher-kva.xn--p1ai", None),
        ("ann.blogspot.com", "ann.blogspot.com", "blogspot.com"),
        ("www.ann.blogspot.com", "ann.blogspot.com", "blogspot.com"),
        ("ann.blogspot.de", "ann.blogspot.de", "blogspot.de"),
        ("ann.blogspot.co.uk", "ann.blogspot.co.uk", "blogspot.co.uk"),
        ("ann.github.io", "ann.github.io", "github.io"),
        ("ann.wordpress.com", "ann.wordpress.com", "wordpress.com"),
        ("ann.blog.fc2.com", "ann.blog.fc2.com", "blog.fc2.com"),
        ("blogspot.com", "blogspot.com", None),
        ("wordpress.com", "wordpress.com", None),
        ("blogspot.example", "blogspot.example", None),
        ("feeds.feedburner.com", "feedburner.com", None),
        ("localhost", "localhost", None),
        ("co.uk", "co.uk", None),
        ("127.0.0.1", "127.0.0.1", None),
        ("2606:4700::1111", "2606:4700::1111", None),
        ("", "", None),
    ],
)
def test_hosts_of_one_owner_are_one_site(host: str, site: str, platform: str | None) -> None:
    assert scope_of(host) == Scope(site, platform)
    assert host_alone(host) == Scope(host)


def test_the_list_is_read_when_the_first_host_is_looked_up() -> None:
    program = """
import sys
from newsmill.web import sites
assert "publicsuffixlist" not in sys.modules
sites.scope_of("paper.example")
assert "publicsuffixlist" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
