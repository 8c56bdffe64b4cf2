"""Writes the manual page cleanstation(1) from the verbs themselves: python installer/debian/manual_page.py > FILE"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from typing import Any

from typer.core import TyperGroup, TyperOption
from typer.main import get_command

OPENING = r"""
.SH NAME
cleanstation \- orders, bills of material and signed checklists of reprocessing sinks
.SH SYNOPSIS
.B cleanstation
.br
.B cleanstation
.I VERB
.RI [ OPTION ...]
.SH DESCRIPTION
Without an argument the client opens; on a PC that nobody enrolled yet, with the page that asks for its server.
The verbs are for administrators, scripts and the machine of the server. Each of them has
.BR \-\-help .
Passwords are asked for, or taken from
.BR PGPASSWORD ;
they never stand on the command line.
.SH VERBS
"""
CLOSING = r"""
.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
The content was refused, or a problem was found.
.TP
.B 2
Wrong words, or no such file.
.TP
.B 3
The server is away, rights are missing, or releases do not fit.
.PP
What is wrong, and what to do, stands on the standard error output.
.SH ENVIRONMENT
.TP
.B PGPASSWORD
The password, where nobody is there to type it.
.TP
.BR CLEANSTATION_SERVER " and others"
Settings that go before those of the station file; the operator guide lists them.
.SH FILES
.TP
.I ~/.config/CleanStation Desktop/station.json
Which server this PC belongs to, for the present account.
.TP
.I /etc/xdg/CleanStation Desktop/station.json
The same for all accounts of this PC.
.TP
.I /usr/lib/cleanstation\-desktop
The program, the licences of what it is made of, and the signed list of its files.
.TP
.I /etc/cleanstation\-service
Settings and password of the jobs of the server, where the package cleanstation\-service is installed.
"""


def escaped(text: str) -> str:
    """Text of one paragraph as roff takes it literally."""
    line = " ".join(text.split()).replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{line}" if line.startswith((".", "'")) else line


def verbs(command: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every verb that does something, with the words that call it, in the order of the help."""
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from verbs(inner, (*words, name))
    elif not command.hidden:
        yield words, command


def parameters(command: Any) -> Iterator[str]:
    """The lines about a verb's arguments and options."""
    for parameter in command.params:
        if not isinstance(parameter, TyperOption):
            yield f".TP\n.I {escaped(parameter.name).upper()}\n{escaped(parameter.help or '')}".rstrip()
            continue
        names = ", ".join(rf"\fB{escaped(name)}\fR" for name in (*parameter.opts, *parameter.secondary_opts))
        value = "" if parameter.is_flag else rf" \fI{escaped(parameter.name or '').upper()}\fR"
        yield f".TP\n{names}{value}\n{escaped(parameter.help or '')}".rstrip()


def manual_page(version: str, date: dt.date) -> str:
    """The page in roff. Parameters: version of the release, date of it."""
    from cleanstation_desktop.verbs.commands import app  # noqa: PLC0415 - loads every verb

    lines = [f'.TH CLEANSTATION 1 "{date}" "CleanStation Desktop {escaped(version)}" "User Commands"', OPENING.strip()]
    for words, command in verbs(get_command(app)):
        lines.append(f".SS {escaped(' '.join(('cleanstation', *words)))}")
        lines += [escaped(paragraph) + "\n.PP" for paragraph in (command.help or "").split("\n\n")]
        lines += parameters(command)
    lines += [CLOSING.strip()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from cleanstation_desktop.build_info import version as present_version

    sys.stdout.write(manual_page(present_version(), dt.datetime.now(dt.UTC).date()))
