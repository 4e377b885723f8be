"""Which kinds of evidence a world has no source for, in sentences; pages on the whole of the results say so."""

from __future__ import annotations

from collections.abc import Mapping

from paradiplomacy.config.registers import Register
from paradiplomacy.config.study import Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.config.web import Archives


def missing_evidence(
    waves: Mapping[str, Wave], registers: Mapping[str, Register], studies: Mapping[str, Study], archives: Archives
) -> list[str]:
    """Return a sentence for each kind of evidence that this world has no source for."""
    missing = []
    if not waves:
        missing.append(
            "No survey: cooperation is read from registers alone, and no answer was made up to fill the gap."
        )
    covered = {level for register in registers.values() for level in register.levels}
    surveyed = {wave.level for wave in waves.values()}
    studied = {level for study in studies.values() for level in study.levels}
    if "region" not in covered | surveyed or "region" not in studied:
        missing.append("No source on the ties of regions: regions are counted and described, but not modelled.")
    if not archives.sources:
        missing.append("No archive of websites: ties that only a unit's own pages tell of are not seen.")
    return missing
