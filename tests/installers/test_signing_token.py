"""A key that never leaves its token: signing by PKCS #11, with a token in software."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.signing_tools import DONE, FAILED, program, sign, signing_keys

Keys = dict[str, str]
TOKEN_LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture(scope="module")
def keys() -> Iterator[Keys]:
    with signing_keys() as made:
        yield made


@pytest.mark.skipif(
    not TOKEN_LIBRARY.exists() or shutil.which("softhsm2-util") is None,
    reason="NOT TESTED: keys on a token; softhsm2 and libengine-pkcs11-openssl are not installed",
)
def test_a_key_on_a_token_signs(keys: Keys, tmp_path: Path) -> None:
    token = make_token(keys, tmp_path / "token")
    for file in (program(tmp_path / "a.exe"), tmp_path / "files.json"):
        file.touch()
        done = sign(file, keys=token)
        assert done.returncode == DONE, done.stderr
        assert sign("--verify", file, keys=keys).returncode == DONE
    before = program(tmp_path / "b.exe").read_bytes()
    (tmp_path / "wrong").write_text("9999")
    for wrong in (
        {"SIGNING_PIN_FILE": str(tmp_path / "wrong")},
        {"SIGNING_PKCS11_KEY": "pkcs11:token=cleanstation;object=other"},
    ):
        done = sign(tmp_path / "b.exe", keys=token, more=wrong)
        assert (done.returncode, "Does SIGNING_PIN_FILE hold the PIN" in done.stderr) == (FAILED, True)
        assert (tmp_path / "b.exe").read_bytes() == before


def make_token(keys: Keys, folder: Path) -> Keys:
    """Put the key for code onto a token in software; answers the variables that name it there."""
    (folder / "tokens").mkdir(parents=True)
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    environment = {**os.environ, "SOFTHSM2_CONF": str(configuration)}
    plain = folder / "plain.pem"
    opening = ["-in", keys["SIGNING_KEY"], "-passin", f"file:{keys['SIGNING_PASSPHRASE_FILE']}"]
    command = ["openssl", "pkcs8", "-topk8", "-nocrypt", *opening, "-out", str(plain)]
    subprocess.run(command, check=True, capture_output=True)
    pins = ["--pin", "4711", "--so-pin", "0815"]
    for arguments in (
        ["--init-token", "--free", "--label", "cleanstation", *pins],
        ["--import", str(plain), "--token", "cleanstation", "--label", "code", "--id", "01", "--pin", "4711"],
    ):
        subprocess.run(["softhsm2-util", *arguments], env=environment, check=True, capture_output=True)
    plain.unlink()
    (folder / "pin").write_text("4711")
    without_file = {
        name: value for name, value in keys.items() if name not in {"SIGNING_KEY", "SIGNING_PASSPHRASE_FILE"}
    }
    return {
        **without_file,
        "SOFTHSM2_CONF": str(configuration),
        "SIGNING_PKCS11_MODULE": str(TOKEN_LIBRARY),
        "SIGNING_PKCS11_KEY": "pkcs11:token=cleanstation;object=code;type=private",
        "SIGNING_PIN_FILE": str(folder / "pin"),
    }
