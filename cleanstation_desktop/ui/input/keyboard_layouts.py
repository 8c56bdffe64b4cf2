"""What stands on the keys of the on-screen keyboard, by language: letters, accents, signs."""

from __future__ import annotations

from enum import StrEnum

from cleanstation_desktop.domain.localization import Language


class Layer(StrEnum):
    """The three faces of the keyboard."""

    LETTERS = "letters"
    ACCENTS = "accents"
    SIGNS = "signs"


_DIGITS = "1234567890"
_LETTERS = {
    Language.EN: ("qwertyuiop", "asdfghjkl'", "zxcvbnm,.-"),
    Language.FR: ("qwertyuiop", "asdfghjklé", "zxcvbnm,.-"),
    Language.ES: ("qwertyuiop", "asdfghjklñ", "zxcvbnm,.-"),
}
# The accents of the reader's language come first; names of people and towns need the others.
_ACCENTS = {
    Language.EN: ("àâäáãåæçèé", "êëìíîïñòóô", "öõœßùúûüÿý"),
    Language.FR: ("àâçèéêëîïô", "ùûüÿœæ’«»€", "áäãíìñóöõú"),
    Language.ES: ("áéíóúüñ¿¡ç", "àâäãåæèêëì", "îïòôöõœùûÿ"),
}
_SIGNS = ("@#%&*()/\\|", "+-_=<>[]{}", "!?:;\"'°²±€")


def rows(language: Language, layer: Layer) -> tuple[str, ...]:
    """The rows of a face, from the top; each character is one key."""
    middle = {Layer.LETTERS: _LETTERS[language], Layer.ACCENTS: _ACCENTS[language], Layer.SIGNS: _SIGNS}[layer]
    return (_DIGITS, *middle)
