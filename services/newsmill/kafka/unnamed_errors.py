"""Answers of brokers for which aiokafka has no class: it would call each of them unknown.

Names and numbers are those of https://kafka.apache.org/protocol#protocol_error_codes.
"""

from typing import Any

from aiokafka.errors import BrokerResponseError, kafka_errors


def _named(name: str, number: int, message: str, **more: bool) -> Any:
    """A class of error; what a newer aiokafka has one for keeps it."""
    error = type(name, (BrokerResponseError,), {"errno": number, "message": message, **more})
    return kafka_errors.setdefault(number, error)


TopicDeletionDisabledError = _named("TopicDeletionDisabledError", 73, "TOPIC_DELETION_DISABLED")
"""Topics cannot be deleted there."""

FencedLeaderEpochError = _named(
    "FencedLeaderEpochError", 74, "FENCED_LEADER_EPOCH", retriable=True, invalid_metadata=True
)
"""We know an earlier leader of the partition."""

UnknownLeaderEpochError = _named(
    "UnknownLeaderEpochError", 75, "UNKNOWN_LEADER_EPOCH", retriable=True, invalid_metadata=True
)
"""The broker knows an earlier leader of the partition than we do."""

UnsupportedCompressionTypeError = _named(
    "UnsupportedCompressionTypeError", 76, "UNSUPPORTED_COMPRESSION_TYPE"
)
"""The broker knows no such compression."""

OffsetNotAvailableError = _named(
    "OffsetNotAvailableError", 78, "OFFSET_NOT_AVAILABLE", retriable=True
)
"""A new leader does not know yet how far the partition goes."""

GroupMaxSizeReachedError = _named("GroupMaxSizeReachedError", 81, "GROUP_MAX_SIZE_REACHED")
"""The group has as many members as the broker allows."""

FencedInstanceIdError = _named("FencedInstanceIdError", 82, "FENCED_INSTANCE_ID")
"""Another member of the group has taken over our static name."""

InvalidRecordError = _named("InvalidRecordError", 87, "INVALID_RECORD")
"""A record does not meet what the topic asks for."""

UnstableOffsetCommitError = _named(
    "UnstableOffsetCommitError", 88, "UNSTABLE_OFFSET_COMMIT", retriable=True
)
"""A transaction is about to change the committed offset."""

ThrottlingQuotaExceededError = _named(
    "ThrottlingQuotaExceededError", 89, "THROTTLING_QUOTA_EXCEEDED", retriable=True
)
"""So many requests of this kind are more than our quota."""

ProducerFencedError = _named("ProducerFencedError", 90, "PRODUCER_FENCED")
"""A newer producer has our name or number."""

PrincipalDeserializationError = _named(
    "PrincipalDeserializationError", 97, "PRINCIPAL_DESERIALIZATION_FAILURE"
)
"""The broker could not hand on who we are to its controller."""

UnknownTopicIdError = _named(
    "UnknownTopicIdError", 100, "UNKNOWN_TOPIC_ID", retriable=True, invalid_metadata=True
)
"""The topic was deleted, and made anew perhaps."""

InconsistentTopicIdError = _named(
    "InconsistentTopicIdError", 103, "INCONSISTENT_TOPIC_ID", retriable=True, invalid_metadata=True
)
"""The topic was deleted and made anew."""

TransactionAbortableError = _named("TransactionAbortableError", 120, "TRANSACTION_ABORTABLE")
"""A transaction must be aborted."""
