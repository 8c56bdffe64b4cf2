"""What security events are called, on the page of the audit and among the alarms of the home page."""

from __future__ import annotations

from cleanstation_desktop.ui.text import tr


def event_words(kind: str) -> str:
    """Name what happened; a kind that this release does not know as it is."""
    return {
        "BADGE_SET": tr("Badge set"),
        "BREAK_GLASS_USED": tr("Emergency account used"),
        "LOCKED_OUT": tr("Locked out"),
        "IDLE_SESSION_ENDED": tr("Idle session ended"),
        "BADGE_LOCKED_OUT": tr("Badge locked"),
        "LOG_ENTRY_LEFT_OUT": tr("Entry of the server log left out"),
        "LOG_NOT_READ": tr("Server log not read"),
        "PASSWORD_PAST_FUNCTIONS": tr("Password set past the program"),
        "PASSWORD_RESET": tr("Password reset"),
        "REFUSED": tr("Refused"),
        "SESSIONS_ENDED": tr("Sessions ended"),
        "SIGN_IN_FAILED": tr("Sign-in failed"),
        "UNLOCKED": tr("Unlocked"),
        "UNLOCK_REFUSED": tr("Screen not unlocked"),
    }.get(kind, kind.replace("_", " ").capitalize())
