"""Where to begin, as far as no broker is needed."""

from base64 import b64encode, urlsafe_b64encode

from hypothesis import given
from hypothesis import strategies as st

from newsmill.client.placing import as_kafka_writes_it


@given(st.binary(min_size=16, max_size=16))
def test_an_id_of_a_topic_is_spelt_in_one_way(topic_id: bytes) -> None:
    of_librdkafka = b64encode(topic_id).decode().rstrip("=")
    assert as_kafka_writes_it(of_librdkafka) == urlsafe_b64encode(topic_id).decode().rstrip("=")
