"""The signature block: who signed what and when, the hash that was signed, and the seal of the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cleanstation_desktop.domain.print_marks import AuditSeal, Signature
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.layout import Band, Table, columns_of, space
from cleanstation_desktop.printing.pen import BAND, PALE
from cleanstation_desktop.printing.text import ALARM, FAINT, Span
from cleanstation_desktop.printing.wording import Wording

_HEADING = Table(columns_of([("", 1)]), size=9.5, leading=12, padding=3)
# The right column holds a whole SHA-256 on one line.
_BLOCK = Table(columns_of([("", 60), ("", 122)]), size=7.7, leading=10.6, padding=4)


def heading(text: str) -> list[Band]:
    """Set the name of a part of the document on a light band; it stays with what follows."""
    bands = _HEADING.row([[Span(text, fonts.BOLD)]], fill=BAND, rule=False)
    return _kept(bands, keep_next=True)


def heading_again(text: str) -> Band:
    """Set the name of a part once more, on one line, at the top of a further page."""
    return _HEADING.one_line(Span(text, fonts.BOLD), fill=BAND, rule=False)


def groups(digits: str, size: int = 8) -> str:
    """Cut a hash into groups that an eye can compare."""
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))


def signature_block(
    wording: Wording, signatures: Sequence[Signature], seal: AuditSeal | None, *, lack: str
) -> list[Band]:
    """Set the block; each signature stays in one piece, the first one with the heading.

    Parameters: lack, the sentence that stands before them while a signature is missing, or "".
    """
    bands = [space(10), *heading(wording("signatures"))]
    if lack:
        table = Table(columns_of([("", 1)]), size=9, leading=12, padding=6)
        bands += table.row([[Span(lack, fonts.BOLD, ALARM)]], keep_next=bool(signatures) or seal is not None)
    for number, signature in enumerate(signatures):
        last = number == len(signatures) - 1
        bands += _signature(wording, signature, keep_next=last and seal is not None)
    if seal:
        bands += _seal(wording, seal)
    return bands


def altered_note(wording: Wording, *, altered: bool) -> list[Band]:
    """Set the sentence that a record which was altered after signing carries; nothing where it was not."""
    if not altered:
        return []
    table = Table(columns_of([("", 1)], inset=0), size=9, leading=12, padding=4)
    return table.row([[Span(wording("altered_record"), fonts.BOLD, ALARM)]], rule=False)


def _signature(wording: Wording, signature: Signature, *, keep_next: bool) -> list[Band]:
    utc, local = wording.both_times(signature.signed_at)
    name = [Span(signature.printed_name, fonts.BOLD)]
    if signature.initials:
        name.append(Span(f" ({signature.initials})"))
    person = [*name, Span(f"\n{wording.code('meaning', signature.meaning)}", fonts.ITALIC)]
    if signature.role:
        person.append(Span(f"\n{wording.code('role', signature.role)}", fonts.REGULAR, FAINT))
    person += comment_spans(wording, signature.comment)
    proof = [
        Span(wording("signed_at") + " ", fonts.REGULAR, FAINT),
        Span(utc),
        Span("\n" + local, fonts.REGULAR, FAINT),
        Span("\n" + wording("record_sha256"), fonts.REGULAR, FAINT),
        Span("\n" + groups(signature.record_sha256), fonts.MONO),
    ]
    if not signature.intact:
        proof.append(Span("\n" + wording("altered_signature"), fonts.BOLD, ALARM))
    return _kept(_BLOCK.row([person, proof], keep_next=keep_next), keep_next=keep_next)


def comment_spans(wording: Wording, comment: str) -> list[Span]:
    """Set what a signer added to the signature, on a line of its own; nothing where nothing was added."""
    if not comment:
        return []
    return [Span("\n" + wording("comment") + " ", fonts.BOLD, FAINT), Span(comment, fonts.ITALIC)]


def _seal(wording: Wording, seal: AuditSeal) -> list[Band]:
    utc, local = wording.both_times(seal.sealed_at)
    name = [
        Span(wording("audit_seal", number=seal.number), fonts.BOLD),
        Span("\n" + wording("audit_seal_explained"), fonts.REGULAR, FAINT),
    ]
    proof = [
        Span(wording("sealed_at") + " ", fonts.REGULAR, FAINT),
        Span(utc),
        Span("\n" + local, fonts.REGULAR, FAINT),
        Span("\n" + groups(seal.sha256), fonts.MONO),
    ]
    return _kept(_BLOCK.row([name, proof], fill=PALE), keep_next=False)


def _kept(bands: Sequence[Band], *, keep_next: bool) -> list[Band]:
    """Hold the bands of one signature together, should a name be long enough to need several."""
    return [replace(band, keep_next=True) for band in bands[:-1]] + [replace(bands[-1], keep_next=keep_next)]
