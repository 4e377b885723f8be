"""Where a crawl stands: every address with its state, in a database that survives the end of the process at any moment.

An address is done only when its record is on disk; what was under way when the process ended is fetched again.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from paradiplomacy.tables import typed
from paradiplomacy.web.archive_fields import CRAWL_LOG
from paradiplomacy.web.crawl_scope import pattern_of

TABLES = """
CREATE TABLE IF NOT EXISTS pages (
    number INTEGER PRIMARY KEY, address TEXT UNIQUE, unit_id TEXT, depth INTEGER, priority INTEGER, pattern TEXT,
    redirects INTEGER, state TEXT, status INTEGER, reason TEXT, attempts INTEGER DEFAULT 0, file TEXT, offset INTEGER,
    sha256 TEXT);
CREATE INDEX IF NOT EXISTS waiting ON pages (unit_id, state, priority DESC, depth, number);
CREATE TABLE IF NOT EXISTS contents (sha256 TEXT PRIMARY KEY, address TEXT, captured TEXT);
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, size INTEGER);
"""


@dataclass(frozen=True)
class Waiting:
    """An address to fetch."""

    address: str
    unit_id: str
    depth: int
    redirects: int
    attempts: int


@dataclass(frozen=True)
class Stored:
    """Where the archive holds an answer; `captured` is its moment, `repeat` whether only the repeat was noted."""

    file: str
    offset: int
    end: int
    sha256: str
    captured: str
    repeat: bool


class CrawlState:
    """The addresses of a crawl.

    Parameters
    ----------
    path
        file of the database; made where it does not exist.
    pages_per_site, pages_per_pattern
        limits; addresses beyond the second are noted as refused, beyond the first they wait for good.
    """

    def __init__(self, path: Path, pages_per_site: int, pages_per_pattern: int) -> None:
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.executescript(TABLES)
        self._per_site, self._per_pattern = pages_per_site, pages_per_pattern
        self._patterns: dict[tuple[str, str], int] = {}
        self._count()

    def _count(self) -> None:
        done = "state IN ('archived', 'repeat')"
        self._done = dict(self._base.execute(f"SELECT unit_id, count(*) FROM pages WHERE {done} GROUP BY 1"))  # noqa: S608
        rows = self._base.execute("SELECT unit_id, pattern, count(*) FROM pages WHERE state <> 'refused' GROUP BY 1, 2")
        self._patterns = {(unit, pattern): count for unit, pattern, count in rows}
        self._open = [unit for (unit,) in self._base.execute(
            "SELECT DISTINCT unit_id FROM pages WHERE state = 'waiting' ORDER BY 1")]  # fmt: skip
        self._busy: set[str] = set()

    def begin(self, sites: pd.DataFrame) -> None:
        """Enter the starts of sites; where a former crawl came to its end, begin it anew: repeats are then noted."""
        waiting = self._base.execute("SELECT count(*) FROM pages WHERE state = 'waiting'").fetchone()[0]
        exhausted = not any(self._room(unit) for unit in self._open)
        if waiting == 0 or exhausted:
            self._base.execute(
                "UPDATE pages SET state = 'waiting', attempts = 0, status = NULL, reason = NULL "
                "WHERE state <> 'refused' OR attempts > 0"
            )
            self._count()
        for unit, address in sites[["unit_id", "address"]].itertuples(index=False, name=None):
            self.add(address, unit, depth=0, priority=0, redirects=0)

    def add(self, address: str, unit: str, *, depth: int, priority: int, redirects: int, refused: str = "") -> None:
        """Enter an address unless it is known; `refused` tells why it is not to be fetched."""
        pattern = pattern_of(address)
        key = (unit, pattern)
        if not refused and depth and not priority and self._patterns.get(key, 0) >= self._per_pattern:
            refused = f"more than {self._per_pattern} addresses differ from it in numbers only"
        row = (address, unit, depth, priority, pattern, redirects, "refused" if refused else "waiting", refused or None)
        sql = (
            "INSERT OR IGNORE INTO pages (address, unit_id, depth, priority, pattern, redirects, state, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        if self._base.execute(sql, row).rowcount and not refused:
            self._patterns[key] = self._patterns.get(key, 0) + 1
            if unit not in self._open:
                self._open.append(unit)

    def _room(self, unit: str) -> bool:
        return bool(self._done.get(unit, 0) < self._per_site)

    def next(self) -> Waiting | None:
        """Return the address to fetch next, sites taking turns with one request each; None where all are busy."""
        for _ in range(len(self._open)):
            unit = self._open.pop(0)
            if not self._room(unit):
                continue
            if unit in self._busy:
                self._open.append(unit)
                continue
            row = self._base.execute(
                "SELECT address, unit_id, depth, redirects, attempts FROM pages "
                "WHERE unit_id = ? AND state = 'waiting' ORDER BY priority DESC, depth, number LIMIT 1",
                (unit,),
            ).fetchone()
            if row is not None:
                self._open.append(unit)
                self._busy.add(unit)
                return Waiting(*row)
        return None

    def any_waiting(self) -> bool:
        """Tell whether a site has an address that may be fetched, now or after the request under way."""
        return any(self._room(unit) for unit in self._open)

    def again(self, page: Waiting, reason: str, most: int) -> None:
        """Note a failed request: the address waits again until it has failed `most` times."""
        self._busy.discard(page.unit_id)
        state = "failed" if page.attempts + 1 >= most else "waiting"
        self._base.execute(
            "UPDATE pages SET state = ?, reason = ?, attempts = attempts + 1 WHERE address = ?",
            (state, reason, page.address),
        )

    def refuse(self, page: Waiting, reason: str, status: int | None = None) -> None:
        """Note that an address is not to be archived."""
        self._busy.discard(page.unit_id)
        self._base.execute(
            "UPDATE pages SET state = 'refused', reason = ?, status = ?, attempts = attempts + 1 WHERE address = ?",
            (reason, status, page.address),
        )

    def done(self, page: Waiting, status: int, stored: Stored, links: list[tuple[str, int, int, int, str]]) -> None:
        """Note an archived answer with the links found on it, in one step.

        Parameters
        ----------
        page, status, stored
            address, status of HTTP, place in the archive.
        links
            address, depth, priority, redirects, and why it is refused ("" where it is not), of each link.
        """
        self._busy.discard(page.unit_id)
        self._base.execute("BEGIN")
        try:
            for address, depth, priority, redirects, refused in links:
                self.add(address, page.unit_id, depth=depth, priority=priority, redirects=redirects, refused=refused)
            self._base.execute(
                "UPDATE pages SET state = ?, status = ?, reason = NULL, attempts = attempts + 1, file = ?, offset = ?, "
                "sha256 = ? WHERE address = ?",
                ("repeat" if stored.repeat else "archived", status, stored.file, stored.offset, stored.sha256,
                 page.address),
            )  # fmt: skip
            self._base.execute(
                "INSERT OR IGNORE INTO contents VALUES (?, ?, ?)", (stored.sha256, page.address, stored.captured)
            )
            self._base.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (stored.file, stored.end))
            self._base.execute("COMMIT")
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._done[page.unit_id] = self._done.get(page.unit_id, 0) + 1

    def known_content(self, sha256: str) -> tuple[str, str] | None:
        """Return address and moment of the first answer with this content; None where it is new."""
        row: tuple[str, str] | None = self._base.execute(
            "SELECT address, captured FROM contents WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return row

    def files(self) -> dict[str, int]:
        """Return the archive files with the size up to which their records are noted here."""
        return dict(self._base.execute("SELECT name, size FROM files ORDER BY name"))

    def log(self) -> pd.DataFrame:
        """Return the log of the crawl (`CRAWL_LOG`)."""
        columns = ", ".join(CRAWL_LOG.columns)
        rows = self._base.execute(f"SELECT {columns} FROM pages ORDER BY address").fetchall()  # noqa: S608
        return typed(pd.DataFrame(rows, columns=CRAWL_LOG.columns), CRAWL_LOG)

    def close(self) -> None:
        """Close the database."""
        self._base.close()
