"""A reader takes the same variables as the service, with the same defaults."""

from dataclasses import fields
from pathlib import Path

import pytest

from newsmill.client.connecting import (
    MECHANISMS,
    PROTOCOLS,
    SESSION_TIMEOUT,
    Connection,
    resolved,
)
from newsmill.environment import is_secret
from newsmill.errors import UsageError
from newsmill.settings import KafkaSettings

NOTHING = Connection()


def test_every_argument_is_a_setting_of_the_service() -> None:
    assert {field.name for field in fields(Connection)} <= KafkaSettings.model_fields.keys()


def test_defaults_are_those_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSMILL_BROKER", raising=False)
    service = KafkaSettings()
    reach = resolved(NOTHING, {})
    assert reach.broker == service.broker
    assert reach.on_broker("a") == service.topic_prefix + "a" + service.topic_suffix
    assert reach.options["security.protocol"] == service.security_protocol
    assert MECHANISMS[-1] == service.sasl_mechanism
    assert service.session_timeout == SESSION_TIMEOUT


@pytest.mark.parametrize(
    ("name", "values"), [("security_protocol", PROTOCOLS), ("sasl_mechanism", MECHANISMS)]
)
def test_a_reader_can_choose_what_the_service_can(name: str, values: tuple[str, ...]) -> None:
    (pattern,) = (
        rule.pattern
        for rule in KafkaSettings.model_fields[name].metadata
        if hasattr(rule, "pattern")
    )
    assert sorted(pattern.strip("^$()").split("|")) == sorted(values)


def test_secrets_may_lie_in_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret\n")
    names = [name for name, field in KafkaSettings.model_fields.items() if is_secret(field)]
    variables = {f"NEWSMILL_{name.upper()}_FILE": str(secret) for name in names}
    reach = resolved(Connection(security_protocol="SASL_SSL"), variables)
    given = {reach.options[f"{kind}"] for kind in ("sasl.username", "sasl.password")}
    assert given == {reach.options["ssl.key.password"]} == {"s3cret"}
    with pytest.raises(UsageError, match="NEWSMILL_SASL_USERNAME_FILE"):
        resolved(
            Connection(security_protocol="SASL_SSL"), {"NEWSMILL_SASL_USERNAME_FILE": "/nowhere"}
        )


def test_an_argument_counts_more_than_a_variable() -> None:
    variables = {"NEWSMILL_BROKER": "there:1", "NEWSMILL_TOPIC_PREFIX": "p."}
    assert resolved(Connection(broker="here:2"), variables).broker == "here:2"
    reach = resolved(NOTHING, variables)
    assert (reach.broker, reach.on_broker("t")) == ("there:1", "p.t")


@pytest.mark.parametrize("written", ["soon", "1e400"])
def test_a_session_timeout_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="NEWSMILL_SESSION_TIMEOUT"):
        resolved(NOTHING, {"NEWSMILL_SESSION_TIMEOUT": written})
