"""Making a person, changing details, and choosing roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.errors import Finding, Stale
from cleanstation_desktop.services import people
from cleanstation_desktop.services.people import NewPerson, OneTimePassword, PersonRecord
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.people.role_choice import RoleChoice
from cleanstation_desktop.ui.shell.sign_in import LANGUAGES
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import column, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, choice, line_edit

_LONGEST_NAME, _LONGEST_EMAIL, _LONGEST_LOGIN, _LONGEST_INITIALS = 200, 254, 30, 5
_LEAST_HEIGHT = 520


def initials_of(full_name: str) -> str:
    """Initials to offer for a name: the first letters of its words, such as AB; nothing where there are none."""
    letters = [word[0].upper() for word in full_name.split() if word[0].isascii() and word[0].isalpha()]
    return "".join([*letters[:1], *letters[-1:]]) if len(letters) > 1 else ""


class CreateDialog(Dialog):
    """Makes a person. Parameters: done, gets the one-time password and who it is for."""

    def __init__(self, parent: QWidget, client: Client, done: Callable[[OneTimePassword, NewPerson], None]) -> None:
        super().__init__(parent, tr("New person"), runner=client.runner, width=940)
        self._client = client
        self._done = done
        self._offered = ""
        self.full_name = line_edit(longest=_LONGEST_NAME)
        self.login = line_edit(longest=_LONGEST_LOGIN)
        self.initials = line_edit(longest=_LONGEST_INITIALS)
        self.language = choice(LANGUAGES, "EN")
        self.email = line_edit(longest=_LONGEST_EMAIL)
        self.roles = RoleChoice()
        fields = column(
            self.form.add(
                Field("full_name", tr("Name|of a person"), self.full_name, hint=tr("Printed on sheets and signatures."))
            ),
            self.form.add(
                Field("login", tr("Sign-in name"), self.login, hint=tr("Small letters, digits, dot, dash. For good."))
            ),
            self.form.add(
                Field("initials", tr("Initials"), self.initials, hint=tr("2 to 5 capital letters or digits, unique."))
            ),
            self.form.add(Field("language", tr("Language"), self.language)),
            self.form.add(Field("email", tr("Mail address"), self.email, optional=True)),
            None,
        )
        roles = column(self.form.add(Field("roles", tr("Roles"), self.roles)))
        parts = row(fields, roles, spacing=24)
        parts.setStretch(0, 2)
        parts.setStretch(1, 3)
        self.roles.setMinimumHeight(_LEAST_HEIGHT - 40)
        self.body.addLayout(parts, 1)
        self.add_cancel()
        self.action = self.add_action(tr("Make this person"), self._send)
        self.full_name.textEdited.connect(self._offer_initials)
        self.initials.textEdited.connect(lambda text: self.initials.setText(text.upper()))
        self.full_name.setFocus()

    def show_findings(self, findings: list[Finding]) -> list[Finding]:
        """The rule for names calls its field otherwise than the server, which finds a name that is taken."""
        renamed = {"login_name": "login"}
        return super().show_findings(
            [replace(finding, field=renamed.get(finding.field, finding.field)) for finding in findings]
        )

    def _offer_initials(self, name: str) -> None:
        if self.initials.text() == self._offered:
            self._offered = initials_of(name)
            self.initials.setText(self._offered)

    def _send(self) -> None:
        if not self.roles.roles:
            self.form.show([Finding("error", "no_roles", "roles", tr("Choose at least one role."))])
            return
        new = NewPerson(
            login=self.login.text().strip(),
            full_name=self.full_name.text().strip(),
            initials=self.initials.text().strip(),
            roles=self.roles.roles,
            language=str(self.language.currentData()),
            email=self.email.text().strip() or None,
        )
        session = self._client.session

        def made(password: OneTimePassword) -> None:
            self.accept()
            self._done(password, new)

        self.write(
            lambda command_id: people.create(session, new, command_id=command_id),
            made,
            pressed=self.action,
        )


class EditDialog(Dialog):
    """Changes name, initials, language and mail address. When somebody else was faster, both sides are shown."""

    def __init__(self, parent: QWidget, client: Client, person: PersonRecord, done: Callable[[], None]) -> None:
        super().__init__(parent, tr("Change {name}", name=person.full_name), runner=client.runner)
        self._client = client
        self._person = person
        self._done = done
        self.full_name = line_edit(person.full_name, longest=_LONGEST_NAME)
        self.initials = line_edit(person.initials, longest=_LONGEST_INITIALS)
        self.language = choice(LANGUAGES, person.language)
        self.email = line_edit(person.email or "", longest=_LONGEST_EMAIL)
        for field in (
            Field(
                "full_name",
                tr("Name|of a person"),
                self.full_name,
                hint=tr("What was signed keeps the name of its time."),
            ),
            Field("initials", tr("Initials"), self.initials, hint=tr("They stay once they stand on a record.")),
            Field("language", tr("Language"), self.language),
            Field("email", tr("Mail address"), self.email, optional=True),
        ):
            self.body.addWidget(self.form.add(field))
        self.add_cancel()
        self.action = self.add_action(tr("Save"), self._send)
        self.initials.textEdited.connect(lambda text: self.initials.setText(text.upper()))
        self.full_name.setFocus()

    def _send(self) -> None:
        session, person = self._client.session, self._person
        given = {
            "full_name": self.full_name.text().strip(),
            "initials": self.initials.text().strip(),
            "language": str(self.language.currentData()),
            "email": self.email.text().strip() or None,
        }

        def saved(_none: None) -> None:
            self.accept()
            self._done()

        self.write(
            lambda command_id: people.update(
                session,
                person.id,
                person.version,
                full_name=str(given["full_name"]),
                initials=str(given["initials"]),
                language=str(given["language"]),
                email=given["email"],
                command_id=command_id,
            ),
            saved,
            pressed=self.action,
        )

    def _failed(self, error: Exception, again: Callable[[], None]) -> None:
        super()._failed(error, again)
        if isinstance(error, Stale):
            session, key = self._client.session, self._person.id
            self._client.runner.run(
                self,
                lambda: next(person for person in people.list_people(session) if person.id == key),
                self._show_theirs,
                self._not_read,
                key="theirs",
            )

    def _not_read(self, error: Exception) -> None:
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())

    def _show_theirs(self, theirs: PersonRecord) -> None:
        """Both sides: what stands there now below each field that differs; saving again keeps what is typed."""
        self._person = theirs
        shown = {
            "full_name": (self.full_name.text().strip(), theirs.full_name),
            "initials": (self.initials.text().strip(), theirs.initials),
            "language": (self.language.currentText(), dict(LANGUAGES)[theirs.language]),
            "email": (self.email.text().strip(), theirs.email or "–"),
        }
        for path, (mine, other) in shown.items():
            if mine != other and (mine or other != "–"):
                self.form.fields[path].tell(tr("Somebody else saved: {value}", value=other), "warning")
        self.banner.tell(
            "warn",
            tr("Somebody else changed this person meanwhile. Save again to keep what you typed."),
            (tr("Take theirs"), self._take_theirs),
        )

    def _take_theirs(self) -> None:
        self.form.clear()
        self.banner.clear()
        self.full_name.setText(self._person.full_name)
        self.initials.setText(self._person.initials)
        self.language.setCurrentIndex(self.language.findData(self._person.language))
        self.email.setText(self._person.email or "")


class RolesDialog(Dialog):
    """Gives somebody exactly the roles that are ticked."""

    def __init__(self, parent: QWidget, client: Client, person: PersonRecord, done: Callable[[], None]) -> None:
        super().__init__(parent, tr("Roles of {name}", name=person.full_name), runner=client.runner, width=560)
        self._client = client
        self._person = person
        self._done = done
        if person.pending:
            said = tr("The roles are given as soon as the one-time password is replaced.")
            self.body.addWidget(label(said, "muted", wrap=True))
        self.roles = RoleChoice({*person.roles, *person.pending})
        self.roles.setMinimumHeight(_LEAST_HEIGHT)
        self.body.addWidget(self.form.add(Field("roles", tr("Roles"), self.roles)), 1)
        self.add_cancel()
        self.action = self.add_action(tr("Give these roles"), self._send)

    def _send(self) -> None:
        if not self.roles.roles:
            said = tr("Choose at least one role. To end somebody’s access, disable the person.")
            self.form.show([Finding("error", "no_roles", "roles", said)])
            return
        session, person, roles = self._client.session, self._person, self.roles.roles

        def given(_none: None) -> None:
            self.accept()
            self._done()

        self.write(
            lambda command_id: people.set_roles(session, person.id, person.version, roles, command_id=command_id),
            given,
            pressed=self.action,
        )
