"""What was promised to respondents: which answers of a wave may be shown of a single unit.

The codebooks say it question by question; the later stages ask here before they write what a reader may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from paradiplomacy.survey.codebook import Codebook, PartnerListQuestion, PartnersQuestion, read_codebook


@dataclass(frozen=True)
class Promise:
    """What may be shown of single units.

    Parameters
    ----------
    fields
        by wave, the fields whose answers may be shown.
    named
        waves whose respondents were told that the places they name may be shown.
    """

    fields: Mapping[str, frozenset[str]]
    named: frozenset[str]

    def shows(self, wave: str, field: str) -> bool:
        """Tell whether the answers to a question of a wave may be shown of single units."""
        return field in self.fields.get(wave, frozenset())

    def shows_who_answered(self, wave: str) -> bool:
        """Tell whether it may be shown that a unit answered: where one of its answers is shown, it is to be seen."""
        return bool(self.fields.get(wave))


def promise_of(codebooks: Mapping[str, Codebook]) -> Promise:
    """Return what the codebooks of the waves, by name, leave public of single units.

    Places that are named in free text are never public by themselves, as their question is restricted.
    """
    fields, named = {}, set()
    for wave, codebook in codebooks.items():
        public = [question for question in codebook.fields if question.sensitivity == "public"]
        fields[wave] = frozenset(question.name for question in public)
        asking = [q for q in codebook.fields if isinstance(q, (PartnersQuestion, PartnerListQuestion))]
        if asking and all(question in public for question in asking):
            named.add(wave)
    return Promise(fields, frozenset(named))


def read_promise(codebooks: Mapping[str, str | Path]) -> Promise:
    """Return the promise of the waves by the paths of their codebooks; `BadInput` where one is faulty."""
    return promise_of({wave: read_codebook(path) for wave, path in codebooks.items()})
