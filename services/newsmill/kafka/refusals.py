"""What each error of a broker or its client means, what is done, and what a person does about it.

Every class of error that aiokafka has is in one of the tables below; a test names those that a new
version brings. What is not in them is treated as `KafkaError` is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aiokafka import errors as known

from newsmill.kafka import unnamed_errors as unnamed
from newsmill.kafka.clock_errors import how_wrong


class Deed(StrEnum):
    """What is done about an error."""

    PASSES = "passes"
    """Tried again at once and without a word: it lasts moments."""

    WAIT = "wait"
    """Not ready, one line, tried again until a person has mended what it is about."""

    END = "end"
    """Exit code 1 and one line: as things are set up it cannot work, now or later."""

    RESTART = "restart"
    """Exit code 70: a new process has a new client. No message is suspected."""

    DEAD_LETTER = "dead letter"
    """It is about this very record, also where it came to the broker alone."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row of the table."""

    error: type[Exception]
    deed: Deed
    means: str
    remedy: str
    """What a person does."""


Row = tuple[type[Exception], str, str]

_CREATE = "newsmill topics create"
_RIGHTS = "newsmill topics acls lists who needs which right"
_BROKERS_LOG = "look at the broker's log"
_REPORT = "report it: newsmill never asks for this"
_NOBODY = "nothing"

_PASSING: tuple[tuple[type[Exception], str], ...] = (
    (known.NoBrokersAvailable, "no broker answers"),
    (known.NodeNotReadyError, "the connection to a broker is not there yet"),
    (known.KafkaProtocolError, "an answer makes no sense"),
    (known.CorrelationIdError, "an answer belongs to another request"),
    (known.Cancelled, "the request was called off"),
    (known.TooManyInFlightRequests, "too many requests are under way"),
    (known.StaleMetadata, "what is known of the partitions is out of date"),
    (known.MetadataEmptyBrokerList, "a broker knows no brokers"),
    (known.KafkaConnectionError, "the connection broke"),
    (known.KafkaTimeoutError, "no answer in time"),
    (known.CommitFailedError, "the group has rebalanced meanwhile"),
    (known.LeaderNotAvailableError, "the partition's leader is being elected"),
    (known.NotLeaderForPartitionError, "the partition has another leader by now"),
    (known.RequestTimedOutError, "the brokers took too long"),
    (known.GroupLoadInProgressError, "the group's coordinator is starting"),
    (known.GroupCoordinatorNotAvailableError, "the group has no coordinator yet"),
    (known.NotCoordinatorForGroupError, "the group has another coordinator by now"),
    (known.IllegalGenerationError, "the group has rebalanced meanwhile"),
    (known.UnknownMemberIdError, "the group has put us out"),
    (known.RebalanceInProgressError, "the group is rebalancing"),
    (known.MemberIdRequired, "the coordinator gives us a number first"),
    (known.NotControllerError, "the cluster has another controller by now"),
    (known.StaleControllerEpochError, "the cluster has another controller by now"),
    (known.StaleLeaderEpochCodeError, "the partition has another leader by now"),
    (known.BrokerNotAvailableError, "the broker is not there"),
    (known.ReplicaNotAvailableError, "the replica is not there"),
    (known.OffsetOutOfRangeError, "the log begins later, or ends earlier"),
    (known.CorruptRecordException, "what was sent or read has another check sum"),
    (known.ConcurrentTransactions, "an earlier transaction is still ending"),
    (known.FetchSessionIdNotFound, "the broker has forgotten our fetches"),
    (known.InvalidFetchSessionEpoch, "the broker has forgotten our fetches"),
    (known.ListenerNotFound, "the leader cannot be reached on our listener yet"),
    (known.ReassignmentInProgress, "the partition is being moved"),
    (known.DuplicateSequenceNumber, "it is written already"),
    (unnamed.FencedLeaderEpochError, "the partition has another leader by now"),
    (unnamed.UnknownLeaderEpochError, "the partition has another leader by now"),
    (unnamed.OffsetNotAvailableError, "a new leader is still starting"),
    (unnamed.UnstableOffsetCommitError, "a transaction of the group is ending"),
    (unnamed.UnknownTopicIdError, "the topic was made anew"),
    (unnamed.InconsistentTopicIdError, "the topic was made anew"),
)

