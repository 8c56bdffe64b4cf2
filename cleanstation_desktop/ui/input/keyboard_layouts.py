"""What stands on the keys of the on-screen keyboard, by language: letters, accents, signs."""

from __future__ import annotations

from enum import StrEnum

from cleanstation_desktop.domain.localization import Language


class Layer(StrEnum):
    """The three faces of the keyboard."""

    LETTERS = "letters"
    ACCENTS = "accents"
    SIGNS = "signs"


_LETTERS = {
    Language.EN: ("1234567890/", "qwertyuiop@", "asdfghjkl':", "zxcvbnm,.-_"),
    Language.FR: ("1234567890/", "qwertyuiop@", "asdfghjklé'", "zxcvbnm,.-_"),
    Language.ES: ("1234567890/", "qwertyuiop@", "asdfghjklñ'", "zxcvbnm,.-_"),
}
# The accents of the reader's language come first; names of people and towns need the others.
_ACCENTS = {
    Language.EN: ("1234567890–", "àâäáãåæçèé’", "êëìíîïñòóô«", "öõœßùúûüÿý»"),
    Language.FR: ("1234567890–", "àâçèéêëîïôå", "ùûüÿœæ’«»€ò", "áäãíìñóöõúý"),
    Language.ES: ("1234567890–", "áéíóúüñ¿¡ç’", "àâäãåæèêëì«", "îïòôöõœùûÿ»"),
}
# A password may hold every sign of a real keyboard.
_SIGNS = ("1234567890$", "@#%&*()/\\|~", "+-_=<>[]{}^", "!?:;\"'°²±€`")


def rows(language: Language, layer: Layer) -> tuple[str, ...]:
    """The rows of a face, from the top; each character is one key."""
    return {Layer.LETTERS: _LETTERS[language], Layer.ACCENTS: _ACCENTS[language], Layer.SIGNS: _SIGNS}[layer]
