"""How far the classifier agrees with the people who coded: precision, recall, F1 and kappa, weighted by the design.

After the coding. People coded all likely ties and a random draw of the others; inverse probabilities of being drawn
make up for that. Neither side is the truth: the scores say how far the machine reads as the coders do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.distributions import beta_quantile
from paradiplomacy.fields import Dataset, Field
from paradiplomacy.tables import typed
from paradiplomacy.web.coding_fields import NO, YES
from paradiplomacy.web.coding_plan import items_of

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
JEFFREYS = 0.5  # prior weight of each outcome
UNKNOWN = "unknown"
_SHARE: dict[str, Any] = {"minimum": 0, "maximum": 1}

CLASSIFIER_AGREEMENT = Dataset(
    name="classifier_agreement",
    content="public",
    description="Decisions of the classifier beside those of people, weighted by the inverse chance of being coded.",
    key=("language",),
    fields=(
        Field("language", "text", f'language of the pages; "{ALL}" for all', required=True),
        Field("drawn", "integer", "passages drawn", minimum=0, required=True),
        Field("coded", "integer", "of these, with a decision of people, yes or no", minimum=0, required=True),
        Field("both", "integer", "coded passages that are ties for both", minimum=0, required=True),
        Field("classifier_only", "integer", "coded passages that are ties for the classifier only", minimum=0,
              required=True),
        Field("people_only", "integer", "coded passages that are ties for people only", minimum=0, required=True),
        Field("neither", "integer", "coded passages that are ties for neither", minimum=0, required=True),
        Field("precision", "number", "share of the classifier's ties that are ties for people", **_SHARE),
        Field("precision_low", "number", "lower end of its interval (all languages only)", **_SHARE),
        Field("precision_high", "number", "upper end of its interval (all languages only)", **_SHARE),
        Field("recall", "number", "share of people's ties that the classifier finds, weighted", **_SHARE),
        Field("recall_low", "number", "lower end of its interval (all languages only)", **_SHARE),
        Field("recall_high", "number", "upper end of its interval (all languages only)", **_SHARE),
        Field("f1", "number", "harmonic mean of precision and recall", **_SHARE),
        Field("kappa", "number", "Cohen's kappa, weighted; none where one side has a single answer", maximum=1),
    ),
)  # fmt: skip


def score_classifier(
    coded: pd.DataFrame,
    sample: pd.DataFrame,
    candidates: pd.DataFrame,
    languages: pd.DataFrame,
    confidence_level: float,
    draws: int,
) -> pd.DataFrame:
    """Return `CLASSIFIER_AGREEMENT`, by language and for all.

    A passage that is drawn but not decided by people counts as missing at random among those drawn like it. Languages
    have too few passages for intervals and share the weights of the whole.

    Parameters
    ----------
    coded, sample, candidates
        `CODED`, `CODING_SAMPLE` and `CODING_CANDIDATES`.
    languages
        page_id, language.
    draws
        random draws of the interval of recall.
    """
    import pandas as pd

    table = _decisions(coded, sample, candidates, languages)
    rows = []
    for language in [*sorted(set(table["language"])), ALL]:
        own = table if language == ALL else table[table["language"] == language]
        row = {"language": language, "drawn": len(own)} | _scores(own[own["people"].notna()])
        rows.append(row | (_intervals(own, confidence_level, draws) if language == ALL else {}))
    return typed(pd.DataFrame(rows), CLASSIFIER_AGREEMENT)


def _decisions(
    coded: pd.DataFrame, sample: pd.DataFrame, candidates: pd.DataFrame, languages: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per drawn passage: language, unit, how drawn, machine, people (yes, no or missing), weight."""
    facts = candidates.assign(item=items_of(candidates), machine=candidates["decision"] == "tie")
    table = sample[["item", "page_id", "drawn_as", "inclusion"]].merge(
        facts[["item", "unit_id", "machine"]], on="item", how="left", validate="one_to_one"
    )
    table = table.merge(languages[["page_id", "language"]], on="page_id", how="left", validate="many_to_one")
    table["language"] = table["language"].fillna(UNKNOWN)
    table["unit_id"] = table["unit_id"].fillna(table["page_id"])
    tie = coded.set_index("item")["tie"]
    table["people"] = table["item"].map(tie.map({YES: True, NO: False}).dropna())
    decided = table["people"].notna().groupby(table["drawn_as"]).transform("mean")
    table["weight"] = 1 / (table["inclusion"].astype(float) * decided.where(decided > 0))
    return table


