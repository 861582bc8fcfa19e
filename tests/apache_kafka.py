"""make kafka: real Apache Kafka on loopback, one broker or three, from jars that Maven resolves.

Runs until Ctrl-C or SIGTERM, then stops the brokers in order. What they keep lies in a folder and
is found again by the next start; brokers that were killed recover from it.
"""

import argparse
import base64
import fcntl
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from newsmill.local.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[1]
JARS = REPOSITORY / ".kafka"
POM = REPOSITORY / "deploy" / "kafka" / "pom.xml"
LARGEST_MESSAGE_BYTES = 9 * 1024 * 1024
OLDEST_JAVA = 17
START_SECONDS = 90.0
STOP_SECONDS = 60.0
FIRST_PORT = 9092
RESTART_SECONDS = 10.0
"""Long enough to see what happens without the broker."""

REPLICAS = 3
SCRAM = ("SCRAM-SHA-512", "SCRAM-SHA-256")


class Missing(Exception):
    """Java or Maven is not there, or too old: the message says which."""


def missing_tools() -> str | None:
    """What keeps Apache Kafka from running here; None if nothing does."""
    if shutil.which("java") is None:
        return f"java is not installed; Apache Kafka needs version {OLDEST_JAVA} or newer"
    if shutil.which("mvn") is None:
        return "mvn (Apache Maven) is not installed; it resolves Apache Kafka's jars"
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    words = told.split('"')
    major = words[1].split(".")[0] if len(words) > 1 else "0"
    if not major.isdecimal() or int(major) < OLDEST_JAVA:
        return f"java is version {words[1] if len(words) > 1 else '?'}; {OLDEST_JAVA} is needed"
    return None


def resolve_jars(folder: Path, pom: Path = POM) -> Path:
    """The folder of Kafka's jars, or those of `pom`; Maven is asked where they are not there yet.

    Raises:
        Missing: it cannot be had.
    """
    if (problem := missing_tools()) is not None:
        raise Missing(problem)
    jars = folder / "jars"
    done = jars / f"resolved-{sha256(pom.read_bytes()).hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "resolving").open("w") as only_one:
        fcntl.flock(only_one, fcntl.LOCK_EX)
        if done.exists():
            return jars
        shutil.rmtree(jars, ignore_errors=True)
        command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies"]
        ended = subprocess.run(
            [*command, f"-DoutputDirectory={jars}"], capture_output=True, text=True, check=False
        )
        if ended.returncode:
            raise Missing(f"Maven could not resolve what {pom} asks for:\n{ended.stdout[-2000:]}")
        done.touch()
    return jars


@dataclass(frozen=True)
class Locks:
    """What brokers ask of whoever comes: TLS, a password or a certificate, and rights.

    Clients come to `Broker.port` with a password (SASL_SSL) or to `Broker.certified_port` with a
    certificate (SSL), as brokers do among themselves. `super_users` are principals that may do
    everything; nobody else may do anything before somebody says so.
    """

    authority: Path
    brokers_certificate: Path
    super_users: tuple[str, ...]
    passwords: Mapping[str, str]

    def settings(self, node: "Broker") -> dict[str, object]:
        """What they add to a node's settings."""
        listeners = {
            "CLIENT": ("SASL_SSL", node.port),
            "CERTIFIED": ("SSL", node.certified_port),
            "CONTROLLER": ("SSL", node.controller_port),
        }
        urls = {name: f"{name}://127.0.0.1:{port}" for name, (_, port) in listeners.items()}
        login = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        return {
            "listeners": ",".join(urls.values()),
            "advertised.listeners": f"{urls['CLIENT']},{urls['CERTIFIED']}",
            "listener.security.protocol.map": ",".join(
                f"{name}:{protocol}" for name, (protocol, _) in listeners.items()
            ),
            "inter.broker.listener.name": "CERTIFIED",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": self.brokers_certificate,
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": self.authority,
            "listener.name.certified.ssl.client.auth": "required",
            "listener.name.controller.ssl.client.auth": "required",
            "sasl.enabled.mechanisms": ",".join(SCRAM),
            **{f"listener.name.client.{m.lower()}.sasl.jaas.config": login for m in SCRAM},
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": ";".join(self.super_users),
        }

    def format_arguments(self) -> list[str]:
        """What tells `StorageTool format` who may come."""
        return [
            argument
            for name, password in self.passwords.items()
            for mechanism in SCRAM
            for argument in ("--add-scram", f"{mechanism}=[name={name},password={password}]")
        ]


