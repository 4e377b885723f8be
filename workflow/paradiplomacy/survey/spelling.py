"""Places that respondents name and that may be misspelt: much like a place that more of them name.

Used by survey.recode when all answers of a wave are read. Nothing is corrected here: "Shanxi" is much like "Shaanxi"
and is another province. A researcher decides, and writes the correction into the codebook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

SIMILAR = 0.85  # of difflib's measure; one letter of seven changed, or two of seven exchanged
FEWEST_LETTERS = 5  # of shorter names one letter makes another place
TIMES_AS_OFTEN = 3  # a spelling that is rarer than this beside another one is looked at


def rare_spellings(places: Iterable[str]) -> dict[str, str]:
    """Return each place that is much like one named at least three times as often, with the latter.

    Parameters
    ----------
    places
        the places of a wave, each as often as it was named.
    """
    named = Counter(places)
    found: dict[str, str] = {}
    for place in sorted(named):
        often = [other for other in named if other != place and named[other] >= TIMES_AS_OFTEN * named[place]]
        similar = [other for other in often if _similarity(place, other) >= SIMILAR]
        if similar:
            found[place] = max(similar, key=lambda other: (_similarity(place, other), named[other], other))
    return found


def _similarity(one: str, other: str) -> float:
    if min(len(one), len(other)) < FEWEST_LETTERS:
        return 0.0
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()
