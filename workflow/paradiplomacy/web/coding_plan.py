"""Which passages people code, and who: all likely ties, a random draw of the others, and part of both twice.

Reads the classifier's decisions; the coding sheets are written from its plan. Chance is drawn from names, so that the
same candidates give the same plan on every machine, and a new candidate hardly changes the draw of the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.tables import typed
from paradiplomacy.web.coding_fields import CODING_SAMPLE

if TYPE_CHECKING:
    import pandas as pd

BANDS = (0.05, 0.2, 0.5, 0.8)  # bounds of the bands of probability by which the plan is reported
ITEM_LENGTH = 12  # hexadecimal digits: two of a hundred thousand passages share a name once in 50,000 plans
CLASSIFIER = "classifier"  # no person may go by this name


def draw_coding_sample(
    candidates: pd.DataFrame,
    coders: Sequence[str],
    *,
    likely_from: float,
    unlikely: int,
    double_share: float,
    seed: str,
) -> pd.DataFrame:
    """Return the plan of coding (`CODING_SAMPLE`).

    Every candidate from `likely_from` on is taken; of the others a simple random sample, so that what the classifier
    overlooks can be estimated. Within both, the given share is coded by two people. Each passage goes to the coder who
    comes next, in an order drawn by chance; so does the second coding.

    Parameters
    ----------
    candidates
        `CODING_CANDIDATES`.
    coders
        names of the coders, two at least where any passage is coded twice.
    likely_from
        probability from which on a candidate is a likely tie.
    unlikely
        number of the other candidates to draw; all where there are fewer.
    double_share
        share of passages that two people code, rounded up within likely and unlikely ones.
    seed
        another word draws another sample.

    Raises
    ------
    BadInput
        when names of coders do not serve, or a share is out of range.
    """
    import pandas as pd

    _check(coders, likely_from, unlikely, double_share)
    table = candidates[["page_id", "partner", "place", "probability"]].copy()
    table["item"] = items_of(candidates)
    keys = table["item"]
    for purpose in ("draw", "double", "order"):
        table[purpose] = [_digest(f"{seed}\t{purpose}\t{key}") for key in keys]
    table["band"] = [probability_band(float(value)) for value in table["probability"]]
    likely = table["probability"] >= likely_from
    parts = []
    for name, part, wanted in (
        ("likely", table[likely], int(likely.sum())),
        ("unlikely", table[~likely], min(unlikely, int((~likely).sum()))),
    ):
        drawn = part.sort_values("draw").head(wanted).sort_values("double")
        twice = ceil(round(double_share * wanted, 9))  # 0.2 of 35 is 7, whatever binary fractions make of it
        parts.append(
            drawn.assign(
                drawn_as=name, inclusion=wanted / max(len(part), 1), twice=[at < twice for at in range(len(drawn))]
            )
        )
    sample = pd.concat(parts).sort_values("order", ignore_index=True)
    sample["order"] = sample.index + 1
    sample["coders"] = _assigned(sample["twice"].tolist(), sorted(coders))
    return typed(sample[list(CODING_SAMPLE.columns)], CODING_SAMPLE)


def items_of(candidates: pd.DataFrame) -> list[str]:
    """Return the name of each passage in sheets, drawn from page, address, partner country and place.

    The page is archive and offset. Nothing of the classifier is in the name, so that codes outlive its changes.
    """
    columns = [name for name in ("page_id", "address", "partner", "place") if name in candidates]
    rows = candidates[columns].astype(object).where(candidates[columns].notna(), "").to_numpy()
    return [_digest("\t".join(map(str, row)))[:ITEM_LENGTH] for row in rows]


def probability_band(probability: float) -> str:
    """Return the band of a probability, as "0.20 to 0.50"; its lower end belongs to it."""
    bounds = (0.0, *BANDS, 1.0)
    place = sum(probability >= bound for bound in BANDS)
    return f"{bounds[place]:.2f} to {bounds[place + 1]:.2f}"


def _assigned(twice: Sequence[bool], coders: Sequence[str]) -> list[str]:
    """Return the coders of each passage; pairs change so that everybody meets everybody."""
    found, singles, pairs = [], 0, 0
    for double in twice:
        if double:
            first = pairs % len(coders)
            distance = 1 + pairs // len(coders) % (len(coders) - 1)
            found.append("|".join(sorted((coders[first], coders[(first + distance) % len(coders)]))))
            pairs += 1
        else:
            found.append(coders[singles % len(coders)])
            singles += 1
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _check(coders: Sequence[str], likely_from: float, unlikely: int, double_share: float) -> None:
    place = "the plan of coding"
    found = [
        Problem(place, "a name of letters, digits and hyphens that nobody else has", "rename the coder",
                column="coders", value=name)
        for name in coders
        if not name.replace("-", "").isalnum() or name in (CLASSIFIER, "adjudicator")
        or [one.casefold() for one in coders].count(name.casefold()) > 1
    ]  # fmt: skip
    if len(coders) < (2 if double_share > 0 else 1):
        found.append(Problem(place, "two coders at least for double coding, else one", "name them", column="coders"))
    for column, value in (("likely-from", likely_from), ("double-share", double_share)):
        if not 0 <= value <= 1:
            found.append(Problem(place, "a share from 0 to 1", "correct it", column=column, value=f"{value:g}"))
    if unlikely < 0:
        found.append(Problem(place, "a number of at least 0", "correct it", column="unlikely", value=str(unlikely)))
    if found:
        raise BadInput(found)
