"""Generate the AsyncAPI 3.0 document: all topics, their writers and readers."""

from datetime import timedelta
from inspect import cleandoc
from typing import Any

from newsmill.contracts.base import Record
from newsmill.contracts.headers import CONTENT_TYPE
from newsmill.contracts.topics import ANYBODY, DEAD_LETTERS, MEBIBYTE, Topic, Users, UsersByTopic

KAFKA_BINDING = "0.5.0"

ABOUT = (
    "Any set of news feeds in, one clean, deduplicated, entity-tagged stream of articles out."
    " Values are UTF-8 JSON. A v1 topic changes only so that its readers survive: new fields,"
    " which they ignore. Anything else is a v2 topic."
)


def asyncapi(users_by_topic: UsersByTopic) -> dict[str, Any]:
    """The document, with the payloads as references to the schema files beside it.

    `users_by_topic` is the map's.
    """
    return {
        "asyncapi": "3.0.0",
        "id": "urn:newsmill",
        "info": {
            "title": "newsmill",
            "version": "1",
            "description": ABOUT,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            "local": {
                "host": "127.0.0.1:9092",
                "protocol": "kafka",
                "description": "Where docker-compose.yml and newsmill itself look for Kafka.",
            }
        },
        "channels": {topic.name: _channel(topic) for topic in users_by_topic},
        "operations": {
            name: operation
            for topic, users in users_by_topic.items()
            for name, operation in _uses(topic, users)
        },
        "components": {
            "messages": {topic.record.__name__: _message(topic) for topic in users_by_topic},
            "messageTraits": {"cloudEvent": {"headers": _cloud_event()}},
        },
    }


def _channel(topic: Topic[Record]) -> dict[str, Any]:
    kept = f"Kept {topic.retention.days} days" if topic.retention else "Kept for good"
    if topic.cleanup == "compact":
        kept += ", the last record of each key"
    configuration = {
        "cleanup.policy": [topic.cleanup],
        "retention.ms": topic.retention // timedelta(milliseconds=1) if topic.retention else -1,
        "max.message.bytes": topic.max_message_bytes,
    }
    return {
        "address": topic.name,
        "description": (
            f"{_about(topic)} Key: {topic.keyed_by}. Partition: by {topic.partitioned_by}. {kept}."
            f" At most {topic.max_message_bytes // MEBIBYTE} MiB a message."
        ),
        "messages": {
            topic.record.__name__: {"$ref": f"#/components/messages/{topic.record.__name__}"}
        },
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": configuration,
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _uses(topic: Topic[Record], users: Users) -> list[tuple[str, dict[str, Any]]]:
    uses = [(writer, "send", f"Written by {writer}.") for writer in users.writers]
    for reader in users.readers:
        who = "whoever subscribes" if reader == ANYBODY else reader
        uses.append((reader, "receive", f"Read by {who}."))
    return [
        (
            f"{who}.{action}.{topic.name}",
            {
                "action": action,
                "channel": {"$ref": f"#/channels/{topic.name}"},
                "summary": summary,
                "tags": [{"name": who}],
                "messages": [{"$ref": f"#/channels/{topic.name}/messages/{topic.record.__name__}"}],
            },
        )
        for who, action, summary in uses
    ]


def _message(topic: Topic[Record]) -> dict[str, Any]:
    schema = {"$ref": f"./{topic.name}.schema.json"}
    key = {"type": "string", "description": f"UTF-8: {topic.keyed_by}"}
    message = {
        "name": topic.record.__name__,
        "summary": _about(topic),
        "contentType": CONTENT_TYPE,
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": schema,
        "bindings": {"kafka": {"key": key, "bindingVersion": KAFKA_BINDING}},
    }
    if topic is DEAD_LETTERS:
        del message["traits"]
        message["contentType"] = "application/octet-stream"
        message["headers"] = schema
        message["payload"] = {"description": "The original bytes, whatever they are."}
    return message


def _cloud_event() -> dict[str, Any]:
    """What `event_headers` writes (CloudEvents 1.0 Kafka binding §3.2, W3C Trace Context)."""
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type"],
        "properties": {
            "ce_specversion": {"const": "1.0"},
            "ce_id": text | {"description": "The same for every delivery of the same record."},
            "ce_source": text | {"description": "/newsmill/ROOM"},
            "ce_type": text
            | {"description": "The topic's name, without an installation's prefix."},
            "ce_time": text | {"format": "date-time"},
            "ce_subject": text
            | {"description": "The observation, entry_id.entry_version, or the feed's URL."},
            "ce_dataschema": text | {"description": "The $id of the record's JSON Schema."},
            "content-type": {"const": CONTENT_TYPE},
            "traceparent": text | {"description": "W3C Trace Context."},
        },
    }


def _about(topic: Topic[Record]) -> str:
    return " ".join(cleandoc(topic.record.__doc__ or "").split())
