"""Signing with a throw-away authority by the real tools: what they sign, what they refuse, and that tampering shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer

import pytest

from tests.support import command
from tests.support.signing_tools import (
    DONE,
    FAILED,
    NO_KEY,
    ROOT,
    USAGE,
    gpg_home,
    package,
    program,
    run,
    sign,
    signing_keys,
)

Keys = dict[str, str]


@pytest.fixture(scope="module")
def keys() -> Iterator[Keys]:
    with signing_keys() as made:
        yield made


@pytest.fixture(scope="module")
def signed_program(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = program(tmp_path_factory.mktemp("signed") / "a.exe")
    done = sign(file, keys=keys)
    assert done.returncode == DONE, done.stderr
    return file.read_bytes()


def openssl(*arguments: str | Path) -> str:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True).stdout


def bad(keys: Keys, name: str) -> Keys:
    """The keys with one of the certificates that must not be accepted, and its key."""
    folder = Path(keys["SIGNING_CERTIFICATES"]).parent / "bad"
    return {"SIGNING_CERTIFICATES": f"{folder / name}.pem", "SIGNING_KEY": str(folder / "key.pem")}


def test_every_certificate_says_that_it_is_for_tests_only(keys: Keys) -> None:
    folder = Path(keys["SIGNING_CERTIFICATES"]).parent
    files = [file for file in folder.rglob("*.pem") if "BEGIN CERTIFICATE" in file.read_text()]
    assert len(files) == 7
    for file in files:
        assert "TEST ONLY - not for release" in openssl("x509", "-in", file, "-noout", "-subject")
    listed = subprocess.run(["gpg", "--show-keys", folder / "gpg.asc"], check=True, capture_output=True, text=True)
    assert "TEST ONLY - not for release" in listed.stdout


def test_the_secrets_are_for_the_account_only(keys: Keys) -> None:
    folder = Path(keys["SIGNING_KEY"]).parent
    secret = [*folder.rglob("*.key"), folder / "bad/key.pem", folder / "gnupg"]
    assert {file.stat().st_mode & 0o077 for file in secret} == {0}
    assert "ENCRYPTED" in (folder / "code-signing.key").read_text()


def test_keys_are_ready(keys: Keys) -> None:
    done = sign("--ready", keys=keys)
    assert (done.returncode, done.stdout.startswith("Keys are ready: CN=Code signing (TEST ONLY")) == (DONE, True)


def test_a_program_is_signed_in_place_with_a_timestamp(keys: Keys, tmp_path: Path) -> None:
    file = program(tmp_path / "Café program.exe")
    file.chmod(0o750)
    done = sign(file, keys=keys)
    assert done.returncode == DONE, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [file.name], "nothing else is left"
    assert file.stat().st_mode & 0o777 == 0o750
    trusted = ["-CAfile", keys["SIGNING_AUTHORITY"], "-TSA-CAfile", keys["SIGNING_AUTHORITY"]]
    told = subprocess.run(
        ["osslsigncode", "verify", *trusted, "-in", file], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0
    for words in ("Timestamp Server Signature verification: ok", "CleanStation Desktop", "Hash Algorithm: sha256"):
        assert words in told.stdout
    assert sign("--verify", file, keys=keys).returncode == DONE


def test_signing_again_replaces_the_signature(keys: Keys, signed_program: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.exe"
    file.write_bytes(signed_program)
    assert sign(file, keys=keys).returncode == DONE
    told = subprocess.run(["osslsigncode", "verify", "-in", file], capture_output=True, text=True, check=False).stdout
    assert "Signer #1" in told
    assert abs(len(file.read_bytes()) - len(signed_program)) < 100


# Of the signature itself Authenticode leaves some bytes free, such as its padding; those the sums find.
@pytest.mark.parametrize("place", [0x4, 0x80, 5000, 10_000, 14_000])
def test_one_changed_byte_of_a_program_is_found(keys: Keys, signed_program: bytes, place: int, tmp_path: Path) -> None:
    changed = bytearray(signed_program)
    changed[place] ^= 1
    (tmp_path / "a.exe").write_bytes(changed)
    done = sign("--verify", tmp_path / "a.exe", keys=keys)
    assert (done.returncode, done.stderr.startswith("NOT VALID")) == (FAILED, True), done.stdout


def test_an_unsigned_program_is_not_valid(keys: Keys, tmp_path: Path) -> None:
    assert sign("--verify", program(tmp_path / "a.exe"), keys=keys).returncode == FAILED


def test_a_program_signed_by_others_is_not_valid(signed_program: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.exe").write_bytes(signed_program)
    done = sign("--verify", tmp_path / "a.exe", keys={})  # the authorities that the system trusts
    assert done.returncode == FAILED


def test_a_program_without_a_timestamp_is_not_valid(keys: Keys, tmp_path: Path) -> None:
    own = ["-certs", keys["SIGNING_CERTIFICATES"], "-key", keys["SIGNING_KEY"]]
    password = ["-readpass", keys["SIGNING_PASSPHRASE_FILE"]]
    files = ["-in", str(program(tmp_path / "a.exe")), "-out", str(tmp_path / "b.exe")]
    subprocess.run(["osslsigncode", "sign", *own, *password, *files], check=True, capture_output=True)
    assert sign("--verify", tmp_path / "b.exe", keys=keys).returncode == FAILED


@pytest.mark.parametrize("name", ["cleanstation_1_amd64.deb", "SHA256SUMS"])
def test_packages_and_sums_get_a_signature_beside_them(keys: Keys, name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(package())
    done = sign(file, keys=keys)
    assert done.returncode == DONE, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [name, f"{name}.asc"]
    # As an IT person does it, with a GnuPG that knows the public key only.
    public = Path(keys["SIGNING_CERTIFICATES"]).parent / "gpg.asc"
    with gpg_home() as home:
        gpg = ["gpg", "--homedir", str(home), "--batch"]
        subprocess.run([*gpg, "--import", str(public)], check=True, capture_output=True)
        subprocess.run([*gpg, "--verify", f"{file}.asc", str(file)], check=True, capture_output=True)
    assert sign("--verify", file, keys=keys).returncode == DONE
    for place in (0, 8, 70, len(package()) - 1):
        changed = bytearray(package())
        changed[place] ^= 1
        file.write_bytes(changed)
        assert sign("--verify", file, keys=keys).returncode == FAILED, place


def test_a_key_that_is_called_like_the_right_one_is_another(keys: Keys, tmp_path: Path) -> None:
    """Somebody's key in the same keyring, whose owner calls it by the company's fingerprint."""
    named = f"VALIDSIG {keys['SIGNING_GPG_KEY']}"
    file = tmp_path / "SHA256SUMS"
    file.write_text("sums")
    with gpg_home() as home:
        sockets = shutil.ignore_patterns("S.*")
        shutil.copytree(keys["SIGNING_GPG_HOME"], home, ignore=sockets, dirs_exist_ok=True)
        gpg = ["gpg", "--homedir", str(home), "--batch", "--quiet"]
        making = ["--passphrase", "", "--quick-generate-key", named, "rsa3072", "sign", "1y"]
        subprocess.run([*gpg, *making], check=True, capture_output=True)
        signing = ["--local-user", f"={named}", "--armor", "--detach-sign", "--output", f"{file}.asc", str(file)]
        subprocess.run([*gpg, *signing], check=True, capture_output=True)
        done = sign("--verify", file, keys=keys, more={"SIGNING_GPG_HOME": str(home)})
    assert (done.returncode, "Good signature" in done.stderr) == (FAILED, True), done.stderr


def test_a_package_of_another_key_is_not_valid(keys: Keys, tmp_path: Path) -> None:
    file = tmp_path / "a.deb"
    file.write_bytes(package())
    assert sign(file, keys=keys).returncode == DONE
    done = sign("--verify", file, keys=keys, more={"SIGNING_GPG_KEY": "0" * 40})
    assert done.returncode == FAILED
    # One figure of a fingerprint, which the line about any valid signature holds somewhere.
    assert sign("--verify", file, keys=keys, more={"SIGNING_GPG_KEY": "2"}).returncode == NO_KEY
    printed = " ".join(re.findall("....", keys["SIGNING_GPG_KEY"].lower()))
    assert sign("--verify", file, keys=keys, more={"SIGNING_GPG_KEY": printed}).returncode == DONE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What is in a bundle as far as sealing looks at it."""
    place = tmp_path / "bundle é"
    metadata = place / "_internal/cleanstation_desktop-1.2.3.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.4\nName: cleanstation-desktop\nVersion: 1.2.3\n\n")
    (place / "_internal/revision.txt").write_text("0123456789ab\n")
    program(place / "cleanstation.exe")
    (place / "link").symlink_to("_internal/revision.txt")
    return place


