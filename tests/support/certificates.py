"""Certificates for tests: an authority of the test's own, and what it signs, good and bad."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = dt.timedelta(days=1)
YEAR = 365 * DAY


@dataclass(frozen=True)
class Signed:
    """A certificate and its key, as files."""

    certificate: Path
    key: Path


class Authority:
    """Signs certificates. Parameters: folder, where the files go; valid, from and until, counted from now."""

    def __init__(self, folder: Path, name: str, *, valid: tuple[dt.timedelta, dt.timedelta] = (-DAY, YEAR)) -> None:
        self.folder = folder
        self.name = name
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            _begin(self._subject, self._subject, self._key, valid)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.root = _save(folder / f"{name}.crt", certificate.public_bytes(serialization.Encoding.PEM))
        self.root_der = _save(folder / f"{name}.cer", certificate.public_bytes(serialization.Encoding.DER))

    def sign(
        self,
        label: str,
        *names: str,
        valid: tuple[dt.timedelta, dt.timedelta] = (-DAY, YEAR),
        passphrase: str = "",
    ) -> Signed:
        """A certificate for names or addresses (the first is the common name too), and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        others = x509.SubjectAlternativeName([_general(name) for name in names])
        certificate = _begin(subject, self._subject, key, valid).add_extension(others, critical=False)
        locked: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase:
            locked = serialization.BestAvailableEncryption(passphrase.encode())
        pem = serialization.Encoding.PEM
        return Signed(
            _save(
                self.folder / f"{self.name}-{label}.crt", certificate.sign(self._key, hashes.SHA256()).public_bytes(pem)
            ),
            _save(
                self.folder / f"{self.name}-{label}.key",
                key.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked),
            ),
        )


def _begin(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    valid: tuple[dt.timedelta, dt.timedelta],
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + valid[0])
        .not_valid_after(now + valid[1])
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _save(file: Path, contents: bytes) -> Path:
    file.write_bytes(contents)
    file.chmod(0o600)
    return file
