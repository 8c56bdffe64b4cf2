"""What goes on the bill by itself, each item with its rule number and the reason (DOMAIN §5)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from cleanstation_desktop.domain.rule_outlook import Foreseen
from cleanstation_desktop.ui.order_entry.answer_fields import item_text
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import clear, column, label

# What the person chooses on this page stands below its own choice.
_CHOSEN = frozenset(
    {"legs", "feet", "basin-kit", "basin-size", "p-trap", "basin-light", "faucet", "sprayer", "accessory"}
)


class AutomaticItems(QFrame):
    """A card that follows the answers."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.wizard = wizard
        self._shown: tuple[Foreseen, ...] | None = None
        self._list: QVBoxLayout = column(spacing=8)
        self.setLayout(column(label(tr("Added automatically"), "h2"), self._list, spacing=8, margins=(18, 14, 18, 14)))

    def show_items(self, foreseen: Sequence[Foreseen]) -> None:
        """Show what the rules have decided."""
        items = tuple(entry for entry in foreseen if entry.item and entry.rule_id not in _CHOSEN)
        if items == self._shown:
            return
        self._shown = items
        clear(self._list)
        if not items:
            self._list.addWidget(
                label(tr("Body, control box, manual and more follow from your answers."), "muted", wrap=True)
            )
        for entry in items:
            name = self.wizard.choices.name_of(entry.item)
            lines = [label(item_text(entry.item, entry.rule), "h3", wrap=True)]
            if name:
                lines.append(label(name, wrap=True))
            lines.append(label(self._reason(entry), "small", wrap=True))
            self._list.addLayout(column(*lines, spacing=1))

    def _reason(self, entry: Foreseen) -> str:
        basins = self.wizard.configuration()["basins"]
        drains = sum(basin.get("type") == "e_drain" for basin in basins)
        reasons = {
            "body": lambda: tr("By the length of the sink"),
            "overhead-light": lambda: tr("Comes with every pegboard"),
            "board": lambda: tr("By length, type and colour of the pegboard"),
            "custom-board": lambda: tr("For a pegboard made to size"),
            "control-box": lambda: tr(
                "For E-Drain basins: {drains}, E-Sink basins: {sinks}", drains=drains, sinks=len(basins) - drains
            ),
            "automatic-gooseneck": lambda: tr("For basin {number}, an E-Sink DI", number=entry.index + 1),
            "manual": lambda: tr("By the document language of the order"),
        }
        reason = reasons.get(entry.rule_id)
        return reason() if reason else tr("By the rule “{name}”", name=entry.rule_id)
