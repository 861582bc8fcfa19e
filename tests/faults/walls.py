"""A network namespace for brokers, joined to this machine by one cable that can be cut.

The kernel here need not know netem: packets are dropped by nftables, at random for loss, all of
one direction or of both for a cut. Needs root, `ip` and `nft`.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

NAMESPACE = "newsmill-faults"
OUTSIDE, INSIDE = "nmfaults0", "nmfaults1"
OUTSIDE_ADDRESS, INSIDE_ADDRESS = "10.231.77.1", "10.231.77.2"


def missing_for_walls() -> str | None:
    """What keeps a namespace from being made here; None if nothing does."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    for tool, package in (("ip", "iproute2"), ("nft", "nftables")):
        if shutil.which(tool) is None:
            return f"{tool} is not installed (package {package})"
    probe = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False)
    return None if probe.returncode == 0 else "the kernel gives no network namespace here"


@dataclass(frozen=True, slots=True)
class Wall:
    """What lies between the rooms and the brokers."""

    address: str = INSIDE_ADDRESS

    def inside(self, command: list[str]) -> list[str]:
        """`command`, to be run in the namespace."""
        return ["ip", "netns", "exec", NAMESPACE, *command]

    def cut(self) -> None:
        """Nothing passes."""
        self._rules(f"iifname {INSIDE} drop", f"oifname {INSIDE} drop")

    def cut_inward(self) -> None:
        """The brokers hear nothing; what they say arrives."""
        self._rules(f"iifname {INSIDE} drop", "")

    def cut_outward(self) -> None:
        """The brokers hear everything; what they say is lost."""
        self._rules("", f"oifname {INSIDE} drop")

    def lose(self, percent: int) -> None:
        """Of every hundred packets so many are lost, each way."""
        dice = f"numgen random mod 100 < {percent} drop"
        self._rules(f"iifname {INSIDE} {dice}", f"oifname {INSIDE} {dice}")

    def mend(self) -> None:
        """Everything passes."""
        with suppress(subprocess.CalledProcessError):
            _run(*self.inside(["nft", "delete", "table", "inet", "faults"]))

    def _rules(self, inward: str, outward: str) -> None:
        self.mend()
        rules = (
            "table inet faults {\n"
            f"chain inward {{ type filter hook input priority 0; {inward}\n}}\n"
            f"chain outward {{ type filter hook output priority 0; {outward}\n}}\n}}\n"
        )
        _run(*self.inside(["nft", "-f", "-"]), stdin=rules)


@contextmanager
def standing_wall() -> Iterator[Wall]:
    """A namespace and its cable, gone at the end of the block."""
    tear_down()
    try:
        _run("ip", "netns", "add", NAMESPACE)
        _run("ip", "link", "add", OUTSIDE, "type", "veth", "peer", "name", INSIDE)
        _run("ip", "link", "set", INSIDE, "netns", NAMESPACE)
        _run("ip", "addr", "add", f"{OUTSIDE_ADDRESS}/30", "dev", OUTSIDE)
        _run("ip", "link", "set", OUTSIDE, "up")
        wall = Wall()
        _run(*wall.inside(["ip", "addr", "add", f"{INSIDE_ADDRESS}/30", "dev", INSIDE]))
        _run(*wall.inside(["ip", "link", "set", INSIDE, "up"]))
        _run(*wall.inside(["ip", "link", "set", "lo", "up"]))
        yield wall
    finally:
        tear_down()


def tear_down() -> None:
    """Remove the namespace and the cable, whoever left them."""
    for command in (["ip", "netns", "del", NAMESPACE], ["ip", "link", "del", OUTSIDE]):
        if shutil.which("ip") is not None:
            subprocess.run(command, capture_output=True, check=False)


def _run(*command: str, stdin: str | None = None) -> None:
    subprocess.run(command, input=stdin, text=True, check=True, capture_output=True)
