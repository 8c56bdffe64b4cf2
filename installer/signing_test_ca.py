"""Makes keys to try signing with, none for a release: python installer/signing_test_ca.py FOLDER

A root, a certificate for code, one for timestamps and a key for GnuPG; FOLDER/environment names them all, to be
sourced before `make` or installer/sign.sh. FOLDER/bad/ holds certificates that must not be accepted. Each name says
TEST ONLY. A folder that is there already is made anew: nothing that an older one signed is accepted any longer.
"""

from __future__ import annotations

import datetime
import secrets
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

MARK = "TEST ONLY - not for release"
BITS = 3072
NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
DAY = datetime.timedelta(days=1)
# When the certificate was valid that has expired since; tests sign with it as of a day between.
EXPIRED_FROM = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
EXPIRED_TO = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)

Pair = tuple[x509.Certificate, rsa.RSAPrivateKey]


def new_key() -> rsa.RSAPrivateKey:
    """An RSA key as long as publicly trusted code-signing certificates must have it."""
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


def certificate(
    what: str,
    key: rsa.RSAPrivateKey,
    issuer: Pair | None,
    use: ObjectIdentifier | None,
    begins: datetime.datetime = NOW - DAY,
    ends: datetime.datetime = NOW + 3650 * DAY,
) -> x509.Certificate:
    """Make a certificate.

    Parameters: what, it is for, part of its name; issuer, None for one that signs itself; use, the only purpose it is
    good for, None for an authority.
    """
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"CleanStation {MARK}"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{what} ({MARK})"),
        ]
    )
    authority = use is None
    signer = issuer[1] if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer[0].subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if use is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=True)
    return builder.sign(signer, hashes.SHA256())


def write_key(file: Path, key: rsa.RSAPrivateKey, passphrase: str = "") -> None:
    """Write a key, under a passphrase where one is given, for the account's eyes only."""
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase:
        protection = serialization.BestAvailableEncryption(passphrase.encode())
    file.touch(mode=0o600)
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection))


def write_chain(file: Path, *chain: x509.Certificate) -> None:
    """Write certificates one after the other, the one that signs first."""
    file.write_bytes(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain))


def make_bad_ones(folder: Path, root: Pair, key: rsa.RSAPrivateKey) -> None:
    """Write certificates over one key that must not be accepted, each for its own reason."""
    folder.mkdir()
    code, begins, ends = ExtendedKeyUsageOID.CODE_SIGNING, NOW - DAY, NOW + 30 * DAY
    write_key(folder / "key.pem", key)
    bad = {
        "expired": certificate("Code signing, expired", key, root, code, EXPIRED_FROM, EXPIRED_TO),
        "early": certificate("Code signing, not yet valid", key, root, code, NOW + 365 * DAY, NOW + 730 * DAY),
        "no-use": certificate("Web server", key, root, ExtendedKeyUsageOID.SERVER_AUTH, begins, ends),
        "self-made": certificate("Code signing, self-made", key, None, code, begins, ends),
    }
    for name, one in bad.items():
        write_chain(folder / f"{name}.pem", one, root[0])


def make_gpg_key(home: Path) -> str:
    """Make a key without a passphrase in a home of its own; answers its fingerprint.

    Raises: SystemExit, with what GnuPG says, where it makes none.
    """
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--status-fd", "1"]
    made = subprocess.run(  # noqa: S603 - GnuPG with arguments of this file
        [*gpg, "--passphrase", "", "--quick-generate-key", f"CleanStation {MARK}", "rsa3072", "sign", "10y"],
        check=False,
        capture_output=True,
        text=True,
    )
    for line in made.stdout.splitlines():
        if " KEY_CREATED " in line:
            return line.split()[3]
    # The usual reason where an account has no folder in /run/user: a socket's path has at most 107 bytes.
    hint = f"if it finds no agent, choose a folder with a shorter name than {home.parent}"
    sys.exit(f"GnuPG made no key: {made.stderr.strip()}\n{hint}")


def make(folder: Path) -> None:
    """Make everything in a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    root_key, code_key, time_key = new_key(), new_key(), new_key()
    root = (certificate("Root", root_key, None, None), root_key)
    code = certificate("Code signing", code_key, root, ExtendedKeyUsageOID.CODE_SIGNING)
    time = certificate("Timestamps", time_key, root, ExtendedKeyUsageOID.TIME_STAMPING)
    passphrase = secrets.token_urlsafe(12)
    (folder / "passphrase").write_text(passphrase + "\n", encoding="utf-8")
    write_chain(folder / "authority.pem", root[0])
    write_key(folder / "authority.key", root_key)
    write_chain(folder / "code-signing.pem", code, root[0])
    write_key(folder / "code-signing.key", code_key, passphrase)
    write_chain(folder / "timestamp.pem", time, root[0])
    write_key(folder / "timestamp.key", time_key)
    make_bad_ones(folder / "bad", root, new_key())
    gpg_key = make_gpg_key(folder / "gnupg")
    with (folder / "gpg.asc").open("wb") as file:
        export = ["gpg", "--homedir", str(folder / "gnupg"), "--batch", "--armor", "--export", gpg_key]
        subprocess.run(export, check=True, stdout=file)  # noqa: S603 - as above
    # The agent that made the key would stay; signing starts one again.
    subprocess.run(["gpgconf", "--homedir", str(folder / "gnupg"), "--kill", "all"], check=True)  # noqa: S603, S607
    named = {
        "SIGNING_CERTIFICATES": folder / "code-signing.pem",
        "SIGNING_KEY": folder / "code-signing.key",
        "SIGNING_PASSPHRASE_FILE": folder / "passphrase",
        "SIGNING_AUTHORITY": folder / "authority.pem",
        "SIGNING_TIMESTAMP_CERTIFICATES": folder / "timestamp.pem",
        "SIGNING_TIMESTAMP_KEY": folder / "timestamp.key",
        "SIGNING_GPG_HOME": folder / "gnupg",
        "SIGNING_GPG_KEY": gpg_key,
    }
    lines = [f"# {MARK}", *(f"export {name}={shlex.quote(str(value))}" for name, value in named.items())]
    (folder / "environment").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python installer/signing_test_ca.py FOLDER")
    place = Path(sys.argv[1]).resolve()
    make(place)
    sys.stdout.write(f"Keys to try signing with, {MARK}: . {place / 'environment'}\n")
