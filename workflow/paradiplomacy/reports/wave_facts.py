"""What the codebook of a wave says of the wave as a whole: field time, population, response, terms of use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import Field

from paradiplomacy.config.model import Partner, Report, Section, World
from paradiplomacy.config.waves import Disclosure, PartnerWave, Wave
from paradiplomacy.survey.codebook import Codebook

LEVELS = {"city": "cities", "region": "regions"}
PROGRAMS = {
    "limesurvey": "self-administered web questionnaire (LimeSurvey)",
    "qualtrics": "self-administered web questionnaire (Qualtrics)",
    "spss": "not recorded: the answers came as an SPSS file",
    "spreadsheet": "not recorded: the answers were entered by hand",
}
USE = {
    "restricted": "The answers of single units stay with those who work on the project, but for the questions of which "
    "respondents were told that their answers are shown of single units, too; each question says which it is. Places "
    "that respondents name are shown of a unit only where a register or a web page shows them, too. The counts of this "
    "codebook may be published.",
    "public": "The answers may be used under the licence of the source.",
}


class SurveySettings(Section):
    """The parts of the configuration that the codebooks rest on."""

    world: World
    results: str
    waves: dict[str, Wave]
    partner_waves: dict[str, PartnerWave] = Field(default_factory=dict)
    partners: dict[str, Partner]
    report: Report
    disclosure: Disclosure


@dataclass(frozen=True)
class WaveFacts:
    """A wave as a whole, in words where it is printed as words."""

    wave: str
    title: str
    level: str
    period: str
    partner: str
    authors: tuple[str, ...]
    stamp: str
    mode: str
    population: str
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    invited: int
    complete: int
    partial: int
    licence: str
    use: str
    smallest_cell: int
    of_pairs: bool = False

    @property
    def answered(self) -> int:
        """Units that answered, those that broke off after the first question among them."""
        return self.complete + self.partial

    @property
    def response(self) -> str:
        """Invitations, answers and response rates (AAPOR 2023, RR1 and RR2) in words."""
        asked = "pairs" if self.of_pairs else "units"
        rates = (100 * count / self.invited for count in (self.complete, self.answered))
        return (
            f"{self.invited:,} {asked} were invited, {self.complete:,} answered to the end and {self.partial:,} in "
            "part: response rate {:.1f}% (RR1), {:.1f}% with partial answers (RR2)".format(*rates)
        )

    @property
    def abstract(self) -> str:
        """What the wave is about, in one sentence."""
        units = LEVELS[self.level]
        if self.of_pairs:
            return f"Survey of places in {self.partner} on their cooperation with European {units}, pair by pair."
        return f"Survey of the administrations of European {units} on their cooperation with {self.partner}."

    @property
    def weighting(self) -> str:
        """Whether counts are weighted."""
        return "The counts of this codebook are unweighted: they are of the units that answered."

    @property
    def disclosure(self) -> str:
        """The disclosure rule in words."""
        few = self.smallest_cell
        return (
            f"A count under {few} is not printed, and stands as “< {few}”; a zero is such a count. Where it could be "
            "computed from what is printed (the answers to a question add up to those who answered the wave, and a "
            "branch is asked of those whose answers lead to it), further counts are withheld until every number from "
            f"0 to {few - 1} remains possible. Which ones, a linear programme chooses: few and small ones, and missing "
            "answers and unticked boxes before the answers themselves. Shares are left out where they would give a "
            f"count away. Quartiles need {4 * few} answers. Tables of findings on these answers withhold small "
            "counts by the same rule, each within itself; what several tables give away together is not looked into."
        )

    @property
    def disclosure_short(self) -> Mapping[str, str]:
        """Why a count is not printed, by its mark."""
        few = self.smallest_cell
        return {"small": f"it is under {few}", "withheld": f"one under {few} could be computed from it"}


def facts_of_wave(
    wave: str,
    settings: SurveySettings,
    codebook: Codebook,
    dispositions: pd.DataFrame,
    countries: pd.DataFrame,
    source: Mapping[str, Any],
) -> WaveFacts:
    """Return the facts of a wave.

    Parameters
    ----------
    dispositions
        one row per invited unit (`DISPOSITIONS`), or per invited pair (`PAIRS`).
    countries
        the table of countries, for their names.
    source
        registry entry of the export: licence and sensitivity.
    """
    of_pairs = wave in settings.partner_waves
    entry = settings.partner_waves[wave] if of_pairs else settings.waves[wave]
    outcome = dispositions["disposition"].value_counts()
    names = countries.set_index("country")["name"]
    where = [str(names[country]) for country in sorted(dispositions["country"].unique())]
    return WaveFacts(
        wave=wave,
        title=entry.title,
        level=entry.level,
        period=entry.period,
        partner=settings.partners[entry.partner].name,
        authors=tuple(settings.report.authors),
        stamp=settings.world.stamp,
        mode=PROGRAMS[codebook.format],
        population=_population(entry.level, len(dispositions), len(where), of_pairs),
        countries=tuple(sorted(where)),
        languages=languages(codebook),
        invited=len(dispositions),
        complete=int(outcome.get("complete", 0)),
        partial=int(outcome.get("partial", 0)),
        licence=str(source["licence"]),
        use=USE[str(source["sensitivity"])],
        smallest_cell=settings.disclosure.smallest_cell,
        of_pairs=of_pairs,
    )


def _population(level: str, invited: int, countries: int, of_pairs: bool) -> str:
    if of_pairs:
        return f"Pairs of a partner place and one of the {LEVELS[level]} of {countries} countries, {invited:,} in all"
    return f"{LEVELS[level].capitalize()} of the census of units, {invited:,} in {countries} countries"


def languages(codebook: Codebook) -> tuple[str, ...]:
    """Return the languages of the questions (ISO 639-1), in the order in which they first stand."""
    found: Sequence[str] = [language for question in codebook.fields for language in question.question]
    return tuple(dict.fromkeys(found))
