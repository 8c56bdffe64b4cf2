"""Whether a certificate may sign programs: from it up to an authority that is trusted (docs/adr/0017).

The rules are those of RFC 5280 as far as certificates for code need them, and stricter where it leaves a choice: a
critical extension that is not known here, an old hash or a short key is refused. The library `cryptography` is loaded
by the functions, since the client's start does without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cleanstation_desktop.domain.errors import Finding

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_LONGEST_CHAIN = 8
_SHORTEST_RSA, _SHORTEST_EC = 2048, 256
"""Bits of a key."""


def read_certificates(pem: bytes) -> list[Certificate]:
    """The certificates of a PEM text, in its order; none when there is none, or one of them is broken."""
    from cryptography import x509  # noqa: PLC0415

    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        return []


def subject(certificate: Certificate) -> str:
    """The name of a certificate, for people: its common name, else the whole name."""
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def is_signed_by(certificate: Certificate, contents: bytes, signature: bytes) -> bool:
    """Whether the holder of a certificate signed these bytes with SHA-256, by RSA (PKCS #1 v1.5) or ECDSA."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa  # noqa: PLC0415

    if not _has_long_key(certificate):
        return False
    try:
        key = certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, contents, padding.PKCS1v15(), hashes.SHA256())
            return True
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, contents, ec.ECDSA(hashes.SHA256()))
            return True
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return False


def chain_faults(
    certificates: Sequence[Certificate], authorities: Sequence[Certificate], signed_at: dt.datetime, now: dt.datetime
) -> Iterator[Finding]:
    """Why the first certificate may not have signed at a moment; as a warning, that it has expired since.

    Parameters: certificates, the one that signed first, those between it and an authority in any order; authorities,
    that are trusted; signed_at and now, in UTC.
    """
    leaf, *between = certificates
    name = subject(leaf)
    if not _is_for_code(leaf):
        yield _error("no_code_signing", f"The certificate is not for signing programs: {name}.")
    if leaf not in authorities and leaf.issuer == leaf.subject:
        yield _error("self_made", f"The list is signed with a certificate that vouches for itself: {name}.")
    elif not _leads_to(leaf, between, authorities, signed_at):
        yield _error(
            "unknown_authority", f"The list is signed with a certificate that no trusted authority issued: {name}."
        )
    begins, ends = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    if signed_at < begins:
        yield _error(
            "early", f"The certificate was not valid yet when the list was signed: {name}, from {begins:%Y-%m-%d}."
        )
    elif signed_at > ends:
        yield _error("expired", f"The certificate had expired when the list was signed: {name}, on {ends:%Y-%m-%d}.")
    elif now > ends:
        yield Finding(
            "warning",
            "expired_since",
            name,
            f"The certificate has expired since, on {ends:%Y-%m-%d}; it was valid when the list was signed.",
        )


def _error(code: str, message: str) -> Finding:
    return Finding("error", code, "", message)


def _leads_to(
    certificate: Certificate, between: Sequence[Certificate], authorities: Sequence[Certificate], at: dt.datetime
) -> bool:
    """Whether a chain of issuers that were all valid at a moment ends at an authority."""
    waiting: list[tuple[Certificate, int]] = [(certificate, 0)]
    while waiting:
        current, depth = waiting.pop()
        if current in authorities:
            return True
        if depth < _LONGEST_CHAIN and _is_understood(current):
            issuers = {issuer for issuer in (*authorities, *between) if _issued(issuer, current, depth, at)}
            waiting += [(issuer, depth + 1) for issuer in issuers if issuer != current]
    return False


def _issued(issuer: Certificate, issued: Certificate, depth: int, at: dt.datetime) -> bool:
    """Whether a certificate issued another one and might do so. Parameters: depth, certificates below the issued."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    if issuer.subject != issued.issuer or not issuer.not_valid_before_utc <= at <= issuer.not_valid_after_utc:
        return False
    try:
        basic = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        issued.verify_directly_issued_by(issuer)
    except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError):
        return False
    deep_enough = basic.path_length is None or depth <= basic.path_length
    may = basic.ca and deep_enough and _may(issuer, "key_cert_sign")
    return may and _is_understood(issuer) and _has_long_key(issuer)


def _has_long_key(certificate: Certificate) -> bool:
    """Whether a key is of a known kind, and long enough that nobody finds its secret half."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415

    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return False
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= _SHORTEST_RSA
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= _SHORTEST_EC


def _may(certificate: Certificate, use: str) -> bool:
    """Whether the key may be used so; a certificate that names no uses of its key allows all."""
    from cryptography import x509  # noqa: PLC0415

    try:
        return bool(getattr(certificate.extensions.get_extension_for_class(x509.KeyUsage).value, use))
    except x509.ExtensionNotFound:
        return True


def _is_for_code(certificate: Certificate) -> bool:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415

    try:
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.CODE_SIGNING in uses and _may(certificate, "digital_signature")


def _is_understood(certificate: Certificate) -> bool:
    """Whether nothing in it asks for more care than is taken here."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

    known = (x509.BasicConstraints, x509.KeyUsage, x509.ExtendedKeyUsage)
    try:
        critical = [one.value for one in certificate.extensions if one.critical]
        algorithm = certificate.signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm):
        return False
    return all(isinstance(one, known) for one in critical) and not isinstance(algorithm, hashes.SHA1 | hashes.MD5)