@dataclass
class Broker:
    """One node: broker and controller in one."""

    number: int
    port: int
    controller_port: int
    certified_port: int
    folder: Path
    jars: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it; `wait_until_ready` tells when it can be used.

        Raises:
            RuntimeError: something listens on its port.
        """
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                raise RuntimeError(f"port {self.port} is already taken; choose another with --port")
        log = (self.folder / "broker.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                [*_java(self.jars, "512m"), "kafka.Kafka", str(self.folder / "server.properties")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def advertise(self, port: int) -> None:
        """Send clients to `port` of this machine from its next start on."""
        settings = self.folder / "server.properties"
        kept = [n for n in settings.read_text().splitlines() if not n.startswith("advertised.")]
        kept += [f"advertised.listeners=CLIENT://127.0.0.1:{port}", ""]
        settings.write_text("\n".join(kept))

    def wait_until_ready(self) -> None:
        """Return when it listens.

        Raises:
            RuntimeError: it ended, or does not listen in time.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.is_running:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"broker {self.number} did not start: see {self.folder}/broker.log")

    @property
    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Let it end in order, with its log closed."""
        if self.process is not None and self.is_running:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """kill -9."""
        if self.process is not None and self.is_running:
            self.process.kill()
            self.process.wait()


@contextmanager
def running_kafka(
    folder: Path, brokers: int = 1, first_port: int = 0, locks: Locks | None = None
) -> Iterator[list[Broker]]:
    """A cluster that keeps its data in `folder`; ports are chosen where `first_port` is 0.

    Without `locks` anybody may do anything.

    Raises:
        Missing: Java or Maven is not there.
        RuntimeError: a broker does not start.
    """
    nodes = prepare(folder, brokers, first_port, locks)
    try:
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait_until_ready()
        yield nodes
    finally:
        stopping = [threading.Thread(target=node.stop) for node in nodes]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()


def prepare(
    folder: Path, brokers: int, first_port: int, locks: Locks | None = None
) -> list[Broker]:
    """Write each node's settings, and format its folder where that was not done before.

    Raises:
        Missing: Java or Maven is not there.
        RuntimeError: the folder cannot be used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jars = resolve_jars(JARS)
    ports = iter(_ports(first_port, 3 * brokers))
    numbers = range(1, brokers + 1)
    clients, controllers, certified = ({n: next(ports) for n in numbers} for _ in range(3))
    cluster = folder / "cluster-id"
    if not cluster.exists():
        cluster.write_text(_new_cluster_id())
    nodes = [
        Broker(n, clients[n], controllers[n], certified[n], folder / f"broker-{n}", jars)
        for n in numbers
    ]
    voters = ",".join(f"{node.number}@127.0.0.1:{node.controller_port}" for node in nodes)
    formatting = []
    for node in nodes:
        node.folder.mkdir(exist_ok=True)
        settings = node.folder / "server.properties"
        told = _settings(node, voters, min(brokers, REPLICAS))
        told |= locks.settings(node) if locks else {}
        settings.write_text("".join(f"{name}={value}\n" for name, value in told.items()))
        if not (node.folder / "data" / "meta.properties").exists():
            command = [*_java(jars, "256m"), "kafka.tools.StorageTool", "format"]
            command += ["-t", cluster.read_text(), "-c", str(settings)]
            command += locks.format_arguments() if locks else []
            formatting.append(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            )
    for process in formatting:
        output, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"a folder could not be made ready: {output.decode()[-2000:]}")
    return nodes


