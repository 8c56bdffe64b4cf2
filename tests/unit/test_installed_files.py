"""An installation against its signed list: good, and damaged in each way that there is."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleanstation_desktop import installed_files
from cleanstation_desktop.domain.errors import EnvironmentFault, UsageError
from cleanstation_desktop.installed_files import Report, Verdict
from tests.support.code_signing import SIGNED_AT, YEAR, issue, make_installation, root, seal

ROOT = root()
CODE = issue("Code signing", ROOT)
NOW = SIGNED_AT + dt.timedelta(days=30)
PROGRAM, LIBRARY, LINK = "cleanstation", "_internal/lib/libé x.so", "_internal/libx.so"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sealed installation whose files are all as listed."""
    place = tmp_path / "Café – a folder"
    place.mkdir()
    seal(place, make_installation(place), CODE, ROOT)
    return place


def check(folder: Path, authority: Path | None = None) -> Report:
    return installed_files.verify(folder, authority, NOW)


def codes(report: Report) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in report.findings]


def test_it_is_good_as_delivered(folder: Path) -> None:
    report = check(folder)
    assert (report.verdict, report.findings, report.files) == (Verdict.GOOD, (), 6)
    assert (report.version, report.revision, report.signer) == ("1.2.3", "0123456789ab", "Code signing")
    assert report.signed_at == SIGNED_AT
    assert not report.from_outside


def test_the_uninstaller_may_be_there(folder: Path) -> None:
    (folder / "uninstall.exe").write_bytes(b"MZ")
    assert check(folder).verdict is Verdict.GOOD


def flip(file: Path, place: int = 0) -> None:
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)


def replace_by_link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


def point_elsewhere(link: Path) -> None:
    link.unlink()
    link.symlink_to("empty")


def make_real(link: Path) -> None:
    contents = link.read_bytes()
    link.unlink()
    link.write_bytes(contents)


def listen(file: Path) -> None:
    file.unlink()
    here = Path.cwd()
    os.chdir(file.parent)  # the name of a socket may be no longer than about 100 characters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(file.name)
    finally:
        os.chdir(here)


