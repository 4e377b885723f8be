"""A site on loopback with everything that a crawler must survive, which counts what it was asked for."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FORBIDDEN = "/private/"
START = """<html lang="de"><head><title>Stadt</title></head><body>
<a href="/news.html">Aktuelles</a> <a href="/international/partnerstaedte.html">Partnerstädte</a>
<a href="/calendar/2024/1">Kalender</a> <a href="/loop/a">Schleife</a> <a href="/deep/1">Tief</a>
<a href="/private/list.html">Intern</a> <a href="/huge.html">Groß</a> <a href="/slow.html">Langsam</a>
<a href="/endless.html">Endlos</a> <a href="/broken.html">Kaputt</a> <a href="/error.html">Fehler</a>
<a href="/sometimes.html">Manchmal</a> <a href="http://10.0.0.1/admin">Router</a>
<a href="http://169.254.169.254/latest">Wolke</a> <a href="http://example.org/">Fremd</a>
<a href="/photo.html">Bild</a> <a href="/copy.html">Kopie</a> <a href="/noarchive.html">Nicht aufheben</a>
<a href="/bomb.html">Gepackt</a> <a href="mailto:a@example.org">Mail</a> <a href="/report.pdf">Bericht</a>
<a href="http://[broken">Unsinn</a> <a href="/out">Hinaus</a> <a href="/cut.html">Abgebrochen</a></body></html>"""
LIST = "<html lang=de><title>Partner</title><h1>Partnerstädte</h1><ul><li>Qingdao</li><li>Akron</li></ul></html>"
PAGES = {
    "/": START,
    "/news.html": "<html><h1>News</h1><p>Nothing of note happened in the city this week.</p></html>",
    "/international/partnerstaedte.html": LIST,
    "/copy.html": LIST,
    "/noarchive.html": "<html><meta name=robots content='noarchive'><p>Keep me not</p></html>",
    "/private/list.html": "<p>secret</p>",
}


class TrapSite:
    """Serves the site until it is closed; `asked` counts requests by path, `agents` holds user agents.

    `robots` is the status with which robots.txt is answered; 0 hangs up.
    """

    def __init__(self, pace: float = 0.0, robots: int = 200) -> None:
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.pace, self.robots = pace, robots
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        path = request.path
        self.asked[path] += 1
        self.agents.add(request.headers.get("User-Agent", ""))
        time.sleep(self.pace)
        with contextlib.suppress(OSError):  # the crawler hung up, as it should
            self._answer(request, path)

    def _answer(self, request: BaseHTTPRequestHandler, path: str) -> None:
        if path == "/robots.txt":
            if not self.robots:
                return request.connection.close()
            rules = f"User-agent: *\nDisallow: {FORBIDDEN}\n".encode()
            return send(request, rules, self.robots, media_type="text/plain")
        if path.startswith("/calendar/"):
            year, month = map(int, path.split("/")[2:4])
            month, year = (1, year + 1) if month == 12 else (month + 1, year)
            return send(request, f"<html><p>Kalender {path}</p><a href='/calendar/{year}/{month}'>weiter</a></html>")
        if path.startswith("/deep/"):
            level = int(path.split("/")[2])
            return send(request, f"<html><p>{path}</p><a href='/deep/{level + 1}/x{level}'>tiefer</a></html>")
        if path.startswith("/loop/"):
            return send(request, b"", 302, Location="/loop/" + ("b" if path.endswith("a") else path + "b"))
        if path == "/out":
            return send(request, b"", 302, Location="http://example.org/far")
        if path == "/huge.html":
            return send(request, b"<p>" + b"x" * 3_000_000)
        if path == "/slow.html":
            time.sleep(4)
            return send(request, "<p>late</p>")
        if path == "/endless.html":
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.end_headers()
            for _ in range(40):
                request.wfile.write(b"<p>drop</p>")
                request.wfile.flush()
                time.sleep(0.2)
            return None
        if path == "/cut.html":
            request.send_response(200)
            request.send_header("Content-Type", "text/html")
            request.send_header("Content-Length", "5000")
            request.end_headers()
            request.wfile.write(b"<p>half")
            return None
        if path == "/broken.html":
            return send(
                request, "<html lang=pl><p>Łódź współpracuje</p>".encode("cp1250") + b"\x81\xff\x00", charset="x-no"
            )
        if path == "/error.html" or (path == "/sometimes.html" and self.asked[path] == 1):
            return send(request, "<p>sorry</p>", 500)
        if path == "/sometimes.html":
            return send(request, "<html><p>Now it works</p></html>")
        if path == "/photo.html":
            return send(request, b"\x89PNG" * 1000, media_type="image/png")
        if path == "/bomb.html":
            return send(request, gzip.compress(b" " * 50_000_000), **{"Content-Encoding": "gzip"})
        if path == "/report.pdf":
            return send(request, b"%PDF-1.4 nonsense", media_type="application/pdf")
        if path in PAGES:
            return send(request, PAGES[path])
        return send(request, "<p>none</p>", 404)


def send(
    request: BaseHTTPRequestHandler,
    body: str | bytes,
    status: int = 200,
    media_type: str = "text/html",
    charset: str = "utf-8",
    **headers: str,
) -> None:
    content = body.encode() if isinstance(body, str) else body
    request.send_response(status)
    request.send_header("Content-Type", f"{media_type}; charset={charset}" if "html" in media_type else media_type)
    request.send_header("Content-Length", str(len(content)))
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(content)