def _new_cluster_id() -> str:
    """Sixteen random bytes as Kafka writes them, which its own tools do not take for an option."""
    while True:
        name = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not name.startswith("-"):
            return name


def addresses(nodes: list[Broker]) -> str:
    """HOST:PORT of all, for NEWSMILL_BROKER."""
    return ",".join(f"127.0.0.1:{node.port}" for node in nodes)


def kafkas_own(tool: str, address: str, *arguments: str) -> str:
    """What one of Kafka's own commands, named by its class, says of the cluster at `address`."""
    command = [*_java(resolve_jars(JARS), "128m"), tool, "--bootstrap-server", address, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _settings(node: Broker, voters: str, replicas: int) -> dict[str, object]:
    in_sync = max(1, replicas - 1)
    return {
        "node.id": node.number,
        "process.roles": "broker,controller",
        "controller.quorum.voters": voters,
        "listeners": f"CLIENT://127.0.0.1:{node.port},CONTROLLER://127.0.0.1:{node.controller_port}",
        "advertised.listeners": f"CLIENT://127.0.0.1:{node.port}",
        "listener.security.protocol.map": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "CLIENT",
        "log.dirs": node.folder / "data",
        "default.replication.factor": replicas,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": replicas,
        "offsets.topic.num.partitions": 8,
        "transaction.state.log.replication.factor": replicas,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.replication.factor": replicas,
        "share.coordinator.state.topic.min.isr": in_sync,
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 1000,
        "auto.create.topics.enable": "false",
        "message.max.bytes": LARGEST_MESSAGE_BYTES,
        "replica.fetch.max.bytes": LARGEST_MESSAGE_BYTES,
        "log.segment.bytes": 64 * 1024 * 1024,
        "controlled.shutdown.enable": "true",
    }


def _java(jars: Path, memory: str) -> list[str]:
    return [
        "java",
        f"-Xmx{memory}",
        "-XX:+UseSerialGC",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-cp",
        f"{jars}/*",
    ]


def _ports(first: int, count: int) -> list[int]:
    if first:
        return [first + n for n in range(count)]
    ports: set[int] = set()
    while len(ports) < count:
        ports.add(free_port())
    return list(ports)


def main() -> int:
    """Run until a signal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--brokers", type=int, default=1, choices=(1, 3), help="default 1")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="of the first broker")
    parser.add_argument("--folder", type=Path, default=REPOSITORY / ".kafka" / "data")
    arguments = parser.parse_args()
    stop = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: stop.set())
    folder = arguments.folder / f"{arguments.brokers}-brokers"
    sys.stderr.write("Starting Apache Kafka …\n")
    try:
        with running_kafka(folder, arguments.brokers, arguments.port) as nodes:
            sys.stdout.write(f"NEWSMILL_BROKER={addresses(nodes)}\n")
            sys.stdout.flush()
            sys.stderr.write(f"Ctrl-C stops it; its data stay in {folder}\n")
            return _watch(nodes, stop)
    except (Missing, RuntimeError) as error:
        sys.stderr.write(f"newsmill: {error}\n")
        return 1
    return 0


def _watch(nodes: list[Broker], stop: threading.Event) -> int:
    """Wait for the stop; of several brokers, start again those that have ended."""
    while not stop.wait(0.5):
        for node in [node for node in nodes if not node.is_running]:
            told = f"broker {node.number} ended: see {node.folder}/broker.log"
            if len(nodes) == 1:
                sys.stderr.write(f"newsmill: {told}\n")
                return 1
            sys.stderr.write(f"{told}; it is started again in {RESTART_SECONDS:.0f} s\n")
            if not stop.wait(RESTART_SECONDS):
                node.start()
                node.wait_until_ready()
                sys.stderr.write(f"broker {node.number} is back\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
