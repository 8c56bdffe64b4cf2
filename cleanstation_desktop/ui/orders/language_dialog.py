"""Correcting the document language of an order before its BOMs are approved (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.configuration_model import LANGUAGES
from cleanstation_desktop.services import order_corrections
from cleanstation_desktop.services.order_corrections import Correction
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.names import value_name
from cleanstation_desktop.ui.orders.facts import OrderFacts
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, choice, text_edit


class LanguageDialog(Dialog):
    """The language decides the papers and the manuals, so each build gets a new BOM revision."""

    def __init__(self, parent: QWidget, client: Client, facts: OrderFacts, done: Callable[[], object]) -> None:
        super().__init__(parent, tr("Correct the document language"), runner=client.runner)
        self._client, self._facts, self._finished = client, facts, done
        note = tr("The manuals follow the language: each build gets a new BOM revision.")
        self.body.addWidget(label(note, "muted", wrap=True))
        self.language = choice([(code, value_name(code)) for code in LANGUAGES], facts.order.head.language)
        self.reason = text_edit(lines=2)
        self.body.addWidget(self.form.add(Field("language", tr("Document language"), self.language)))
        self.body.addWidget(self.form.add(Field("reason", tr("Reason"), self.reason)))
        self.add_cancel()
        self.action = self.add_action(tr("Correct"), self._send)

    def _send(self) -> None:
        session, seen = self._client.session, self._facts.seen
        language, reason = str(self.language.currentData()), self.reason.toPlainText().strip()
        self.write(
            lambda command_id: order_corrections.change_language(
                session, seen, language, reason=reason, command_id=command_id
            ),
            self._done,
            pressed=self.action,
        )

    def _done(self, _correction: Correction) -> None:
        self.accept()
        self._client.messages.success(tr("The language is corrected."))
        self._finished()
