"""Ask the broker for the ids of topics (KIP-516): a topic that is made anew has another one.

aiokafka's own request for metadata is of a version that does not have them yet.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from io import BytesIO

from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    AbstractType,
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

from newsmill.kafka.connection import open_admin
from newsmill.settings import KafkaSettings

_METADATA = 3
_VERSION = 10
_NO_ID = bytes(16)


class _Uuid(AbstractType):
    """128 bits as they are."""

    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return value

    @classmethod
    def decode(cls, data: BytesIO) -> bytes:
        return data.read(16)


class _MetadataResponse(Response):
    API_KEY = _METADATA
    API_VERSION = _VERSION
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32),
                ("host", CompactString("utf-8")),
                ("port", Int32),
                ("rack", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("name", CompactString("utf-8")),
                ("topic_id", _Uuid),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        ("tags", TaggedFields),
                    ),
                ),
                ("authorized_operations", Int32),
                ("tags", TaggedFields),
            ),
        ),
        ("cluster_authorized_operations", Int32),
        ("tags", TaggedFields),
    )


class _MetadataRequestStruct(RequestStruct):
    API_KEY = _METADATA
    API_VERSION = _VERSION
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        (
            "topics",
            CompactArray(
                ("topic_id", _Uuid), ("name", CompactString("utf-8")), ("tags", TaggedFields)
            ),
        ),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
        ("tags", TaggedFields),
    )


class _MetadataRequest(Request[_MetadataRequestStruct]):
    API_KEY = _METADATA

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)

    def build(self, request_struct_class: type[_MetadataRequestStruct]) -> _MetadataRequestStruct:
        topics: list[tuple[bytes, str, dict[int, bytes]]]
        topics = [(_NO_ID, name, {}) for name in self._names]
        return request_struct_class(topics, False, False, False, {})


async def topic_ids(kafka: KafkaSettings, names: Iterable[str]) -> dict[str, str]:
    """The ids of the topics called `names` on the broker; empty texts where it has none to tell.

    They are written as Kafka's own tools write them.

    Topics that are not there are left out.

    Raises:
        BrokerUnavailable, KafkaError: no broker answers.
    """
    wanted = list(names)
    async with open_admin(kafka) as admin:
        try:
            reply = await admin._send_request(_MetadataRequest(wanted))
        except NotImplementedError:
            # A broker from before Kafka 2.8.
            return dict.fromkeys(wanted, "")
    return {
        topic["name"]: "" if topic["topic_id"] == _NO_ID else _written(topic["topic_id"])
        for topic in reply.to_object()["topics"]
        if not topic["error_code"]
    }


def _written(topic_id: bytes) -> str:
    return urlsafe_b64encode(topic_id).decode().rstrip("=")
