"""From the certificate that signed up to an authority: what counts, and each reason why one does not."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from cleanstation_desktop.certificate_chain import chain_faults, is_signed_by, read_certificates, subject
from tests.support.code_signing import SIGNED_AT, YEAR, Issued, issue, root, sign

DAY = dt.timedelta(days=1)
ROOT = root()


def faults(leaf: Issued, *between: Issued, trusted: Issued = ROOT, now: dt.datetime = SIGNED_AT) -> list[str]:
    chain = [one.certificate for one in (leaf, *between)]
    return [fault.code for fault in chain_faults(chain, [trusted.certificate], SIGNED_AT, now)]


def test_a_certificate_from_the_authority_counts() -> None:
    assert faults(issue("Code", ROOT)) == []


def test_certificates_between_count_in_any_order() -> None:
    upper = issue("Upper", ROOT, authority=True)
    lower = issue("Lower", upper, authority=True)
    leaf = issue("Code", lower)
    assert faults(leaf, lower, upper) == faults(leaf, upper, lower, ROOT) == []


def test_a_certificate_between_that_is_left_out_breaks_the_chain() -> None:
    upper = issue("Upper", ROOT, authority=True)
    assert faults(issue("Code", upper)) == ["unknown_authority"]


@pytest.mark.parametrize(
    "between",
    [
        pytest.param(issue("Between", ROOT), id="it may not issue any"),
        pytest.param(issue("Between", ROOT, authority=True, ends=SIGNED_AT - DAY), id="it had expired"),
        pytest.param(issue("Between", ROOT, authority=True, begins=SIGNED_AT + DAY), id="it was not valid yet"),
        pytest.param(
            issue(
                "Between",
                ROOT,
                authority=True,
                critical=x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4.5"), b"\x05\x00"),
            ),
            id="it asks for something that nobody knows",
        ),
        pytest.param(
            issue(
                "Between",
                ROOT,
                authority=True,
                critical=x509.KeyUsage(True, False, False, False, False, False, True, False, False),
            ),
            id="its key may sign lists of withdrawn ones only",
        ),
    ],
)
def test_a_bad_certificate_between_breaks_the_chain(between: Issued) -> None:
    assert faults(issue("Code", between), between) == ["unknown_authority"]


def test_an_authority_may_say_how_many_stand_between() -> None:
    upper = issue("Upper", ROOT, authority=True, longest=0)
    lower = issue("Lower", upper, authority=True)
    assert faults(issue("Code", upper), upper) == []
    assert faults(issue("Code", lower), lower, upper) == ["unknown_authority"]


def test_another_authority_of_the_same_name_does_not_count() -> None:
    forged = root("Root")
    assert faults(issue("Code", forged), forged) == ["unknown_authority"]


def test_a_self_made_certificate_does_not_count_unless_it_is_the_one_that_is_trusted() -> None:
    own = issue("Code")
    assert faults(own) == ["self_made"]
    assert faults(own, trusted=own) == []


def test_certificates_that_vouch_for_each_other_come_to_an_end() -> None:
    first, second = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    one = issue("One", Issued(root("Two", key=second).certificate, second), authority=True, key=first)
    two = issue("Two", Issued(root("One", key=first).certificate, first), authority=True, key=second)
    assert faults(issue("Code", one), one, two) == ["unknown_authority"]


@pytest.mark.parametrize("use", [None, ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
def test_it_must_be_for_code(use: ObjectIdentifier | None) -> None:
    assert faults(issue("Web", ROOT, use=use)) == ["no_code_signing"]


def test_its_key_must_be_for_signing() -> None:
    usage = x509.KeyUsage(False, False, True, False, False, False, False, False, False)
    assert faults(issue("Code", ROOT, critical=usage)) == ["no_code_signing"]


def test_it_must_have_been_valid_when_it_signed() -> None:
    assert faults(issue("Code", ROOT, ends=SIGNED_AT - DAY)) == ["expired"]
    assert faults(issue("Code", ROOT, begins=SIGNED_AT + DAY)) == ["early"]


def test_one_that_has_expired_since_counts_and_is_told() -> None:
    leaf = issue("Code", ROOT, ends=SIGNED_AT + DAY)
    found = list(
        chain_faults([leaf.certificate], [ROOT.certificate], SIGNED_AT, SIGNED_AT + YEAR),
    )
    assert [(fault.severity, fault.code) for fault in found] == [("warning", "expired_since")]
    assert "2026-03-02" in found[0].message


@pytest.mark.parametrize(
    "key",
    [rsa.generate_private_key(public_exponent=65537, key_size=2048), ec.generate_private_key(ec.SECP384R1())],
    ids=["RSA", "EC"],
)
def test_a_signature_is_checked_over_every_byte(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    leaf = issue("Code", ROOT, key=key)
    raw = raw_signature(b"contents", leaf)
    assert is_signed_by(leaf.certificate, b"contents", raw)
    assert not is_signed_by(leaf.certificate, b"Contents", raw)
    assert not is_signed_by(leaf.certificate, b"contents", raw[:-1] + bytes([raw[-1] ^ 1]))
    assert not is_signed_by(leaf.certificate, b"contents", b"")


SHORT = [
    rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505 - meant
    ec.generate_private_key(ec.SECP192R1()),
]


@pytest.mark.parametrize("short", SHORT, ids=["RSA", "EC"])
def test_a_short_key_does_not_count(short: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    leaf = issue("Code", ROOT, key=short)
    assert not is_signed_by(leaf.certificate, b"contents", raw_signature(b"contents", leaf))


@pytest.mark.parametrize("short", SHORT, ids=["RSA", "EC"])
def test_a_short_key_above_does_not_count(short: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    between = issue("Between", ROOT, authority=True, key=short)
    assert faults(issue("Code", between), between) == ["unknown_authority"]
    above = root("Short", key=short)
    assert faults(issue("Code", above), trusted=above) == ["unknown_authority"]


def test_what_is_no_certificate_is_none() -> None:
    assert read_certificates(b"") == []
    assert read_certificates(b"-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n") == []
    assert [subject(one) for one in read_certificates(ROOT.pem)] == ["Root"]


def raw_signature(contents: bytes, signer: Issued) -> bytes:
    text = sign(contents, signer).partition(b"-----BEGIN SIGNATURE-----")[2].partition(b"-----END")[0]
    return base64.b64decode(text)
