"""Timestamps for tests: python installer/timestamp_server.py CERTIFICATES KEY

Answers RFC 3161 questions on this machine by `openssl ts`, as a timestamp authority does over the network, until it
is ended. The first line that it writes is its address. What it says proves nothing to anybody.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer

CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""
LONGEST_QUESTION = 10_000


def answer(question: bytes, folder: Path, certificates: str, key: str) -> bytes:
    """The signed answer to one question. Parameters: folder, with the configuration. Errors: CalledProcessError."""
    (folder / "question").write_bytes(question)
    command = ["openssl", "ts", "-reply", "-config", folder / "tsa.conf", "-queryfile", folder / "question"]
    signing = ["-signer", certificates, "-inkey", key, "-chain", certificates, "-out", folder / "answer"]
    subprocess.run([*command, *signing], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - OpenSSL, own arguments
    return (folder / "answer").read_bytes()


def serve(folder: Path, certificates: str, key: str) -> None:
    """Serve until ended."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length", "0")), LONGEST_QUESTION)
            body = answer(self.rfile.read(length), folder, certificates, key)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    # http.server's own class asks for this machine's name first, and may wait for seconds where no name server is.
    with TCPServer(("127.0.0.1", 0), Handler) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}/\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "tsa.conf").write_text(CONFIGURATION.format(folder=place), encoding="utf-8")
        serve(Path(place), *sys.argv[1:3])
