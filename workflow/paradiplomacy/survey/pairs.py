"""Waves that ask partner places about their tie with a unit: one answer for each pair, ingested as any other answer.

Beside survey.ingest, whose rules on identity, duplicates and broken-off answers hold here, too; a respondent stands for
a pair of unit and place in place of a unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.fields import PAIRS
from paradiplomacy.survey.ingest import ingest_wave, responses_dataset
from paradiplomacy.tables import typed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class IngestedPairs:
    """A wave of partner places after recoding and validation; the tables without a remark are those of `Ingested`."""

    answers: pd.DataFrame
    """One row per pair that was answered (`pair_answers_dataset`)."""
    answers_dataset: Dataset
    pairs: pd.DataFrame
    """One row per invited pair (PAIRS)."""
    set_aside: pd.DataFrame
    accounting: pd.DataFrame
    flags: pd.DataFrame
    duplicates: pd.DataFrame


def pair_answers_dataset(codebook: Codebook) -> Dataset:
    """Return the field table of the answers of a wave of partner places."""
    whole = responses_dataset(codebook)
    place = Field("place", "text", "partner place that answered", required=True)
    return Dataset(
        "pair_answers",
        "One row per pair of unit and partner place that was answered; every answer is a code or a kind of missing.",
        ("unit_id", "place"),
        (whole.fields[0], place, *whole.fields[1:]),
        content="units",
    )


def ingest_pairs(
    export: pd.DataFrame,
    codebook: Codebook,
    invitations: pd.DataFrame,
    units: pd.DataFrame,
    wave: str,
    partner: str,
    level: str,
    source: str,
    file: str | None = None,
) -> IngestedPairs:
    """Recode and validate the answers of partner places.

    Parameters
    ----------
    export
        text cells as `survey.export.read_export` returns them.
    invitations
        wave, unit_id, place, token (PAIR_INVITATIONS); a place has a token for each unit with which it is paired.
    units
        the frame: at least unit_id, level and country.
    wave, partner, level, source, file
        as of `ingest_wave`; the level is that of the units.

    Raises
    ------
    BadInput
        as `ingest_wave` does, and when a pair was invited twice or a place is missing.
    """
    invitations = invitations.reset_index(drop=True)
    mine = invitations[invitations["wave"] == wave]
    problems = [
        Problem("invitations", "the partner place", "fill it in", row=int(row) + 2, column="place")
        for row in mine.index[mine["place"].isna()]
    ]
    twice = mine.duplicated(["unit_id", "place"])
    problems += [
        Problem("invitations", "one invitation for each pair", "take the second out", row=int(row) + 2, column="place")
        for row in mine.index[twice & mine["place"].notna()]
    ]
    if problems:
        raise BadInput(problems)
    pair = mine["unit_id"] + " and " + mine["place"]
    of_pair = mine.assign(pair=pair).set_index("pair")[["unit_id", "place"]]
    known = units.drop_duplicates("unit_id").set_index("unit_id")
    # a unit that is not in the frame keeps its own id, so that the report names it
    in_frame = mine["unit_id"].isin(known.index)
    frame = known.loc[mine.loc[in_frame, "unit_id"]].reset_index(drop=True).assign(unit_id=pair[in_frame].array)
    invited = mine[["wave", "token"]].assign(unit_id=pair.where(in_frame, mine["unit_id"]))
    found = ingest_wave(export, codebook, invited, frame, wave, partner, level, source, file)
    dataset = pair_answers_dataset(codebook)

    def split(table: pd.DataFrame) -> pd.DataFrame:
        both = of_pair.loc[table["unit_id"]]
        return table.assign(unit_id=both["unit_id"].array, place=both["place"].array)

    def of_unit(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(unit_id=of_pair.loc[table["unit_id"], "unit_id"].astype("string").array)

    return IngestedPairs(
        answers=typed(split(found.responses).sort_values(["unit_id", "place"]), dataset),
        answers_dataset=dataset,
        pairs=typed(split(found.dispositions).sort_values(["unit_id", "place"]), PAIRS),
        set_aside=found.set_aside,
        accounting=found.accounting,
        flags=of_unit(found.flags),
        duplicates=of_unit(found.duplicates),
    )
