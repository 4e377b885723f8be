"""Which unit an answer belongs to: by the token of its invitation or, where there is none, by name and country.

Stands at the beginning of survey.ingest. A name that no unit bears, or several, is never guessed: the answer is set
aside.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from paradiplomacy.frame.names import BRACKETS, normalised_name
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.survey.codebook import Codebook, UnitColumns
from paradiplomacy.survey.fields import INVITATIONS

if TYPE_CHECKING:
    import pandas as pd

# what an administration writes before the name of its place, normalised
BEFORE_A_NAME = re.compile(
    r"^(?:the )?(?:city of|municipality of|region of|stadt|landeshauptstadt|hansestadt|gemeinde|ville de|commune de|"
    r"region|comune di|citta di|ayuntamiento de|ciudad de|municipio de|camara municipal de|"
    r"gemeente|miasto|mesto) (?=\w)"
)
SIMILAR = 0.75  # of difflib's measure: near enough to be shown, never taken


@dataclass
class Identified:
    """The unit of each answer."""

    unit: pd.Series[Any]
    """unit_id by row of the export; missing where the answer is in `unmatched` or a problem was found."""
    unmatched: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Row -> the answer in words, and why it belongs to no unit."""
    problems: list[Problem] = field(default_factory=list)
    """Tokens that were not invited."""


def identify_units(
    answers: pd.DataFrame,
    codebook: Codebook,
    invited: pd.DataFrame,
    units: pd.DataFrame,
    wave: str,
    level: str,
    file: str,
) -> Identified:
    """Match answers to units.

    An answer with a token belongs to the unit that the token was sent to. One without is matched by name and country
    where the codebook names their columns: case, accents, punctuation and words such as "City of" make no difference,
    and all names of a unit in the frame count, those in other languages among them.

    Parameters
    ----------
    answers
        the rows of the export that are answers.
    invited
        unit_id and token of the invitations to the wave.
    units
        the frame: unit_id, level and country; for the matching by names also name and names.
    """
    import pandas as pd

    if codebook.token is None:
        tokens = pd.Series(pd.NA, index=answers.index, dtype="string")
    else:
        tokens = answers[codebook.token]
    unit = tokens.map(invited.set_index("token")["unit_id"]).astype("string")
    found = Identified(unit)
    remedy = "complete the list of invitations, or name the rows that are no interviews in the codebook (no_interview)"
    names = _Names(units[units["level"] == level], codebook.unit) if codebook.unit else None
    for row in unit.index[unit.isna()]:
        empty = bool(pd.isna(tokens[row]))
        if names is None or not empty:
            wrong = "a token is required" if empty else f"a token of the wave {wave} expected"
            found.problems.append(Problem(file, wrong, remedy, row=int(row), column=codebook.token or ""))
            continue
        name, country = answers.loc[row, names.columns.name], answers.loc[row, names.columns.country]
        matched, reason = names.find(None if pd.isna(name) else name, None if pd.isna(country) else country)
        if matched is not None and matched not in set(invited["unit_id"]):
            reason = f"{matched} was not invited to the wave {wave}; complete the list of invitations"
            matched = None
        if matched is None:
            words = "an answer without a name" if pd.isna(name) else f'an answer for "{name}"'
            found.unmatched[int(row)] = (words, reason)
        else:
            unit[row] = matched
    return found


class _Names:
    """The units of a level by country and normalised name."""

    def __init__(self, units: pd.DataFrame, columns: UnitColumns) -> None:
        self.columns = columns
        self._units: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for one in units.itertuples():
            for name in {str(one.name), *str(one.names).split("|")}:
                self._units[str(one.country)][normalised_name(name)].add(str(one.unit_id))

    def find(self, name: str | None, country: str | None) -> tuple[str | None, str]:
        """Return the unit of this name, or None and why there is none."""
        if name is None or country is None:
            return None, "neither a token nor name and country of the unit; give the answer a token"
        code = self.columns.countries.get(country, country)
        if code not in self._units:
            wrong = f'"{country}" is no country of the frame'
            return None, f"{wrong}; write what it stands for under unit.countries in the codebook"
        known = self._units[code]
        plain = normalised_name(name)
        without_brackets = normalised_name(BRACKETS.sub("", name))
        spellings = [plain, BEFORE_A_NAME.sub("", plain), without_brackets, BEFORE_A_NAME.sub("", without_brackets)]
        matches = next((known[spelling] for spelling in spellings if spelling in known), set())
        if len(matches) == 1:
            return next(iter(matches)), ""
        if matches:
            wrong = f'"{name}" in {code} may be {", ".join(sorted(matches))}'
            return None, f"{wrong}; give the answer a token, or write the name in full"
        near = get_close_matches(plain, sorted(known), n=3, cutoff=SIMILAR)
        similar = f" (similar: {', '.join(near)})" if near else ""
        return None, f'no unit of the frame in {code} is called "{name}"{similar}; give the answer a token'


def invited_units(invitations: pd.DataFrame, units: pd.DataFrame, wave: str, level: str) -> pd.DataFrame:
    """Return unit_id, token and country of the invitations to the wave; tokens are keys and stand in no message.

    Raises
    ------
    BadInput
        when a column is absent, no unit was invited, a token is missing or stands twice, or a unit is not in the frame
        or of another level.
    """
    import pandas as pd

    file = "invitations"
    absent = [column for column in INVITATIONS.columns if column not in invitations]
    if absent:
        raise BadInput(
            Problem(file, "this column to be present", "add it, or correct its name", column=column)
            for column in absent
        )
    numbered = invitations.reset_index(drop=True)
    mine = numbered[numbered["wave"] == wave]
    if mine.empty:
        raise BadInput([Problem(file, f"invitations to the wave {wave}, there are none", "add them", column="wave")])
    frame = units.drop_duplicates("unit_id").set_index("unit_id")
    problems = []
    repeated = mine["token"].duplicated() & mine["token"].notna()
    for position, unit_id, token in zip(mine.index, mine["unit_id"], mine["token"], strict=True):
        row = int(position) + 2
        if pd.isna(token) or not str(token).strip():
            problems.append(Problem(file, "a token", "fill it in", row=row, column="token"))
        elif repeated[position]:
            wrong = "a token of its own for each invitation to the wave"
            problems.append(Problem(file, wrong, "correct the token", row=row, column="token"))
        if unit_id not in frame.index:
            wrong, remedy = "a unit of the frame", "correct the code, or add the unit to the frame"
            problems.append(Problem(file, wrong, remedy, row=row, column="unit_id", value=str(unit_id)))
        elif frame.loc[unit_id, "level"] != level:
            wrong = f"a {level}, since the wave {wave} asks units of this level"
            problems.append(Problem(file, wrong, "correct the row", row=row, column="unit_id", value=str(unit_id)))
    if problems:
        raise BadInput(problems)
    return mine[["unit_id", "token"]].assign(country=mine["unit_id"].map(frame["country"]))
