"""Certificates for code, and small installations sealed with them, made in this process: for tests of many cases."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

CODE = ExtendedKeyUsageOID.CODE_SIGNING
YEAR = dt.timedelta(days=365)
SIGNED_AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def issue(
    name: str,
    issuer: Issued | None = None,
    *,
    use: ObjectIdentifier | None = CODE,
    authority: bool = False,
    longest: int | None = None,
    begins: dt.datetime = SIGNED_AT - YEAR,
    ends: dt.datetime = SIGNED_AT + 10 * YEAR,
    key: Key | None = None,
    critical: x509.ExtensionType | None = None,
) -> Issued:
    """Make a certificate, issued by itself without `issuer`.

    Parameters: use, its only purpose; authority, whether it may issue others, with at most `longest` between;
    critical, one more extension that whoever reads it must know.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(
        issuer_name=issuer.certificate.subject if issuer else subject,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=begins,
        not_valid_after=ends,
    ).add_extension(x509.BasicConstraints(ca=authority, path_length=longest if authority else None), critical=True)
    if use is not None and not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
    if critical is not None:
        builder = builder.add_extension(critical, critical=True)
    return Issued(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def root(name: str = "Root", **options: Any) -> Issued:
    """An authority that vouches for itself."""
    return issue(name, use=None, authority=True, **options)


def sign(contents: bytes, signer: Issued, *between: Issued) -> bytes:
    """What installer/sign.sh writes into files.sig."""
    if isinstance(signer.key, rsa.RSAPrivateKey):
        raw = signer.key.sign(contents, padding.PKCS1v15(), hashes.SHA256())
    else:
        raw = signer.key.sign(contents, ec.ECDSA(hashes.SHA256()))
    block = b"-----BEGIN SIGNATURE-----\n" + base64.encodebytes(raw) + b"-----END SIGNATURE-----\n"
    return b"".join(one.pem for one in (signer, *between)) + block


def make_installation(folder: Path) -> dict[str, Any]:
    """Write a few files; answers the list of them."""
    contents = {
        "cleanstation": b"\x7fELF program",
        "_internal/revision.txt": b"0123456789ab\n",
        "_internal/lib/libé x.so": bytes(5000),
        "_internal/empty": b"",
    }
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "_internal" / "libx.so").symlink_to("lib/libé x.so")
    files: dict[str, Any] = {name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in contents.items()}
    return {
        "format": 1,
        "version": "1.2.3",
        "revision": "0123456789ab",
        "signed_at": SIGNED_AT.isoformat(),
        "unlisted": ["uninstall.exe"],
        "files": {**files, "_internal/libx.so": ["link", "lib/libé x.so"]},
    }


def seal(folder: Path, listed: dict[str, Any], signer: Issued | None, authority: Issued, *between: Issued) -> None:
    """Put authority, list and signature into an installation, as installer/seal_bundle.py does."""
    (folder / "_internal" / "signing-authority.pem").write_bytes(authority.pem)
    listed["files"]["_internal/signing-authority.pem"] = [
        len(authority.pem),
        hashlib.sha256(authority.pem).hexdigest(),
    ]
    contents = json.dumps(listed, ensure_ascii=False).encode()
    (folder / "files.json").write_bytes(contents)
    if signer is not None:
        (folder / "files.sig").write_bytes(sign(contents, signer, *between))
