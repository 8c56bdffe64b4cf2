"""The look of the client: colour tokens, the style sheet made from them, and icons in those colours."""

from cleanstation_desktop.ui.theme.look import apply, current, dress, is_dark
from cleanstation_desktop.ui.theme.tokens import DARK, LIGHT, Tokens

__all__ = ["DARK", "LIGHT", "Tokens", "apply", "current", "dress", "is_dark"]
