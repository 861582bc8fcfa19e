"""SSRF guard: tables of address ranges that are not the public internet, with their registries."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Refused:
    """Networks that nothing is fetched from, what they are, and the registry that lists them."""

    what: str
    source: str
    networks: tuple[str, ...]


IANA_IPV4 = "https://www.iana.org/assignments/iana-ipv4-special-registry"
IANA_IPV6 = "https://www.iana.org/assignments/iana-ipv6-special-registry"

REFUSED_IPV4 = (
    Refused("an unspecified address", IANA_IPV4, ("0.0.0.0/8",)),
    Refused("a loopback address", IANA_IPV4, ("127.0.0.0/8",)),
    Refused("a private address", IANA_IPV4, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
    # Holds the metadata services of most clouds at 169.254.169.254.
    Refused("a link-local address", IANA_IPV4, ("169.254.0.0/16",)),
    # Holds Alibaba Cloud's metadata service at 100.100.100.200.
    Refused("a carrier's shared address", IANA_IPV4, ("100.64.0.0/10",)),
    Refused(
        "a cloud's metadata address",
        "https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16",
        ("168.63.129.16/32",),
    ),
    # Holds Oracle Cloud's classic metadata service at 192.0.0.192.
    Refused("an address for protocols", IANA_IPV4, ("192.0.0.0/24", "192.88.99.0/24")),
    Refused(
        "an address for documentation",
        IANA_IPV4,
        ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
    ),
    Refused("an address for benchmarks", IANA_IPV4, ("198.18.0.0/15",)),
    Refused(
        "a multicast address",
        "https://www.iana.org/assignments/multicast-addresses",
        ("224.0.0.0/4",),
    ),
    Refused("a reserved address", IANA_IPV4, ("240.0.0.0/4",)),
)

REFUSED_IPV6 = (
    Refused("an unspecified address", IANA_IPV6, ("::/128",)),
    Refused("a loopback address", IANA_IPV6, ("::1/128",)),
    # Holds the metadata services of AWS at fd00:ec2::254 and of Google at fd20:ce::254.
    Refused("a private address", IANA_IPV6, ("fc00::/7", "fec0::/10")),
    Refused("a link-local address", IANA_IPV6, ("fe80::/10",)),
    Refused(
        "a multicast address",
        "https://www.iana.org/assignments/ipv6-multicast-addresses",
        ("ff00::/8",),
    ),
    # Holds Teredo, 2001::/32, whose addresses lead to a host behind somebody's NAT.
    Refused("an address for protocols", IANA_IPV6, ("2001::/23", "64:ff9b:1::/48", "100::/64")),
    Refused("an address for documentation", IANA_IPV6, ("2001:db8::/32", "3fff::/20")),
)

IPV6_UNICAST = IPv6Network("2000::/3")
"""All unicast addresses allocated so far: https://www.iana.org/assignments/ipv6-address-space."""

EMBEDDED_IPV4 = (
    # (network, bits to the right of the IPv4 address in it, source)
    (IPv6Network("::ffff:0:0/96"), 0, "https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2"),
    (IPv6Network("::/96"), 0, "https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.1"),
    (IPv6Network("::ffff:0:0:0/96"), 0, "https://www.rfc-editor.org/rfc/rfc2765#section-2.1"),
    (IPv6Network("64:ff9b::/96"), 0, "https://www.rfc-editor.org/rfc/rfc6052#section-2.1"),
    (IPv6Network("2002::/16"), 80, "https://www.rfc-editor.org/rfc/rfc3056#section-2"),
)

_IPV4 = tuple((IPv4Network(net), row.what) for row in REFUSED_IPV4 for net in row.networks)
_IPV6 = tuple((IPv6Network(net), row.what) for row in REFUSED_IPV6 for net in row.networks)


def why_refused(address: IPAddress) -> str | None:
    """What `address` is (“a loopback address”), or None if it is on the public internet."""
    if isinstance(address, IPv4Address):
        return next((what for network, what in _IPV4 if address in network), None)
    if address.scope_id:
        return "an address with a zone"
    for network6, what in _IPV6:
        if address in network6:
            return what
    for network6, shift, _ in EMBEDDED_IPV4:
        if address in network6:
            inner = IPv4Address((int(address) >> shift) & 0xFFFF_FFFF)
            what_inside = why_refused(inner)
            return what_inside and f"{what_inside} ({inner}) inside an IPv6 address"
    return None if address in IPV6_UNICAST else "a reserved address"
