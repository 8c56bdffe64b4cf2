"""A keyring for tests: secrets live in the process and nowhere else, so no test reads or leaves one on the machine."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Keeps secrets for this process. keyring takes it where PYTHON_KEYRING_BACKEND names it."""

    priority = 1
    secrets: dict[tuple[str, str], str] = {}  # noqa: RUF012 - keyring makes an object of its own each time it is asked

    def get_password(self, service: str, username: str) -> str | None:
        """Give a secret, None when there is none."""
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret. Errors: PasswordDeleteError when there is none."""
        if self.secrets.pop((service, username), None) is None:
            raise PasswordDeleteError(f"no secret of {username} for {service}")
