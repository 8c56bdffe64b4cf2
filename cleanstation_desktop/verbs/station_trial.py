"""`cleanstation station test`: whether this PC works, tried through the screens of the client (operator guide)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from cleanstation_desktop import keyring_store, station_file
from cleanstation_desktop.domain.errors import EnvironmentFault, UsageError
from cleanstation_desktop.services.connection_check import check_connection
from cleanstation_desktop.services.connection_steps import PER_SERVER, TITLES, Outcome
from cleanstation_desktop.settings import Settings, is_enrolled, load_settings
from cleanstation_desktop.verbs import opening
from cleanstation_desktop.verbs.connection import ask_password
from cleanstation_desktop.verbs.output import (
    DONE,
    ENVIRONMENT,
    prepare_folder,
    print_json,
    print_table,
    print_text,
    use_quiet_logs,
    verb,
)
from cleanstation_desktop.verbs.pilot.screen_setting import use_unseen_screen
from cleanstation_desktop.verbs.trial import Trial


@verb
def station_test(
    login: Annotated[str, typer.Option(help="Sign-in name; the password is asked for, or taken from PGPASSWORD")],
    out: Annotated[
        Path | None, typer.Option(file_okay=False, help="Keep the printed sheet here; default: removed afterwards")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON")] = False,
) -> None:
    """Try this station: sign in on the client's screens, open a build, print a signed QC sheet to a PDF file.

    Needs no display. The sheet is an uncontrolled copy: nothing is counted or changed on the server.
    """
    if not is_enrolled():
        raise EnvironmentFault(
            "This station is not enrolled.", hint="Say which server it belongs to: cleanstation station enroll"
        )
    settings = load_settings()
    if not login.strip():
        raise UsageError("Say who signs in: --login NAME")
    password = ask_password(login)
    if not password:
        raise UsageError(f"No password for {login}.")
    use_quiet_logs()
    trial = Trial()
    folder = Path(tempfile.mkdtemp(prefix="cleanstation-station-test-"))
    try:
        place = folder if out is None else prepare_folder(out.resolve())
        _check_connection(settings, trial)
        if trial.status == DONE:
            _try_screens(settings, login, password, folder, place, trial)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    kept = trial.file if out is not None else None
    if as_json:
        print_json(_as_data(trial, kept))
    else:
        _print(trial, kept)
    if trial.status:
        raise typer.Exit(trial.status)


def _check_connection(settings: Settings, trial: Trial) -> None:
    """What can be said of the server before anybody signs in."""
    passphrase = _passphrase(settings.client_key)
    several = len(settings.hosts) > 1
    for one in check_connection(settings, passphrase=passphrase):
        if one.check in PER_SERVER:
            trial.note(TITLES[one.check], one.outcome, one.message, one.hint, server=one.server if several else "")
            if one.outcome is Outcome.FAILED:
                trial.status = ENVIRONMENT


def _passphrase(key: Path | None) -> str:
    """What opens the station's own key; nothing where it cannot be read, which the check tells."""
    try:
        locked = key is not None and station_file.is_locked(key.read_bytes())
    except OSError:
        locked = False
    return (keyring_store.read_secret(key.name) or "") if key is not None and locked else ""


def _try_screens(settings: Settings, login: str, password: str, folder: Path, out: Path, trial: Trial) -> None:
    use_unseen_screen(folder)
    # Qt is loaded now: before, nobody had said which screen it has.
    from cleanstation_desktop.verbs.pilot.station import try_station  # noqa: PLC0415

    # In English, as all commands answer; and what the screens remember is forgotten with the folder.
    start = opening.start_of(settings, folder=folder, language="EN")
    try_station(start, login, password, out, trial)


def _print(trial: Trial, kept: Path | None) -> None:
    print_table(
        "Station",
        ("Server", "Step", "Result", "What"),
        [(one.server, one.step, one.result, f"{one.message} {one.hint}".strip()) for one in trial.steps],
        whole=("Step", "Result"),
    )
    if trial.status:
        print_text("This station does not work yet.")
    elif trial.file is None:
        print_text("This station signs in; printing was not tried.")
    else:
        print_text("This station works: it signs in and prints." + (f" The sheet: {kept}" if kept else ""))


def _as_data(trial: Trial, kept: Path | None) -> dict[str, object]:
    return {
        "good": trial.status == DONE,
        "signed_in": trial.is_good("sign in"),
        "printed": trial.file is not None,
        "file": None if kept is None else str(kept),
        "steps": [
            {
                **{"step": one.step, "server": one.server, "result": one.result.value},
                **{"message": one.message, "hint": one.hint},
            }
            for one in trial.steps
        ],
    }
