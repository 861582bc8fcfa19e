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
from hashlib import sha256
from pathlib import Path

NETWORK = "10.231"


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
    """What lies between the rooms and the brokers of one run, named after its folder."""

    folder: Path

    @property
    def namespace(self) -> str:
        """Its name."""
        return f"newsmill-faults-{self._digest[:8]}"

    @property
    def outside(self) -> str:
        """The end of the cable here; names have fifteen characters at most."""
        return f"nmf{self._digest[:8]}o"

    @property
    def inside_end(self) -> str:
        """The end of the cable there."""
        return f"nmf{self._digest[:8]}i"

    @property
    def outside_address(self) -> str:
        """Of the rooms."""
        return f"{self._network}.1"

    @property
    def address(self) -> str:
        """Of the brokers."""
        return f"{self._network}.2"

    @property
    def _digest(self) -> str:
        return sha256(str(self.folder).encode()).hexdigest()

    @property
    def _network(self) -> str:
        return f"{NETWORK}.{int(self._digest[:2], 16)}"

    def inside(self, command: list[str]) -> list[str]:
        """`command`, to be run in the namespace."""
        return ["ip", "netns", "exec", self.namespace, *command]

    def cut(self) -> None:
        """Nothing passes."""
        self._rules(f"iifname {self.inside_end} drop", f"oifname {self.inside_end} drop")

    def cut_inward(self) -> None:
        """The brokers hear nothing; what they say arrives."""
        self._rules(f"iifname {self.inside_end} drop", "")

    def cut_outward(self) -> None:
        """The brokers hear everything; what they say is lost."""
        self._rules("", f"oifname {self.inside_end} drop")

    def lose(self, percent: int) -> None:
        """Of every hundred packets so many are lost, each way."""
        dice = f"numgen random mod 100 < {percent} drop"
        self._rules(f"iifname {self.inside_end} {dice}", f"oifname {self.inside_end} {dice}")

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
def standing_wall(folder: Path) -> Iterator[Wall]:
    """A namespace and its cable, gone at the end of the block."""
    wall = Wall(folder)
    tear_down(wall)
    try:
        _run("ip", "netns", "add", wall.namespace)
        _run("ip", "link", "add", wall.outside, "type", "veth", "peer", "name", wall.inside_end)
        _run("ip", "link", "set", wall.inside_end, "netns", wall.namespace)
        _run("ip", "addr", "add", f"{wall.outside_address}/30", "dev", wall.outside)
        _run("ip", "link", "set", wall.outside, "up")
        _run(*wall.inside(["ip", "addr", "add", f"{wall.address}/30", "dev", wall.inside_end]))
        _run(*wall.inside(["ip", "link", "set", wall.inside_end, "up"]))
        _run(*wall.inside(["ip", "link", "set", "lo", "up"]))
        yield wall
    finally:
        tear_down(wall)


def tear_down(wall: Wall) -> None:
    """Remove the namespace and the cable, whoever left them."""
    if shutil.which("ip") is not None:
        for command in (["netns", "del", wall.namespace], ["link", "del", wall.outside]):
            subprocess.run(["ip", *command], capture_output=True, check=False)


def _run(*command: str, stdin: str | None = None) -> None:
    subprocess.run(command, input=stdin, text=True, check=True, capture_output=True)