DAMAGES: dict[str, tuple[Callable[[Path], object], list[tuple[str, str]]]] = {
    "first byte": (lambda f: flip(f / PROGRAM), [("changed", PROGRAM)]),
    "last byte": (lambda f: flip(f / LIBRARY, -1), [("changed", LIBRARY)]),
    "one byte more": (lambda f: (f / "_internal/empty").write_bytes(b"x"), [("changed", "_internal/empty")]),
    "cut off": (lambda f: (f / LIBRARY).write_bytes(bytes(4999)), [("changed", LIBRARY)]),
    "missing": (lambda f: (f / PROGRAM).unlink(), [("missing", PROGRAM)]),
    "link missing": (lambda f: (f / LINK).unlink(), [("missing", LINK)]),
    "link elsewhere": (lambda f: point_elsewhere(f / LINK), [("changed", LINK)]),
    "a file instead of a link": (lambda f: make_real(f / LINK), [("changed", LINK)]),
    "a socket instead of a file": (lambda f: listen(f / "_internal/empty"), [("changed", "_internal/empty")]),
    "a link instead of a file": (
        lambda f: replace_by_link(f / PROGRAM),
        [("changed", PROGRAM), ("added", "elsewhere")],
    ),
    "a link instead of a folder": (
        lambda f: replace_by_link(f / "_internal/lib"),
        [("missing", LIBRARY), ("added", "_internal/elsewhere/libé x.so"), ("added", "_internal/lib")],
    ),
    "added": (lambda f: (f / "_internal/evil.so").write_bytes(b""), [("added", "_internal/evil.so")]),
    "added below": (lambda f: (f / "sub/uninstall.exe").write_bytes(b""), [("added", "sub/uninstall.exe")]),
    "authority missing": (
        lambda f: (f / "_internal/signing-authority.pem").unlink(),
        [("unknown_authority", ""), ("missing", "_internal/signing-authority.pem")],
    ),
    "authority exchanged": (
        lambda f: (f / "_internal/signing-authority.pem").write_bytes(root().pem),
        [("unknown_authority", ""), ("changed", "_internal/signing-authority.pem")],
    ),
    "list changed": (
        lambda f: (f / "files.json").write_bytes((f / "files.json").read_bytes().replace(b"1.2.3", b"1.2.4")),
        [("signature_wrong", "files.sig")],
    ),
    "list with a space more": (
        lambda f: (f / "files.json").write_bytes((f / "files.json").read_bytes() + b" "),
        [("signature_wrong", "files.sig")],
    ),
    "list missing": (lambda f: (f / "files.json").unlink(), [("list_missing", "files.json")]),
    "list cut off": (
        lambda f: (f / "files.json").write_bytes((f / "files.json").read_bytes()[:-9]),
        [("list_broken", "files.json")],
    ),
    "list no text": (lambda f: (f / "files.json").write_bytes(b"\xff\xfe"), [("list_broken", "files.json")]),
    "signature empty": (lambda f: (f / "files.sig").write_bytes(b""), [("signature_broken", "files.sig")]),
    "signature without certificate": (
        lambda f: (f / "files.sig").write_bytes((f / "files.sig").read_bytes()[100:]),
        [("signature_broken", "files.sig")],
    ),
    "signature no base64": (
        lambda f: (f / "files.sig").write_bytes(CODE.pem + b"-----BEGIN SIGNATURE-----\n~\n-----END SIGNATURE-----\n"),
        [("signature_broken", "files.sig")],
    ),
    "signature of another list": (
        lambda f: (f / "files.sig").write_bytes(
            CODE.pem + b"-----BEGIN SIGNATURE-----\nQUJD\n-----END SIGNATURE-----\n"
        ),
        [("signature_wrong", "files.sig")],
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_is_found(folder: Path, damage: str) -> None:
    work, expected = DAMAGES[damage]
    (folder / "sub").mkdir()  # an empty folder is no harm
    work(folder)
    report = check(folder)
    assert (report.verdict, codes(report)) == (Verdict.DAMAGED, expected)


def test_all_damages_are_told_at_once(folder: Path) -> None:
    flip(folder / PROGRAM)
    (folder / LIBRARY).unlink()
    (folder / "added").touch()
    assert [code for code, _ in codes(check(folder))] == ["missing", "added", "changed"]


def test_what_cannot_be_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = Path.open

    def refuse(self: Path, *arguments: Any, **options: Any) -> Any:
        if self.name == PROGRAM:
            raise PermissionError(13, "Permission denied", str(self))
        return opening(self, *arguments, **options)

    if os.geteuid() == 0:  # root reads everything: the refusal is made here, as the system makes it for others
        monkeypatch.setattr(Path, "open", refuse)
    else:
        (folder / PROGRAM).chmod(0)
    report = check(folder)
    assert [finding.message for finding in report.findings] == [f"{PROGRAM} cannot be read: Permission denied."]


def test_without_a_signature_it_is_not_signed(folder: Path) -> None:
    (folder / "files.sig").unlink()
    assert check(folder).verdict is Verdict.NOT_SIGNED
    flip(folder / PROGRAM)
    assert check(folder).verdict is Verdict.DAMAGED


@pytest.mark.parametrize(
    ("signer", "code"),
    [
        (issue("Self-made"), "self_made"),
        (issue("Of others", root("Others")), "unknown_authority"),
        (issue("Expired", ROOT, ends=SIGNED_AT - dt.timedelta(days=1)), "expired"),
        (issue("Early", ROOT, begins=SIGNED_AT + dt.timedelta(days=1)), "early"),
        (issue("No use", ROOT, use=None), "no_code_signing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_certificate_that_does_not_count_is_told(tmp_path: Path, signer: Any, code: str) -> None:
    seal(tmp_path, make_installation(tmp_path), signer, ROOT)
    report = check(tmp_path)
    assert (report.verdict, [found for found, _ in codes(report)]) == (Verdict.DAMAGED, [code])
    assert report.signer is not None
    assert report.signer in report.findings[0].message


def test_one_that_has_expired_since_is_good_and_told(tmp_path: Path) -> None:
    seal(tmp_path, make_installation(tmp_path), issue("Code", ROOT, ends=SIGNED_AT + dt.timedelta(days=1)), ROOT)
    report = installed_files.verify(tmp_path, now=SIGNED_AT + YEAR)
    assert (report.verdict, [code for code, _ in codes(report)]) == (Verdict.GOOD, ["expired_since"])


def test_an_attacker_who_exchanges_everything_is_found_by_an_authority_from_outside(tmp_path: Path) -> None:
    own = root("CleanStation")
    seal(tmp_path, make_installation(tmp_path), issue("Code signing", own), own)
    file = tmp_path.parent / "authority.pem"
    file.write_bytes(ROOT.pem)
    assert check(tmp_path).verdict is Verdict.GOOD, "from within nothing is to be seen"
    report = check(tmp_path, file)
    assert (report.verdict, report.from_outside, codes(report)) == (
        Verdict.DAMAGED,
        True,
        [("unknown_authority", "")],
    )


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "another format": lambda listed: listed.update(format=2),
    "no time": lambda listed: listed.pop("signed_at"),
    "a local time": lambda listed: listed.update(signed_at="2026-03-01T12:00:00"),
    "no files": lambda listed: listed.update(files={}),
    "files in a row": lambda listed: listed.update(files=[["cleanstation", 1, "0" * 64]]),
    "a path that leads out": lambda listed: listed["files"].update({"../etc/passwd": [1, "0" * 64]}),
    "a path from the top": lambda listed: listed["files"].update({"/etc/passwd": [1, "0" * 64]}),
    "a path of Windows": lambda listed: listed["files"].update({"..\\x": [1, "0" * 64]}),
    "a drive": lambda listed: listed["files"].update({"C:x": [1, "0" * 64]}),
    "a path in another way": lambda listed: listed["files"].update({"./cleanstation": [1, "0" * 64]}),
    "a size below nothing": lambda listed: listed["files"].update({"x": [-1, "0" * 64]}),
    "yes for a size": lambda listed: listed["files"].update({"x": [True, "0" * 64]}),
    "no hash": lambda listed: listed["files"].update({"x": [1, "0" * 63]}),
    "a number for a version": lambda listed: listed.update(version=1),
    "a list of lists": lambda listed: listed.update(unlisted=[["x"]]),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_list_is_told_whoever_signed_it(tmp_path: Path, fault: str) -> None:
    listed = make_installation(tmp_path)
    seal(tmp_path, listed, CODE, ROOT)
    BROKEN[fault](listed)
    (tmp_path / "files.json").write_text(json.dumps(listed), encoding="utf-8")
    report = check(tmp_path)
    assert (report.verdict, codes(report)) == (Verdict.DAMAGED, [("list_broken", "files.json")])


@pytest.mark.parametrize("text", ["[]", "null", "1", '"x"', "[" * 100_000, "{}"])
def test_any_json_is_no_list(folder: Path, text: str) -> None:
    (folder / "files.json").write_text(text, encoding="utf-8")
    assert codes(check(folder)) == [("list_broken", "files.json")]


def test_a_list_without_end_is_not_read_to_the_end(folder: Path) -> None:
    with (folder / "files.json").open("wb") as file:
        file.truncate(10 * 1024**3)  # it takes no room on the disk
    assert codes(check(folder)) == [("list_broken", "files.json")]


def test_a_source_checkout_has_nothing_to_check() -> None:
    assert installed_files.own_folder() is None
    with pytest.raises(EnvironmentFault, match="source"):
        installed_files.verify()


def test_wrong_arguments_are_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        check(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="cannot be read"):
        check(folder, tmp_path / "nowhere.pem")
    with pytest.raises(UsageError, match="holds no certificate"):
        check(folder, folder / "files.json")
