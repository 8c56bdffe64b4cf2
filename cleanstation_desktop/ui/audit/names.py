"""How actions, records and images of the audit read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cleanstation_desktop.services.audit import AuditEntry
from cleanstation_desktop.ui.error_texts import translate_word
from cleanstation_desktop.ui.text import language, tr

_LONGEST = 4_000


def action_words(action: str) -> str:
    """Name what was done to a record."""
    return {"INSERT": tr("Added"), "UPDATE": tr("Changed"), "DELETE": tr("Removed")}.get(action, action)


def action_kind(action: str) -> str:
    """The look of its chip."""
    return {"INSERT": "ok", "UPDATE": "info", "DELETE": "bad"}.get(action, "neutral")


def table_words(table: str) -> str:
    """A table as people read it."""
    return translate_word(table.replace("_", " "), language())


@dataclass(frozen=True)
class ImageField:
    """One field of a record, before and after. Parameter: changed, whether the two differ."""

    name: str
    old: str
    new: str
    changed: bool


def fields_of(entry: AuditEntry) -> list[ImageField]:
    """All fields of an entry, those that changed first."""
    old, new = entry.old or {}, entry.new or {}
    names = [*new, *(name for name in old if name not in new)]
    fields = [ImageField(name, value_words(old, name), value_words(new, name), name in entry.changed) for name in names]
    # Each change raises the version, which says nothing to a reader: it comes last of them.
    return sorted(fields, key=lambda field: (not field.changed, field.name == "version"))


def value_words(image: Any, name: str) -> str:
    """A value as it is kept; what is not there is a dash."""
    if name not in image or image[name] is None:
        return "–"
    value = image[name]
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def summary(entry: AuditEntry) -> str:
    """What changed, in one line."""
    if entry.action != "UPDATE":
        image = entry.new or entry.old or {}
        return ", ".join(f"{name}: {value_words(image, name)}" for name in list(image)[:6])
    parts = [
        f"{name}: {value_words(entry.old or {}, name)} → {value_words(entry.new or {}, name)}"
        for name in entry.changed
        if name != "version"
    ]
    return "; ".join(parts)
