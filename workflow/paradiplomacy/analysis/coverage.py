"""Of which units a source could have shown a tie, and which ties the sources of an outcome show.

Used by analysis.build for outcomes from ties. The silence of a source that never looked is no "no".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from paradiplomacy.config.names import WEB_PAGES
from paradiplomacy.config.registers import Register
from paradiplomacy.config.waves import Wave
from paradiplomacy.ties.build import agreed_status


class TieSources:
    """The lists of ties of a run: registers, waves and the web pages of the units.

    Parameters
    ----------
    registers, waves
        by name.
    archives
        source ids of the web archives.
    responses
        answers by wave; who answered could name a tie.
    page_coverage
        units and partners of which archived pages could have shown a tie (`PAGE_COVERAGE`).
    evidence
        `EVIDENCE`.
    ties
        `TIES`.
    """

    def __init__(
        self,
        *,
        registers: Mapping[str, Register],
        waves: Mapping[str, Wave],
        archives: Sequence[str],
        responses: Mapping[str, pd.DataFrame],
        page_coverage: pd.DataFrame,
        evidence: pd.DataFrame,
        ties: pd.DataFrame,
    ) -> None:
        self._registers, self._waves, self._responses = registers, waves, responses
        self._pages = page_coverage
        self._evidence, self._ties = evidence, ties
        self._files = {name: list(register.sources) for name, register in registers.items()}
        self._files |= {name: [wave.source] for name, wave in waves.items()} | {WEB_PAGES: list(archives)}

    def covered(self, units: pd.DataFrame, partner: str, lists: Sequence[str] | None) -> pd.Series[bool]:
        """Tell of each unit whether one of the lists (None: any) could have shown a tie with a partner.

        Parameters
        ----------
        units
            unit_id, level and country.
        """
        names = list(self._files) if lists is None else lists
        registers = [self._registers[name] for name in names if name in self._registers]
        could = [
            any(register.covers(level, country) for register in registers)
            for level, country in zip(units["level"], units["country"], strict=True)
        ]
        covered = pd.Series(could, index=units.index, dtype=bool)
        for name in names:
            if name in self._waves and self._waves[name].partner == partner:
                covered |= units["unit_id"].isin(self._responses[name]["unit_id"])
        if WEB_PAGES in names:
            covered |= units["unit_id"].isin(self._pages.loc[self._pages["partner"] == partner, "unit_id"])
        return covered

    def counted(self, lists: Sequence[str] | None, states: Sequence[str]) -> pd.DataFrame:
        """Return unit_id and partner of each tie that the lists (None: any) show in one of these states.

        The state of a tie is what these lists say of it, by the rule of `agreed_status`.
        """
        ties = self._ties
        if lists is not None:
            files = [file for name in lists for file in self._files[name]]
            shown = self._evidence[self._evidence["source"].isin(files)]
            status = agreed_status(shown["tie_id"], shown["status"])
            ties = ties[ties["tie_id"].isin(status.index)]
            ties = ties.assign(status=ties["tie_id"].map(status))
        return ties.loc[ties["status"].isin(list(states)), ["unit_id", "partner"]]
