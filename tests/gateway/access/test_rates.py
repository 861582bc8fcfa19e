import pytest

from newsmill.gateway.access.rates import MAX_READERS, Rates, site_of


def test_a_minute_has_so_many_requests_and_they_come_back_evenly() -> None:
    now = 0.0
    rates = Rates(6, lambda: now)

    assert [rates.ask("ana").is_allowed for _ in range(7)] == [True] * 6 + [False]
    assert rates.ask("ana").retry_after == 10
    assert rates.ask("bo").is_allowed
    now = 10.0
    assert rates.ask("ana").is_allowed
    assert not rates.ask("ana").is_allowed


def test_a_token_may_have_a_rate_of_its_own() -> None:
    rates = Rates(1, lambda: 0.0)

    assert [rates.ask("bot", 3).is_allowed for _ in range(4)] == [True, True, True, False]
    assert rates.ask("bot", 3).headers() == {
        "RateLimit-Policy": '"requests";q=3;w=60',
        "RateLimit": '"requests";r=0;t=20',
    }


def test_only_so_many_readers_are_remembered() -> None:
    rates = Rates(1, lambda: 0.0)
    assert rates.ask("first").is_allowed
    assert not rates.ask("first").is_allowed
    for number in range(MAX_READERS):
        rates.ask(str(number))

    assert rates.ask("first").is_allowed


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
    ],
)
def test_all_addresses_of_one_subscriber_are_one_reader(address: str | None, site: str) -> None:
    assert site_of(address) == site