def seal(folder: Path, keys: Keys, **more: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, ROOT / "installer/seal_bundle.py", folder, keys=keys, more=more)


def check(folder: Path, keys: Keys) -> command.Outcome:
    return command.invoke("verify-installation", "--folder", folder, "--authority", keys["SIGNING_AUTHORITY"], "--json")


def test_a_sealed_bundle_is_good(keys: Keys, folder: Path) -> None:
    done = seal(folder, keys)
    assert done.returncode == DONE, done.stderr
    told = check(folder, keys)
    assert (told.status, told.json["verdict"], told.json["version"]) == (0, "good", "1.2.3")
    assert "TEST ONLY" in told.json["signer"]
    plain = command.invoke("verify-installation", "--folder", folder)
    assert "this finds damage, not an attacker" in plain.out
    # The same by OpenSSL alone, as the operator guide says it.
    key = folder.parent / "key.pem"
    key.write_text(openssl("x509", "-in", folder / "files.sig", "-noout", "-pubkey"))
    assert sign("--verify", folder / "files.json", keys=keys).returncode == DONE


def test_a_changed_bundle_is_told(keys: Keys, folder: Path) -> None:
    seal(folder, keys)
    (folder / "cleanstation.exe").write_bytes(b"MZ")
    told = command.invoke("verify-installation", "--folder", folder)
    assert told.status == 1
    assert "The file cleanstation.exe was changed since it was delivered." in told.out
    assert "Install the program again" in told.out


