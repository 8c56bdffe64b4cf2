"""Reading a checklist template from its JSON and checking it whole: every fault is told at once (DOMAIN §6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from cleanstation_desktop.domain.checklist_rules import check_mirrors, check_template
from cleanstation_desktop.domain.checklist_template import (
    MAX_TEXT,
    Choice,
    Component,
    InspectionKind,
    Item,
    ItemKind,
    Repeat,
    Section,
    Template,
    Texts,
    Tolerance,
)
from cleanstation_desktop.domain.configuration_model import LANGUAGES
from cleanstation_desktop.domain.errors import Finding, InvalidInput

_ITEM_PLACE = re.compile(r"sections\[\d+\]\.items\[\d+\]\.")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,29}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_TEMPLATE_KEYS = frozenset({"kind", "document_number", "revision", "version", "title", "repeat", "sections", "groups"})
_SECTION_KEYS = frozenset({"code", "title", "when", "per_basin", "items"})
_ITEM_KEYS = frozenset(
    {"code", "text", "kind", "source", "required", "na_allowed", "per_basin", "when", "group", "hint", "mirrors"}
    | {"unit", "target", "target_from", "target_item", "tolerance", "minimum", "maximum"}
    | {"choices", "expected", "expected_from", "requires_document", "component", "depends_on"}
    | {"again_on_change", "instrument_item"}
)
_CHOICE_KEYS = frozenset({"code", "text", "needs_note"})

_Enum = TypeVar("_Enum", InspectionKind, ItemKind, Repeat)
Scalar = str | int | bool


def load_template(data: object) -> Template:
    """The template that this JSON value holds.

    Raises InvalidInput with every finding, each with its place such as `sections[0].items[3].text.FR`.
    Pairs in `mirrors` name other forms: `check_templates` looks at those.
    """
    reader = _Reader()
    template = reader.template(data)
    # An item that could not be read was replaced by a harmless one: what the rules say about that one is no news.
    unread = tuple({place[0] for finding in reader.findings if (place := _ITEM_PLACE.match(finding.field))})
    ruled = [finding for finding in check_template(template) if not (unread and finding.field.startswith(unread))]
    if findings := reader.findings + ruled:
        raise InvalidInput(findings, hint="Correct the template and load it again; nothing was taken over.")
    return template


def check_templates(templates: Iterable[Template]) -> None:
    """Raise InvalidInput when an item shows the answer of an item that no form of these has."""
    findings = check_mirrors(tuple(templates))
    if findings:
        raise InvalidInput(findings, hint="Name an item of the production or packaging form.")


class _Reader:
    """Turns JSON into template parts. A faulty value is noted and replaced by a harmless one, so that reading goes on;
    nothing of it gets out, since `load_template` raises when there is any finding."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def note(self, code: str, field: str, message: str) -> None:
        self.findings.append(Finding("error", code, field, message))

    def mapping(self, value: object, field: str, keys: frozenset[str] | None = None) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            self.note("type_object", field, f"{field or 'The template'} must be an object.")
            return {}
        for key in value if keys is not None else ():
            if key not in (keys or ()):
                self.note("key_unknown", _join(field, str(key)), f"{key!r} is not a key that a template knows here.")
        return value

    def sequence(self, value: object, field: str) -> list[Any]:
        if not isinstance(value, list):
            self.note("type_list", field, f"{field} must be a list.")
            return []
        return value

    def text(self, value: object, field: str) -> str:
        if not isinstance(value, str) or not value.strip():
            self.note("text_missing", field, f"{field} must be a text that is not empty.")
            return ""
        if len(value) > MAX_TEXT:
            self.note("text_long", field, f"{field} has {len(value)} characters; at most {MAX_TEXT} fit the sheet.")
        if _CONTROL.search(value):
            self.note("text_control", field, f"{field} holds a control character.")
        return value

    def optional_text(self, value: object, field: str) -> str | None:
        return None if value is None else self.text(value, field)

    def code(self, value: object, field: str) -> str:
        if not isinstance(value, str) or not _CODE.fullmatch(value):
            self.note("code_invalid", field, f"{field} must be 1 to 30 letters, digits, dashes or underscores.")
            return ""
        return value

    def optional_code(self, value: object, field: str) -> str | None:
        return None if value is None else self.code(value, field)

    def texts(self, value: object, field: str) -> Texts:
        found = self.mapping(value, field, frozenset(LANGUAGES))
        return {language: self.text(found.get(language), f"{field}.{language}") for language in LANGUAGES}

    def flag(self, value: object, field: str) -> bool:
        if not isinstance(value, bool):
            self.note("type_flag", field, f"{field} must be true or false.")
            return False
        return value

    def number(self, value: object, field: str) -> Decimal:
        if isinstance(value, float):
            value = Decimal(str(value))
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            self.note("type_number", field, f"{field} must be a number.")
            return Decimal(0)
        return Decimal(value)

    def optional_number(self, value: object, field: str) -> Decimal | None:
        return None if value is None else self.number(value, field)

    def member(self, enum: type[_Enum], value: object, field: str) -> _Enum:
        names = [member.value for member in enum]
        if not isinstance(value, str) or value not in names:
            self.note("value_unknown", field, f"{field} must be one of {', '.join(names)}.")
            return next(iter(enum))
        return enum(value)

    def template(self, data: object) -> Template:
        body = self.mapping(data, "", _TEMPLATE_KEYS)
        version = body.get("version")
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            self.note("version_invalid", "version", "version must be a whole number from 1.")
            version = 1
        groups = self.mapping(body.get("groups", {}), "groups")
        return Template(
            kind=self.member(InspectionKind, body.get("kind"), "kind"),
            document_number=self.text(body.get("document_number"), "document_number"),
            revision=self.text(body.get("revision"), "revision"),
            version=version,
            title=self.texts(body.get("title"), "title"),
            repeat=self.member(Repeat, body.get("repeat"), "repeat"),
            sections=tuple(
                self.section(section, f"sections[{index}]")
                for index, section in enumerate(self.sequence(body.get("sections"), "sections"))
            ),
            groups={self.code(code, "groups"): self.texts(title, f"groups.{code}") for code, title in groups.items()},
        )

    def section(self, value: object, field: str) -> Section:
        body = self.mapping(value, field, _SECTION_KEYS)
        return Section(
            code=self.code(body.get("code"), f"{field}.code"),
            title=self.texts(body.get("title"), f"{field}.title"),
            items=tuple(
                self.item(item, f"{field}.items[{index}]")
                for index, item in enumerate(self.sequence(body.get("items"), f"{field}.items"))
            ),
            per_basin=self.flag(body.get("per_basin", False), f"{field}.per_basin"),
            when=self.condition(body.get("when", {}), f"{field}.when"),
        )

    def item(self, value: object, field: str) -> Item:
        body = self.mapping(value, field, _ITEM_KEYS)
        hint = body.get("hint")
        choices = self.sequence(body.get("choices", []), f"{field}.choices")
        mirrors = self.sequence(body.get("mirrors", []), f"{field}.mirrors")
        return Item(
            code=self.code(body.get("code"), f"{field}.code"),
            text=self.texts(body.get("text"), f"{field}.text"),
            kind=self.member(ItemKind, body.get("kind"), f"{field}.kind"),
            source=self.text(body.get("source"), f"{field}.source"),
            required=self.flag(body.get("required", True), f"{field}.required"),
            na_allowed=self.flag(body.get("na_allowed", False), f"{field}.na_allowed"),
            per_basin=self.flag(body.get("per_basin", False), f"{field}.per_basin"),
            when=self.condition(body.get("when", {}), f"{field}.when"),
            unit=self.optional_text(body.get("unit"), f"{field}.unit"),
            target=self.optional_number(body.get("target"), f"{field}.target"),
            target_from=self.optional_code(body.get("target_from"), f"{field}.target_from"),
            target_item=self.optional_code(body.get("target_item"), f"{field}.target_item"),
            instrument_item=self.optional_code(body.get("instrument_item"), f"{field}.instrument_item"),
            tolerance=self.tolerance(body.get("tolerance"), f"{field}.tolerance"),
            minimum=self.optional_number(body.get("minimum"), f"{field}.minimum"),
            maximum=self.optional_number(body.get("maximum"), f"{field}.maximum"),
            choices=tuple(self.choice(choice, f"{field}.choices[{n}]") for n, choice in enumerate(choices)),
            expected=self.optional_code(body.get("expected"), f"{field}.expected"),
            expected_from=self.optional_code(body.get("expected_from"), f"{field}.expected_from"),
            requires_document=self.optional_code(body.get("requires_document"), f"{field}.requires_document"),
            component=self.component(body.get("component"), f"{field}.component"),
            mirrors=tuple(self.mirror(pair, f"{field}.mirrors[{n}]") for n, pair in enumerate(mirrors)),
            depends_on=tuple(
                self.code(name, f"{field}.depends_on[{n}]")
                for n, name in enumerate(self.sequence(body.get("depends_on", []), f"{field}.depends_on"))
            ),
            again_on_change=self.flag(body.get("again_on_change", False), f"{field}.again_on_change"),
            group=self.optional_code(body.get("group"), f"{field}.group"),
            hint=None if hint is None else self.texts(hint, f"{field}.hint"),
        )

    def condition(self, value: object, field: str) -> dict[str, tuple[Scalar, ...]]:
        return {
            name: tuple(self.scalar(one, f"{field}.{name}") for one in self.sequence(allowed, f"{field}.{name}"))
            for name, allowed in self.mapping(value, field).items()
        }

    def scalar(self, value: object, field: str) -> Scalar:
        if not isinstance(value, str | int | bool):
            self.note("type_scalar", field, f"{field} may list texts, whole numbers, true and false only.")
            return ""
        return value

    def choice(self, value: object, field: str) -> Choice:
        body = self.mapping(value, field, _CHOICE_KEYS)
        return Choice(
            code=self.code(body.get("code"), f"{field}.code"),
            text=self.texts(body.get("text"), f"{field}.text"),
            needs_note=self.flag(body.get("needs_note", False), f"{field}.needs_note"),
        )

    def tolerance(self, value: object, field: str) -> Tolerance | None:
        if value is None:
            return None
        body = self.mapping(value, field, frozenset({"minus", "plus"}))
        return Tolerance(
            self.number(body.get("minus"), f"{field}.minus"), self.number(body.get("plus"), f"{field}.plus")
        )

    def component(self, value: object, field: str) -> Component | None:
        if value is None:
            return None
        body = self.mapping(value, field, frozenset({"kind", "item"}))
        return Component(
            self.code(body.get("kind"), f"{field}.kind"), self.optional_text(body.get("item"), f"{field}.item")
        )

    def mirror(self, value: object, field: str) -> tuple[InspectionKind, str]:
        pair = self.sequence(value, field)
        if len(pair) != 2:
            self.note("mirror_pair", field, f"{field} must be a pair of a form and an item code.")
            return InspectionKind.PRODUCTION, ""
        return self.member(InspectionKind, pair[0], f"{field}[0]"), self.code(pair[1], f"{field}[1]")


def _join(field: str, key: str) -> str:
    return f"{field}.{key}" if field else key
