"""A real PostgreSQL with TLS and the application's schema, whose certificate a test can change."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from tests.support.certificates import Authority, Signed
from tests.support.clusters import Clone
from tests.support.template import build_template

_SSL_REQUEST = bytes.fromhex("0000000804d2162f")
_LIMIT = 20


class TlsServer:
    """Parameters: server, a running cluster built with TLS; folder, for certificates."""

    def __init__(self, server: EmbeddedServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.authority = Authority(folder, "plant")
        self.good = self.authority.sign("good", "localhost", "127.0.0.1")
        self.database = Clone(server, build_template(server))
        self.set("ssl_ca_file", self._hand_over(self.authority.root, "ca.crt"))
        self.present(self.good)
        self.set("ssl", "on")
        self._await(self.good)

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        port = self.server.status().port
        assert port is not None
        return port

    def set(self, name: str, value: str) -> None:
        """Change a setting of the server; it counts for connections that begin soon after."""
        with psycopg.connect(**self.server.dsn(), autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), value))
            connection.execute("SELECT pg_reload_conf()")

    def mark_production(self) -> None:
        """Make the plant one that stations are enrolled for without further words."""
        with self.database.connect(autocommit=True) as superuser:
            superuser.execute(
                "UPDATE cs.setting SET value = '\"production\"', version = version + 1 WHERE name = 'environment'"
            )

    def present(self, signed: Signed) -> None:
        """Let the server show this certificate from its next start of TLS on."""
        # The settings change before the one reload that reads both.
        with psycopg.connect(**self.server.dsn(), autocommit=True) as connection:
            for name, file in (("ssl_cert_file", signed.certificate), ("ssl_key_file", signed.key)):
                shown = self._hand_over(file, file.name)
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), shown))
            connection.execute("SELECT pg_reload_conf()")

    @contextlib.contextmanager
    def presenting(self, signed: Signed) -> Iterator[None]:
        """The server shows this certificate, and the good one again afterwards."""
        self.present(signed)
        self._await(signed)
        try:
            yield
        finally:
            self.present(self.good)
            self._await(self.good)

    @contextlib.contextmanager
    def admitting(self, *lines: str) -> Iterator[None]:
        """The server lets people in over the network by these lines of pg_hba.conf alone."""
        file = self.server.folder.data / "pg_hba.conf"
        before = file.read_text()
        own = f"host all {self.server.superuser} 127.0.0.1/32 scram-sha-256"
        try:
            self._write_rules(file, "\n".join((own, *lines)) + "\n")
            yield
        finally:
            self._write_rules(file, before)

    def _write_rules(self, file: Path, text: str) -> None:
        file.write_text(text)
        with psycopg.connect(**self.server.dsn(), autocommit=True) as connection:
            before = connection.execute("SELECT pg_conf_load_time()").fetchone()
            connection.execute("SELECT pg_reload_conf()")
        end = time.monotonic() + _LIMIT
        while time.monotonic() < end:
            with psycopg.connect(**self.server.dsn(), autocommit=True) as connection:
                if connection.execute("SELECT pg_conf_load_time()").fetchone() != before:
                    return
        raise AssertionError("the server did not read its rules again")

    def _hand_over(self, file: Path, name: str) -> str:
        """A copy that the account of the server may read, and nobody else."""
        copy = self.server.home / name
        shutil.copy(file, copy)
        copy.chmod(0o600)
        account = self.server.folder.account()
        if account is not None:
            os.chown(copy, account.uid, account.gid)
        return str(copy)

    def _await(self, signed: Signed) -> None:
        wanted = ssl.PEM_cert_to_DER_cert(signed.certificate.read_text())
        end = time.monotonic() + _LIMIT
        while self._shown() != wanted:
            assert time.monotonic() < end, "the server does not show its new certificate"
            time.sleep(0.02)

    def _shown(self) -> bytes | None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as plain:
            plain.sendall(_SSL_REQUEST)
            if plain.recv(1) != b"S":
                return None
            with context.wrap_socket(plain) as secured:
                return secured.getpeercert(binary_form=True)
