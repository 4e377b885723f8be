"""How often verdicts on claims are right: shares of simulated worlds with a known truth, with their intervals.

Reads the committed counts of `make verdicts`, a registered source; the publication `claims` shows the shares.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from paradiplomacy.distributions import exact_interval
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput, Problem

COUNTS = ("supported", "not_supported", "inconclusive")
CLAIM = Field("claim", "text", "number of the claim", label="Claim", required=True)
SITUATION = Field("situation", "text", "kind of simulated worlds", label="Kind of world", required=True)
TRUTH = Field("truth", "text", "whether the claim is true in them", allowed=("true", "false"), required=True)
WORLDS = Field("worlds", "integer", "simulated worlds", unit="worlds", minimum=1, required=True)

VERDICT_COUNTS = Dataset(
    name="verdict_counts",
    description="Simulated worlds in which a claim is true or false, by the verdict that the ledger gave.",
    key=("claim", "situation", "truth"),
    fields=(
        Field("topic", "text", "what is drawn in these worlds", required=True),
        CLAIM,
        SITUATION,
        TRUTH,
        WORLDS,
        Field("supported", "integer", "worlds in which it is supported", minimum=0, required=True),
        Field("not_supported", "integer", "worlds in which it is not supported", minimum=0, required=True),
        Field(
            "inconclusive", "integer", "worlds in which nothing follows; in the rest a model could not be fitted",
            minimum=0, required=True,
        ),
    ),
)  # fmt: skip


def _share(name: str, description: str, *, required: bool = True) -> Field:
    return Field(name, "number", description, unit="share", minimum=0, maximum=1, required=required)


VERDICT_RATES = Dataset(
    name="verdict_rates",
    content="public",
    description="How often a claim is supported in simulated worlds in which it is true or false.",
    key=("claim", "situation", "truth"),
    fields=(
        CLAIM,
        SITUATION,
        TRUTH,
        WORLDS,
        _share("supported", "share of the worlds in which it is supported: power, or false support"),
        _share("supported_low", "lower end of its exact interval (Clopper and Pearson 1934)"),
        _share("supported_high", "upper end of it"),
        _share("not_supported", "share in which it is not supported"),
        _share("not_supported_low", "lower end of its exact interval"),
        _share("not_supported_high", "upper end of it"),
    ),
)


def rate_verdicts(counts: pd.DataFrame, claims: Collection[str], *, file: str, confidence_level: float) -> pd.DataFrame:
    """Return shares of verdicts (`VERDICT_RATES`) in the order of the counts.

    Parameters
    ----------
    counts
        worlds by verdict (`VERDICT_COUNTS`).
    claims
        numbers of the claims of the ledger.
    file
        name of the file of the counts, for messages.

    Raises
    ------
    BadInput
        with one problem for each row on an unknown claim, or with more verdicts than worlds.
    """
    problems = []
    rows = []
    for number, row in enumerate(counts.itertuples(), start=2):
        if row.claim not in claims:
            advice = "measure again (make verdicts ARGS=--write)"
            problems.append(Problem(file, "a claim of the ledger", advice, row=number, column="claim", value=row.claim))
        given = sum(int(getattr(row, name)) for name in COUNTS)
        if given > row.worlds:
            expected = f"at least as many worlds as verdicts, which are {given}"
            problems.append(
                Problem(file, expected, "correct the counts", row=number, column="worlds", value=str(row.worlds))
            )
            continue
        cells = {"claim": row.claim, "situation": row.situation, "truth": row.truth, "worlds": row.worlds}
        for verdict in COUNTS[:2]:
            hits, worlds = int(getattr(row, verdict)), int(row.worlds)
            ends = exact_interval(hits, worlds, confidence_level)
            cells |= {verdict: hits / worlds, f"{verdict}_low": ends.low, f"{verdict}_high": ends.high}
        rows.append(cells)
    if problems:
        raise BadInput(problems)
    return pd.DataFrame(rows, columns=VERDICT_RATES.columns)
