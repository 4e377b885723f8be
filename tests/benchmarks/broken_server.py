"""A server on this computer that breaks off its answers, for tests/benchmarks/faults.py."""

from __future__ import annotations

import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType


class Server:
    """Serves one file by https, whole or broken as `way` says; a context manager.

    Parameters
    ----------
    folder
        where its certificate goes.
    content
        the file.
    """

    WAYS = ("half, then the end", "half in pieces, then the end", "an error", "nobody there")

    def __init__(self, folder: Path, content: bytes) -> None:
        self.way = "whole"
        self.certificate = folder / "certificate.pem"
        folder.mkdir(parents=True)
        key = folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(self.certificate)],
            check=True, capture_output=True,
        )  # fmt: skip
        server = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.close_connection = True
                if server.way == "nobody there":
                    return
                if server.way == "an error":
                    self.send_error(503)
                    return
                self.send_response(200)
                half = content[: len(content) // 2]
                if server.way == "half in pieces, then the end":
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    self.wfile.write(f"{len(half) + 9:x}\r\n".encode() + half)
                    return
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content if server.way == "whole" else half)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("localhost", 0), Answer)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.address = f"https://localhost:{self._server.server_port}/twin_towns.csv"

    def __enter__(self) -> Server:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