def test_a_changed_list_is_told(keys: Keys, folder: Path) -> None:
    seal(folder, keys)
    listed = folder / "files.json"
    listed.write_text(listed.read_text().replace('"1.2.3"', '"1.2.2"'))
    assert [finding["code"] for finding in check(folder, keys).json["findings"]] == ["signature_wrong"]
    assert sign("--verify", listed, keys=keys).returncode == FAILED


def test_without_keys_a_bundle_is_sealed_the_same_each_time(folder: Path) -> None:
    moment = {"UNSIGNED": "1", "SOURCE_DATE_EPOCH": "1760000000"}
    done = seal(folder, {}, **moment)
    assert (done.returncode, done.stderr.startswith("NOT SIGNED")) == (DONE, True)
    first = (folder / "files.json").read_bytes()
    assert b"2025-10-09T08:53:20+00:00" in first
    seal(folder, {}, **moment)
    assert (folder / "files.json").read_bytes() == first
    told = command.invoke("verify-installation", "--folder", folder)
    assert (told.status, "nobody vouches for the list" in told.out) == (1, True)


def test_sealing_without_keys_must_be_asked_for(keys: Keys, folder: Path) -> None:
    assert seal(folder, {}).returncode == NO_KEY
    assert seal(folder, keys, SIGNING_AUTHORITY="").returncode == NO_KEY
    assert not (folder / "files.json").exists()


def test_a_failed_signature_leaves_no_list(keys: Keys, folder: Path) -> None:
    assert seal(folder, {**keys, **bad(keys, "expired")}).returncode == NO_KEY
    assert not list(folder.glob("files.*"))


def test_what_is_no_bundle_is_not_sealed(keys: Keys, tmp_path: Path) -> None:
    done = seal(tmp_path, keys)
    assert (done.returncode, "is no bundle" in done.stderr, list(tmp_path.iterdir())) == (USAGE, True, [])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("expired", "The certificate has expired"),
        ("early", "The certificate is not valid yet"),
        ("no-use", "The certificate is not for signing programs"),
        ("self-made", "The certificate does not come from an authority"),
    ],
)
def test_a_certificate_that_windows_would_refuse_signs_nothing(
    keys: Keys, name: str, words: str, tmp_path: Path
) -> None:
    file = program(tmp_path / "a.exe")
    before = file.read_bytes()
    done = sign(file, keys=keys, more=bad(keys, name))
    assert (done.returncode, words in done.stderr) == (NO_KEY, True), done.stderr
    assert (file.read_bytes(), len(list(tmp_path.iterdir()))) == (before, 1)


WRONG_KEYS = {
    "no certificate": ({"SIGNING_CERTIFICATES": ""}, NO_KEY, "no key for programs and lists is named"),
    "certificate away": ({"SIGNING_CERTIFICATES": "/nowhere"}, NO_KEY, "names a file that cannot be read"),
    "no certificate in it": ({"SIGNING_CERTIFICATES": __file__}, NO_KEY, "holds no certificate"),
    "no key": ({"SIGNING_KEY": ""}, NO_KEY, "named without a key"),
    "key away": ({"SIGNING_KEY": "/nowhere"}, NO_KEY, "SIGNING_KEY names a file that cannot be read"),
    "passphrase wrong": ({"SIGNING_PASSPHRASE_FILE": __file__}, NO_KEY, "does not open: the passphrase"),
    "passphrase missing": ({"SIGNING_PASSPHRASE_FILE": ""}, NO_KEY, "does not open: the passphrase"),
    "no timestamps": ({"SIGNING_TIMESTAMP_KEY": ""}, NO_KEY, "SIGNING_TIMESTAMP_URL is not named"),
    "timestamps away": ({"SIGNING_TIMESTAMP_KEY": "/nowhere"}, NO_KEY, "SIGNING_TIMESTAMP_KEY names a file"),
    "authority away": ({"SIGNING_AUTHORITY": "/nowhere"}, NO_KEY, "authority names a file"),
    "module away": (
        {"SIGNING_KEY": "", "SIGNING_PKCS11_MODULE": "/nowhere", "SIGNING_PKCS11_KEY": "pkcs11:object=x"},
        NO_KEY,
        "SIGNING_PKCS11_MODULE names a file that cannot be read",
    ),
}