_WAITING: tuple[Row, ...] = (
    (
        known.InvalidTimestampError,
        "our clock and the broker's differ by more than the topic allows",
        "set the clock right (or message.timestamp.after.max.ms and before.max.ms of the topic)",
    ),
    (known.UnknownTopicOrPartitionError, "the topic or partition is not there", _CREATE),
    (
        known.NotEnoughReplicasError,
        "fewer replicas are in sync than min.insync.replicas asks for",
        "bring the missing brokers back, or set the topic's min.insync.replicas lower",
    ),
    (
        known.NotEnoughReplicasAfterAppendError,
        "written, but to fewer replicas than min.insync.replicas asks for",
        "bring the missing brokers back, or set the topic's min.insync.replicas lower",
    ),
    (known.KafkaStorageError, "a disk of the broker fails or is full", "mend the broker's disk"),
    (known.LogDirNotFound, "a disk of the broker is not there", "mend the broker's disk"),
    (known.TopicAuthorizationFailedError, "no right to use the topic", _RIGHTS),
    (
        known.QuotaViolationError,
        "more than our quota",
        "raise its producer_byte_rate",
    ),
    (
        unnamed.ThrottlingQuotaExceededError,
        "more requests than our quota",
        "raise the quota of this client",
    ),
    (known.UnknownError, "an error that the broker does not explain", _BROKERS_LOG),
    (known.BrokerResponseError, "an error that has no name here", _BROKERS_LOG),
    (known.OperationNotAttempted, "another part of the request failed", _BROKERS_LOG),
    (
        unnamed.PrincipalDeserializationError,
        "the broker could not hand on who we are",
        _BROKERS_LOG,
    ),
)

_ENDING: tuple[Row, ...] = (
    (
        known.InvalidSessionTimeoutError,
        "the broker does not take our session timeout",
        "set NEWSMILL_SESSION_TIMEOUT between the broker's group.min. and max.session.timeout.ms",
    ),
    (
        unnamed.GroupMaxSizeReachedError,
        "the group has as many members as group.max.size of the broker allows",
        "start fewer processes of this room, or raise group.max.size",
    ),
    (
        known.InconsistentGroupProtocolError,
        "another application uses our group's name with another protocol",
        "stop it, or set NEWSMILL_TOPIC_PREFIX, which our groups' names begin with",
    ),
    (
        unnamed.FencedInstanceIdError,
        "another member of the group has our static name",
        "give each process a name of its own",
    ),
    (known.InvalidGroupIdError, "the group's name is not allowed", "set NEWSMILL_TOPIC_PREFIX"),
    (known.GroupAuthorizationFailedError, "no right to join the group", _RIGHTS),
    (known.ClusterAuthorizationFailedError, "no right to write to any topic", _RIGHTS),
    (
        known.TransactionalIdAuthorizationFailed,
        "no right to use the transactional id",
        _REPORT,
    ),
    (
        known.DelegationTokenAuthorizationFailed,
        "no right to use a delegation token",
        "set NEWSMILL_SASL_MECHANISM",
    ),
    (
        known.SaslAuthenticationFailed,
        "the broker does not know our name or password",
        "set NEWSMILL_SASL_USERNAME and NEWSMILL_SASL_PASSWORD",
    ),
    (
        known.AuthenticationFailedError,
        "the broker does not know our name or password",
        "set NEWSMILL_SASL_USERNAME and NEWSMILL_SASL_PASSWORD",
    ),
    (
        known.AuthenticationMethodNotSupported,
        "the broker does not take our way to log in",
        "set NEWSMILL_SASL_MECHANISM",
    ),
    (
        known.UnsupportedSaslMechanismError,
        "the broker does not take our way to log in",
        "set NEWSMILL_SASL_MECHANISM",
    ),
    (
        known.IllegalSaslStateError,
        "the broker does not expect a log-in",
        "set NEWSMILL_SECURITY_PROTOCOL",
    ),
    (known.SecurityDisabled, "the broker has no access rules", "set authorizer.class.name there"),
    (
        known.InvalidTopicError,
        "the topic's name is not allowed",
        "set NEWSMILL_TOPIC_PREFIX to letters, digits, dots, _ and -",
    ),
    (
        known.InvalidReplicationFactorError,
        "the cluster has fewer brokers than replicas are wanted",
        "set NEWSMILL_REPLICATION_FACTOR",
    ),
    (
        known.InvalidPartitionsError,
        "the number of partitions is not allowed",
        "set NEWSMILL_TOPIC_PARTITIONS",
    ),
    (
        known.InvalidReplicationAssignmentError,
        "the replicas cannot be placed like this",
        "set NEWSMILL_REPLICATION_FACTOR",
    ),
    (known.InvalidConfigurationError, "a topic's setting is not allowed", _BROKERS_LOG),
    (
        known.InvalidRequiredAcksError,
        "the broker takes no acks=all",
        "use a broker that speaks Kafka's protocol",
    ),
    (
        known.UnsupportedForMessageFormatError,
        "the topic keeps messages in a format without headers",
        "set the topic's message.format.version to 2.0 or newer",
    ),
    (known.UnsupportedVersionError, "the broker is too old", "use Apache Kafka 2.1 or newer"),
    (known.UnrecognizedBrokerVersion, "the broker is of no known version", "use Apache Kafka"),
    (known.IncompatibleBrokerVersion, "the broker is too old", "use Apache Kafka 2.1 or newer"),
    (
        known.UnsupportedCodecError,
        "messages are compressed in a way that cannot be read here",
        "install newsmill anew: cramjam is missing",
    ),
    (
        unnamed.UnsupportedCompressionTypeError,
        "the broker does not take zstd",
        "use Apache Kafka 2.1 or newer",
    ),
    (known.KafkaConfigurationError, "a setting of the client is not allowed", _BROKERS_LOG),
    (unnamed.TopicDeletionDisabledError, "it deletes no topics", "set delete.topic.enable there"),
    (known.TopicAlreadyExistsError, "the topic is there already", _NOBODY),
    (known.NonEmptyGroup, "the group has members", "stop its processes first"),
    (
        known.GroupIdNotFound,
        "there is no such group, or another application's",
        "stop it, or set NEWSMILL_TOPIC_PREFIX, which our groups' names begin with",
    ),
)

