"""A position in a topic, written as a short token that is safe in URLs, headers and files.

The token has the offset of the next message of each partition, the topic's epoch, and a checksum: a
token that was cut, or is of another topic, is recognised. Any gateway and any client understands
it. 8 partitions of up to 34 thousand million messages each take 63 characters.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

VERSION = 1
UNKNOWN_EPOCH = 0

MAX_PARTITIONS = 4096
MAX_LENGTH = 48 * 1024
"""Longer texts are none of ours: so many partitions need less."""

_EPOCH_BYTES = 4
_CHECKSUM_BYTES = 4
_MAX_BITS = 63


class BadPosition(ValueError):
    """The text is no position, or was damaged on its way."""


@dataclass(frozen=True, slots=True)
class Position:
    """For each partition the offset of the message that comes next."""

    epoch: int
    """Of the topic: another one, or the same deleted and created anew, has another epoch."""
    offsets: Mapping[int, int]

    def at(self, partition: int) -> int:
        """The next offset of `partition`; 0 where nothing is said of it."""
        return self.offsets.get(partition, 0)

    def with_next(self, partition: int, offset: int) -> "Position":
        """The same, with `offset` as the next of `partition`."""
        return Position(self.epoch, {**self.offsets, partition: offset})

    def furthest(self, other: "Position") -> "Position":
        """The further one of both in each partition."""
        partitions = self.offsets.keys() | other.offsets.keys()
        return Position(self.epoch, {p: max(self.at(p), other.at(p)) for p in partitions})

    def covers(self, other: "Position") -> bool:
        """Whether `other` is further in no partition."""
        return all(self.at(partition) >= offset for partition, offset in other.offsets.items())

    def encode(self) -> str:
        """The token.

        Offsets are written with as many bits as the largest needs, above the smallest where that
        is shorter; a partition that is left out counts as one before the first.
        """
        numbers = self._numbers()
        body = min((_packed(self.epoch, numbers, base) for base in _bases(numbers)), key=len)
        return urlsafe_b64encode(_checksum(body) + body).decode().rstrip("=")

    def _numbers(self) -> list[int]:
        if any(not 0 <= offset < 2**_MAX_BITS - 1 for offset in self.offsets.values()):
            raise ValueError("no offset is negative, or beyond 63 bits")
        if any(not 0 <= partition < MAX_PARTITIONS for partition in self.offsets):
            raise ValueError(f"no partition is negative, or beyond {MAX_PARTITIONS}")
        return [self.offsets.get(p, -1) + 1 for p in range(max(self.offsets, default=-1) + 1)]


def decode(token: str) -> Position:
    """The position that `encode` has written.

    Raises:
        BadPosition: it has not.
    """
    if len(token) > MAX_LENGTH or not token.isascii():
        raise BadPosition("this is no position in a stream")
    try:
        written = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError as error:
        raise BadPosition("this is no position in a stream") from error
    checksum, body = written[:_CHECKSUM_BYTES], written[_CHECKSUM_BYTES:]
    if _checksum(body) != checksum:
        raise BadPosition("this is no position in a stream, or a part of it is missing")
    if not body or body[0] != VERSION:
        raise BadPosition("this position was written by another version of newsmill")
    position = _unpacked(body)
    # One position has one token: what is compared as text is then compared rightly.
    if position.encode() != token:
        raise BadPosition("this is no position in a stream")
    return position


def epoch_of(topic: str, topic_id: str) -> int:
    """The epoch of the topic of that name, to which its broker has given that id.

    Brokers without ids of topics have an empty one: only the name counts then.
    """
    digest = sha256(f"{topic}\0{topic_id}".encode()).digest()
    return int.from_bytes(digest[:_EPOCH_BYTES], "big") or 1


def _bases(numbers: list[int]) -> tuple[int, int]:
    return 0, min(numbers, default=0)


def _packed(epoch: int, numbers: list[int], base: int) -> bytes:
    width = max((number - base).bit_length() for number in (base, *numbers))
    packed = 0
    for number in numbers:
        packed = packed << width | (number - base)
    head = bytes((VERSION, width)) + _leb128(len(numbers)) + _leb128(base)
    size = (width * len(numbers) + 7) // 8
    return head + epoch.to_bytes(_EPOCH_BYTES, "big") + packed.to_bytes(size, "big")


def _unpacked(body: bytes) -> Position:
    reader = iter(body[1:])
    width = next(reader, _MAX_BITS + 1)
    count, base = _read_leb128(reader), _read_leb128(reader)
    rest = bytes(reader)
    size = (width * count + 7) // 8
    if width > _MAX_BITS or count > MAX_PARTITIONS or len(rest) != _EPOCH_BYTES + size:
        raise BadPosition("this is no position in a stream")
    epoch, packed = rest[:_EPOCH_BYTES], int.from_bytes(rest[_EPOCH_BYTES:], "big")
    mask = (1 << width) - 1
    numbers = [base + (packed >> width * (count - 1 - p) & mask) for p in range(count)]
    if any(number >= 2**_MAX_BITS for number in numbers):
        raise BadPosition("this is no position in a stream")
    offsets = {partition: number - 1 for partition, number in enumerate(numbers) if number}
    return Position(int.from_bytes(epoch, "big"), offsets)


def _checksum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "big")


def _leb128(number: int) -> bytes:
    """Seven bits a byte."""
    packed = bytearray()
    while number > 0x7F:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)
    return bytes(packed)


def _read_leb128(reader: Iterator[int]) -> int:
    number = shift = 0
    for byte in reader:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number
        if shift > _MAX_BITS:
            break
    raise BadPosition("this is no position in a stream")
