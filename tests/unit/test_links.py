"""Links from the desktop: what is followed, what is refused, and the files that hold one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanstation_desktop.domain.errors import UsageError
from cleanstation_desktop.ui.input.links import LinkRefused, read_link
from cleanstation_desktop.ui.shell.meeting import LONGEST, read_message

BUILD = "cleanstation://build/B-1001"


@pytest.mark.parametrize(
    ("given", "link"),
    [
        (BUILD, BUILD),
        (f"  {BUILD}/\n", BUILD),
        ("CLEANSTATION://Build/B-1001", BUILD),
        ("cleanstation://order/PO%204711%2FA", "cleanstation://order/PO%204711%2FA"),
        ("cleanstation://order/Ü 1", "cleanstation://order/%C3%9C%201"),
        ("cleanstation://inspection/12", "cleanstation://inspection/12"),
        (f"cleanstation://order/{'é' * 200}", f"cleanstation://order/{'%C3%A9' * 200}"),
        (f"cleanstation://order/{'𐍈' * 200}", f"cleanstation://order/{'%F0%90%8D%88' * 200}"),
    ],
)
def test_a_link_in_its_usual_form(given: str, link: str, tmp_path: Path) -> None:
    assert read_link(given) == link == read_link(link)
    file = tmp_path / "Köln 1.cleanstation"
    for contents in (given.encode(), b"\xef\xbb\xbf" + given.strip().encode() + b"\r\n"):
        file.write_bytes(contents)
        assert read_link(str(file)) == link
        assert read_link(file.as_uri()) == link
    assert read_message(f"cleanstation 1 open {link}\n".encode()) == link


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("cleanstation://badge/ABCD-1234", "A badge opens a locked screen, nothing else."),
        ("cleanstation://build/", "leads nowhere"),
        ("cleanstation://build/B-1?x=1", "leads nowhere"),
        ("cleanstation://build/../../etc", "leads nowhere"),
        ("cleanstation://inspection/0", "leads nowhere"),
        ("cleanstation://people/admin", "leads nowhere"),
        ("cleanstation:build", "no link of CleanStation"),
        (f"cleanstation://order/{'x' * 2000}", "leads nowhere"),
        ("cleanstation://build/B-1%0AB-2", "leads nowhere"),
    ],
)
def test_what_is_no_link_is_refused_in_a_sentence(given: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(LinkRefused, match=said) as refused:
        read_link(given)
    assert refused.value.hint
    assert read_message(f"cleanstation 1 open {given}\n".encode()) is None
    file = tmp_path / "bad.cleanstation"
    file.write_text(given)
    with pytest.raises(LinkRefused):
        read_link(str(file))


@pytest.mark.parametrize(
    "contents", [b"", b"\n\n", b"B-1001", f"{BUILD}\n{BUILD}".encode(), b"\xff\xfe\x00", b"x" * 10_000]
)
def test_a_file_that_holds_no_link(contents: bytes, tmp_path: Path) -> None:
    file = tmp_path / "file.cleanstation"
    file.write_bytes(contents)
    with pytest.raises(LinkRefused):
        read_link(str(file))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for name in (str(tmp_path / "gone.cleanstation"), str(tmp_path), "https://example.org/", "a\0b", "file://[x"):
        with pytest.raises(UsageError, match="cannot be read"):
            read_link(name)


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"\n", b"show\n", b"cleanstation 1 show", b"cleanstation 2 show\n", b"cleanstation 1 quit\n"),
        *(b"cleanstation 1 open\n", b"cleanstation 1 open /etc/passwd\n", "cleanstation 1 open é\n".encode()),
        b"cleanstation 1 open cleanstation://order/" + b"x" * LONGEST + b"\n",
    ],
)
def test_messages_that_are_none_of_ours(line: bytes) -> None:
    assert read_message(line) is None


def test_the_message_that_wants_the_window_alone() -> None:
    assert read_message(b"cleanstation 1 show\n") == ""
