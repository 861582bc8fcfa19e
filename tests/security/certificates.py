"""Certificates of authorities that nobody but these tests knows, made by the command openssl."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")

# All that Python asks for since 3.13 (RFC 5280 to the letter), whatever this machine's own says.
CONFIGURATION = """
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[bearer]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


def missing_openssl() -> str | None:
    """Why no certificates can be made here; None if they can."""
    return None if shutil.which("openssl") else "openssl is not installed; it makes certificates"


@dataclass(frozen=True)
class Authority:
    """Who signs certificates; `certificate` is what others need to trust them."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "authority.pem"

    @property
    def _key(self) -> Path:
        return self.folder / "authority.key"

    def issue(self, name: str, host: str = "IP:127.0.0.1") -> Path:
        """A certificate for `name` at `host`, with its key in the same file."""
        certificate, key = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        _openssl(
            self.folder,
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName={host}"),
            *("-extensions", "bearer", "-CA", str(self.certificate), "-CAkey", str(self._key)),
            *("-keyout", str(key), "-out", str(certificate)),
        )
        both = self.folder / f"{name}.pem"
        both.write_text(key.read_text() + certificate.read_text())
        return both

    def issue_locked(self, name: str, password: str) -> tuple[Path, Path]:
        """A certificate for `name`, and beside it its key, which only `password` opens."""
        self.issue(name)
        key = self.folder / f"{name}.locked.key"
        opened = ["openssl", "pkcs8", "-topk8", "-in", str(self.folder / f"{name}.key")]
        subprocess.run(
            [*opened, "-out", str(key), "-passout", f"pass:{password}"],
            check=True,
            capture_output=True,
        )
        return self.folder / f"{name}.crt", key


def new_authority(folder: Path) -> Authority:
    """An authority that keeps its files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = Authority(folder)
    (folder / "openssl.cnf").write_text(CONFIGURATION)
    _openssl(
        folder,
        *("-subj", "/CN=tests", "-extensions", "authority"),
        *("-keyout", str(folder / "authority.key"), "-out", str(authority.certificate)),
    )
    return authority


def _openssl(folder: Path, *arguments: str) -> None:
    command = ["openssl", "req", "-x509", "-config", str(folder / "openssl.cnf")]
    subprocess.run([*command, *NEW_KEY, *arguments], check=True, capture_output=True)