def _scores(table: pd.DataFrame) -> dict[str, Any]:
    machine, people = table["machine"].to_numpy(dtype=bool), table["people"].to_numpy(dtype=bool)
    weight = table["weight"].to_numpy(dtype=float)
    cells = {
        "both": machine & people,
        "classifier_only": machine & ~people,
        "people_only": ~machine & people,
        "neither": ~machine & ~people,
    }
    both, machine_only, people_only, neither = (float(weight[cell].sum()) for cell in cells.values())
    total = both + machine_only + people_only + neither
    alike = (both + neither) / total if total else float("nan")
    chance = float("nan")
    if total:
        by_machine, by_people = (both + machine_only) / total, (both + people_only) / total
        chance = by_machine * by_people + (1 - by_machine) * (1 - by_people)
    return {
        "coded": len(table),
        **{name: int(cell.sum()) for name, cell in cells.items()},
        "precision": _ratio(both, both + machine_only),
        "recall": _ratio(both, both + people_only),
        "f1": _ratio(2 * both, 2 * both + machine_only + people_only),
        "kappa": _ratio(alike - chance, 1 - chance) if total and chance < 1 else float("nan"),
    }


def _intervals(table: pd.DataFrame, confidence_level: float, draws: int) -> dict[str, float]:
    """Return the ends of the intervals of precision and recall.

    Jeffreys' interval (Brown, Cai and DasGupta 2001), which does not close up where nothing was found, with the
    effective number of passages of clusters (Korn and Graubard 1998), the units: those of one site are alike. Recall
    joins what is overlooked among likely ties and, drawn from its own distribution, among the others that nobody coded.
    """
    decided = table[table["people"].notna()].astype({"people": bool})
    likely, unlikely = (decided[decided["drawn_as"] == name] for name in ("likely", "unlikely"))
    tail = (1 - confidence_level) / 2
    ends: dict[str, float] = {}
    found = likely[likely["machine"]]
    if len(found):
        shape = _shape(found["people"].to_numpy(dtype=bool), found["unit_id"].to_numpy())
        ends |= {"precision_low": beta_quantile(tail, *shape), "precision_high": beta_quantile(1 - tail, *shape)}
    ties = likely[likely["people"]]
    if ties["machine"].any():
        rng = np.random.default_rng(crc32(b"recall of the classifier"))
        among_likely = rng.beta(*_shape(ties["machine"].to_numpy(dtype=bool), ties["unit_id"].to_numpy()), size=draws)
        overlooked: NDArray[Any] = np.zeros(draws)
        if len(unlikely):
            seen = float(unlikely["people"].sum())
            share = rng.beta(seen + JEFFREYS, len(unlikely) - seen + JEFFREYS, size=draws)
            unseen = round(float(unlikely["weight"].sum())) - len(unlikely)
            overlooked = seen + rng.binomial(unseen, share)
        right = float(ties.loc[ties["machine"], "weight"].sum())
        recall = 1 / (1 / among_likely + overlooked / right)
        low, high = np.quantile(recall, [tail, 1 - tail])
        ends |= {"recall_low": float(low), "recall_high": float(high)}
    return ends


def _shape(yes: NDArray[np.bool_], units: NDArray[Any]) -> tuple[float, float]:
    """Return both parameters of the beta distribution of a share, given answers in clusters (units)."""
    share, n = float(yes.mean()), len(yes)
    effective = float(len(set(units)))  # where all are alike nothing tells how alike units are: be cautious
    if 0 < share < 1:
        deviations = np.zeros(len(set(units)))
        np.add.at(deviations, np.unique(units, return_inverse=True)[1], yes - share)
        groups = len(deviations)
        variance = groups / max(groups - 1, 1) * float(deviations @ deviations) / n**2
        effective = min(share * (1 - share) / variance, n) if variance > 0 else n
    return share * effective + JEFFREYS, (1 - share) * effective + JEFFREYS


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")