@pytest.mark.parametrize("fault", WRONG_KEYS)
def test_wrong_keys_are_told_and_nothing_is_signed(keys: Keys, fault: str, tmp_path: Path) -> None:
    more, status, words = WRONG_KEYS[fault]
    file = program(tmp_path / "a.exe")
    before = file.read_bytes()
    done = sign(file, keys=keys, more=more)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr
    assert (file.read_bytes(), len(list(tmp_path.iterdir()))) == (before, 1)
    # UNSIGNED=1 excuses that no key is named, and nothing else.
    again = sign(file, keys=keys, more={**more, "UNSIGNED": "1"})
    assert again.returncode == (DONE if fault == "no certificate" else status)
    assert file.read_bytes() == before


def test_the_key_of_another_certificate_signs_nothing(keys: Keys, tmp_path: Path) -> None:
    more = {"SIGNING_KEY": bad(keys, "expired")["SIGNING_KEY"], "SIGNING_PASSPHRASE_FILE": ""}
    done = sign(program(tmp_path / "a.exe"), keys=keys, more=more)
    assert (done.returncode, "is not the key of the first certificate" in done.stderr) == (NO_KEY, True)


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        ({"SIGNING_GPG_KEY": ""}, NO_KEY, "no key for packages and sums is named"),
        ({"SIGNING_GPG_KEY": "0" * 40}, NO_KEY, "GnuPG does not have the key"),
        ({"SIGNING_GPG_KEY": "release"}, NO_KEY, "must be the whole fingerprint of the key"),
        ({"SIGNING_GPG_KEY": "00000000"}, NO_KEY, "must be the whole fingerprint of the key"),
        ({"SIGNING_GPG_HOME": "/nowhere"}, NO_KEY, "SIGNING_GPG_HOME names no folder"),
    ],
)
def test_wrong_gnupg_keys_are_told(keys: Keys, more: Keys, status: int, words: str, tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").touch()
    done = sign(tmp_path / "SHA256SUMS", keys=keys, more=more)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("arguments", [(), ("--nonsense",), ("/nowhere/a.exe",), ("--ready", "x"), ("a", "b")])
def test_wrong_usage_is_told(keys: Keys, arguments: tuple[str, ...]) -> None:
    assert sign(*arguments, keys=keys).returncode == USAGE


def test_what_windows_cannot_load_is_not_signed(keys: Keys, tmp_path: Path) -> None:
    file = tmp_path / "a.exe"
    file.write_bytes(b"MZ" + bytes(100))
    done = sign(file, keys=keys)
    assert (done.returncode, file.stat().st_size, len(list(tmp_path.iterdir()))) == (FAILED, 102, 1)


@pytest.mark.slow
def test_a_timestamp_service_that_fails_is_told(keys: Keys, tmp_path: Path) -> None:
    asked = []

    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_error(503)

        def log_message(self, *_arguments: object) -> None:
            pass

    with TCPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        more = {"SIGNING_TIMESTAMP_URL": f"http://127.0.0.1:{server.server_address[1]}/"}
        file = program(tmp_path / "a.exe")
        before = file.read_bytes()
        done = sign(file, keys=keys, more=more)
        server.shutdown()
        thread.join()
    assert (done.returncode, file.read_bytes()) == (FAILED, before), done.stderr
    assert len(asked) == 3, "it is asked again before it is given up"


@pytest.mark.skipif(Path(f"/run/user/{os.getuid()}").is_dir(), reason="the agent's sockets lie in /run/user here")
def test_a_folder_whose_name_is_too_long_for_the_agent_is_told(tmp_path: Path) -> None:
    """A socket's path has at most 107 bytes."""
    done = run(sys.executable, ROOT / "installer/signing_test_ca.py", tmp_path / ("x" * 100), keys={})
    assert (done.returncode, "choose a folder with a shorter name" in done.stderr) == (FAILED, True), done.stderr
    assert "Traceback" not in done.stderr
