"""The decision on a nonconformance: what becomes of it, why, what is done again, and the signature under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QPushButton, QWidget

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services import nonconformances
from cleanstation_desktop.services.nonconformances import Disposition, Nonconformance, RedoChoice
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.nonconformances.words import disposition_meaning, disposition_words
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row, scrolled
from cleanstation_desktop.ui.widgets.fields import Field, text_edit
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.signing import SignDialog

_SHORTEST = 3
_NARROW, _WIDE = 560, 920
_REDO_HEIGHT = 290
_LONGEST = 54


class DecisionDialog(SignDialog):
    """Decides and signs. Parameters: redo, what can be done again after a final-QC reject, empty otherwise."""

    def __init__(
        self,
        parent: QWidget,
        client: Client,
        ncr: Nonconformance,
        redo: Sequence[RedoChoice],
        done: Callable[[Any], None],
    ) -> None:
        self.choices: dict[Disposition, QPushButton] = {}
        self.redo: dict[tuple[InspectionKind, str], QCheckBox] = {}
        self.reason = text_edit(lines=2)
        self._reason = Field("reason", tr("Why, and what is to be done"), self.reason)
        self._told = label("", "muted", wrap=True)
        self._fault = label("", "error", wrap=True)
        self._fault.hide()
        session, seen = client.session, Seen(ncr.id, ncr.version)

        def work(password: str, comment: str, command_id: UUID) -> int:
            chosen, why, again = self._given
            return nonconformances.decide(
                session, password, seen, chosen, why, redo=again, comment=comment, command_id=command_id
            )

        self._told.hide()
        left = column(self._make_choices(), self._fault, self._told, self._reason, None, spacing=8)
        parts = row(left, spacing=20)
        parts.setStretch(0, 1)
        if redo:
            parts.addWidget(self._make_redo(redo), 1)
        asked = QWidget()
        asked.setLayout(parts)
        super().__init__(
            parent,
            client.runner,
            session.person,
            tr("My signature means: this is my decision on the nonconformance."),
            [
                tr(
                    "{number}, build {build}: {what}",
                    number=ncr.number,
                    build=ncr.build_number,
                    what=ncr.description[:120],
                )
            ],
            work,
            done,
            title=tr("Decide on {number}", number=ncr.number),
            extra=[asked],
            comment=False,
        )
        self.form.add(self._reason)
        self.resize(_WIDE if redo else _NARROW, self.sizeHint().height())

    def _make_choices(self) -> QWidget:
        holder = QWidget()
        group = QButtonGroup(holder)
        lines = [row(spacing=8), row(spacing=8)]
        for place, each in enumerate(Disposition):
            made = button(disposition_words(each), tip=disposition_meaning(each))
            made.setCheckable(True)
            made.setProperty("big", True)
            made.clicked.connect(partial(self._tell, each))
            group.addButton(made)
            self.choices[each] = made
            lines[place // 2].addWidget(made, 1)
        holder.setLayout(column(label(tr("What becomes of it?"), "h3"), *lines, spacing=8))
        return holder

    def _make_redo(self, redo: Sequence[RedoChoice]) -> QWidget:
        by_form: defaultdict[InspectionKind, list[RedoChoice]] = defaultdict(list)
        for each in redo:
            by_form[each.kind].append(each)
        lines = column(spacing=0)
        for kind, found in by_form.items():
            lines.addWidget(label(form_words(kind), "h3"))
            for each in found:
                # Groups have names of their own, items have codes with a number, such as PK-03.
                words = f"{each.name} · {each.text}" if "-" in each.name else each.text
                box = QCheckBox((words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…").replace("&", "&&"))
                box.setToolTip(words)
                box.setAccessibleName(words)
                self.redo[each.kind, each.name] = box
                lines.addWidget(box)
        inside = QWidget()
        inside.setLayout(lines)
        area = scrolled(inside)
        area.setMaximumHeight(_REDO_HEIGHT)
        holder = QWidget()
        title = label(tr("To be done again besides the failed items (nothing else is)"), "h3", wrap=True)
        layout = column(title, area, spacing=4)
        layout.setStretch(1, 1)
        holder.setLayout(layout)
        return holder

    def _tell(self, chosen: Disposition, _checked: bool = False) -> None:
        self._told.setText(disposition_meaning(chosen))
        self._told.show()

    def _chosen(self) -> Disposition | None:
        return next((each for each, made in self.choices.items() if made.isChecked()), None)

    def _send(self) -> None:
        chosen, why = self._chosen(), self.reason.toPlainText().strip()
        self._fault.setText("" if chosen else tr("Choose what becomes of it."))
        self._fault.setVisible(chosen is None)
        self._reason.tell(
            "" if len(why) >= _SHORTEST else tr("Please write at least {count} characters.", count=_SHORTEST)
        )
        if chosen is None:
            self.signed.ensureWidgetVisible(self._fault)
            next(iter(self.choices.values())).setFocus()
            return
        if self._reason.error:
            self.signed.ensureWidgetVisible(self._reason)
            self._reason.focus()
            return
        again: defaultdict[InspectionKind, list[str]] = defaultdict(list)
        for (kind, name), box in self.redo.items():
            if box.isChecked():
                again[kind].append(name)
        self._given = (chosen, why, dict(again))
        super()._send()
