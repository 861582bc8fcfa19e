import pytest

from newsmill.gateway.access.tokens import Grant, Tokens, hash_of, mark, new_token, token_line


def line(name: str, scopes: str, token: str, *rate: str) -> str:
    return " ".join((name, scopes, hash_of(token), *rate))


def test_a_token_is_known_by_its_hash_with_scopes_and_rate() -> None:
    token = new_token()
    tokens = Tokens.read(f"# readers\n\n{line('ana', 'read,stream', token, '30')}  # hers\n")

    assert tokens.grant_of(token) == Grant("ana", frozenset({"read", "stream"}), 30)
    assert tokens.grant_of(token + "x") is None
    assert tokens.grant_of("") is None
    assert tokens.grant_of(hash_of(token)) is None
    assert tokens.marked(mark(hash_of(token))) is not None


def test_a_written_line_is_read_back() -> None:
    token = new_token()
    written = token_line("ci", frozenset({"read"}), token, None)

    assert token not in written
    assert Tokens.read(written).grant_of(token) == Grant("ci", frozenset({"read"}))


def test_admin_may_everything() -> None:
    assert Grant("root", frozenset({"admin"})).may("stream")
    assert not Grant("ana", frozenset({"read"})).may("stream")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("ana read", "line 1: NAME SCOPES SHA256"),
        (f"\n{line('a b', 'read', 't')}", "line 2: "),
        (line("ana", "reed", "t"), "no scope 'reed'"),
        (line("ana", "read", "t", "0"), "requests per minute"),
        ("ana read nm_a-token-as-it-is", "no SHA-256"),
        (f"{line('ana', 'read', 't')}\n{line('ana', 'read', 'u')}", "line 2: a token or a name"),
        (f"{line('ana', 'read', 't')}\n{line('bo', 'read', 't')}", "line 2: a token or a name"),
    ],
)
def test_a_line_that_is_none_is_told_without_what_is_secret(lines: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as raised:
        Tokens.read(lines)
    assert "nm_a-token" not in str(raised.value)
    assert hash_of("t") not in str(raised.value)
