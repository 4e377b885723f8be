"""Words for what stands in tables and figures."""

from __future__ import annotations

from collections.abc import Mapping

from paradiplomacy.config.study import Factor

# kinds of figures, with which the names of their files begin
FIGURES = {
    "map": "Map",
    "tiles": "Ties by province or state",
    "flows": "Ties between countries and provinces or states",
    "profiles": "Kinds of cooperation",
    "model": "Model of cooperation",
    "response": "Map of those that answered",
    "effects": "Marginal effects",
    "slopes": "Shares on the same units, by size and region",
    "curve": "Predicted probability by population",
    "rootogram": "Numbers of ties, expected and observed",
    "responders": "Units that answered, beside all that were invited",
    "prediction": "Countries predicted from the others",
    "specifications": "All specifications",
    "areas": "Areas of cooperation",
    "coordination": "Coordination with others at home",
    "founding": "Ties by the year in which they began",
    "instruments": "Instruments by the period of the beginning",
}


def term_label(term: str, factors: Mapping[str, Factor]) -> str:
    """Return a term in words: the factor's label, and for a category what it is compared with."""
    name, _, category = term.partition(": ")
    factor = factors[name]
    return f"{factor.label}: {category}, not {factor.reference}" if category else factor.label


def sentence_case(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]