_BREAKING: tuple[tuple[type[Exception], str], ...] = (
    (known.KafkaError, "the client failed"),
    (known.IllegalStateError, "the client is in no state for this"),
    (known.IllegalArgumentError, "the client was asked for nonsense"),
    (known.IllegalOperation, "the client was asked for nonsense"),
    (known.KafkaUnavailableError, "the client has given up"),
    (known.ConsumerStoppedError, "the consumer has stopped"),
    (known.NoOffsetForPartitionError, "there is no position to read from"),
    (known.ProducerClosed, "the producer has stopped"),
    (known.ProducerFenced, "a newer producer has our number"),
    (unnamed.ProducerFencedError, "a newer producer has our number"),
    (known.OutOfOrderSequenceNumber, "the producer has lost count"),
    (known.InvalidProducerEpoch, "a newer producer has our number"),
    (known.InvalidProducerIdMapping, "the broker has forgotten our producer"),
    (known.UnknownProducerId, "the broker has forgotten our producer"),
    (known.InvalidTxnState, "a transaction is in another state"),
    (known.InvalidTransactionTimeout, "a transaction may not take so long"),
    (known.TransactionCoordinatorFenced, "a transaction has another coordinator by now"),
    (unnamed.TransactionAbortableError, "a transaction must be aborted"),
    (known.InvalidFetchRequestError, "the broker does not understand our fetch"),
    (known.InvalidRequestError, "the broker does not understand our request"),
    (known.OffsetMetadataTooLargeError, "a checkpoint is longer than the broker allows"),
    (known.InvalidCommitOffsetSizeError, "a checkpoint is longer than the broker allows"),
    (known.DelegationTokenAuthDisabled, "the broker has no delegation tokens"),
    (known.DelegationTokenNotFound, "there is no such delegation token"),
    (known.DelegationTokenOwnerMismatch, "the delegation token is not ours"),
    (known.DelegationTokenRequestNotAllowed, "delegation tokens are not allowed here"),
    (known.DelegationTokenExpired, "the delegation token has expired"),
    (known.InvalidPrincipalType, "there are no such principals"),
    (known.NoError, "all is well"),
)

_ABOUT_A_RECORD: tuple[Row, ...] = (
    (
        known.MessageSizeTooLargeError,
        "larger than the topic takes",
        "raise the topic's max.message.bytes, then: newsmill dead-letters replay",
    ),
    (
        known.RecordListTooLargeError,
        "larger than a segment of the topic",
        "raise the topic's segment.bytes, then: newsmill dead-letters replay",
    ),
    (
        known.RecordTooLargeError,
        "larger than a fetch may be",
        "raise the topic's max.message.bytes, then: newsmill dead-letters replay",
    ),
    (
        unnamed.InvalidRecordError,
        "the topic does not take such a record",
        "look at the topic's settings and policies, then: newsmill dead-letters replay",
    ),
    (
        known.PolicyViolationError,
        "a policy of the cluster forbids it",
        "change the policy, or what it is about",
    ),
)

_TABLES: Mapping[Deed, tuple[Row, ...]] = {
    Deed.PASSES: tuple((error, means, _NOBODY) for error, means in _PASSING),
    Deed.WAIT: _WAITING,
    Deed.END: _ENDING,
    Deed.RESTART: tuple((error, means, _NOBODY) for error, means in _BREAKING),
    Deed.DEAD_LETTER: _ABOUT_A_RECORD,
}

REFUSALS: Mapping[type[Exception], Refusal] = {
    error: Refusal(error, deed, means, remedy)
    for deed, rows in _TABLES.items()
    for error, means, remedy in rows
}


def refusal_of(error: BaseException) -> Refusal:
    """The row of `error`, or of the nearest class that it derives from.

    aiokafka hides what a coordinator answers in the text of a `KafkaError`, where it does not know
    it: the name that stands there counts.
    """
    if type(error) is known.KafkaError:
        text = str(error.args[0]) if error.args else ""
        for kind, row in REFUSALS.items():
            if kind is not known.KafkaError and f"{kind.__name__}(" in text:
                return row
    for kind in type(error).__mro__:
        if kind in REFUSALS:
            return REFUSALS[kind]
    return REFUSALS[known.KafkaError]


def line_of(place: str, error: BaseException, told: str | None = None) -> str:
    """What `error` means at `place`, a topic or group, and what a person does about it.

    `told` is what the broker has added to its answer.
    """
    row = refusal_of(error)
    means = row.means
    if row.error is known.InvalidTimestampError:
        means = how_wrong(told)
    elif told and told != place:
        means = f"{means} ({' '.join(told.split())})"
    return f"{place}: {means}" + (f": {row.remedy}" if row.remedy != _NOBODY else "")
