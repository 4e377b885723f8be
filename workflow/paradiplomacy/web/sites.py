"""Which addresses belong to which unit: the list of official sites, read for the crawl and for archived pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import read_table
from paradiplomacy.web.archive_fields import SITES


def read_sites(path: str | Path, known_units: set[str] | None = None) -> pd.DataFrame:
    """Return the list of sites: unit_id and address.

    Parameters
    ----------
    path
        CSV with the columns unit_id and address, one row per site; a unit may have several.
    known_units
        units of the frame; None: the units are not checked.

    Raises
    ------
    BadInput
        naming each address that is none of the web, each unknown unit, and each site of two units.
    """
    sites = read_table(path, SITES)
    file = Path(path).as_posix()
    problems = SITES.problems(sites, file)
    owners: dict[tuple[str, str], str] = {}
    for row, (unit, address) in enumerate(sites[["unit_id", "address"]].itertuples(index=False, name=None), 2):
        if pd.isna(unit) or pd.isna(address):
            continue  # said by the field table
        if known_units is not None and unit not in known_units:
            problems.append(
                Problem(file, "a unit of the frame", "correct the code", row=row, column="unit_id", value=unit)
            )
        host, folder = place_of(address)
        if not host or urlsplit(address).scheme not in ("http", "https"):
            expected = "an address that begins with http:// or https://"
            problems.append(Problem(file, expected, "correct it", row=row, column="address", value=address))
        elif owners.setdefault((host, folder), unit) != unit:
            other = owners[host, folder]
            expected = f"a site of one unit (it is that of {other}, too)"
            problems.append(Problem(file, expected, "remove one row", row=row, column="address", value=address))
    if problems:
        raise BadInput(problems)
    return sites


def place_of(address: str) -> tuple[str, str]:
    """Return host (without www.) and folder of a site; ("", "") for what is no address."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError:
        return "", ""
    folder = parts.path.rpartition("/")[0]
    return (host.removeprefix("www.") + port if host else ""), folder


class SiteOwners:
    """Finds the unit of an address: by host or a host above it, and by the longest folder.

    Parameters
    ----------
    sites
        table of sites (`read_sites`).
    """

    def __init__(self, sites: pd.DataFrame) -> None:
        self._owners: dict[str, dict[str, str]] = {}
        for unit, address in sites[["unit_id", "address"]].itertuples(index=False, name=None):
            host, folder = place_of(address)
            self._owners.setdefault(host, {})[folder] = unit

    def unit_of(self, address: str) -> str | None:
        """Return the unit whose site holds this address; None where there is none."""
        host, _ = place_of(address)
        try:
            path = urlsplit(address).path
        except ValueError:
            return None
        while host:
            folders: Mapping[str, str] = self._owners.get(host, {})
            for folder in sorted(folders, key=len, reverse=True):
                if not folder or path == folder or path.startswith(folder + "/"):
                    return folders[folder]
            host = host.partition(".")[2]
        return None
