"""Words for what stands in tables and figures."""

from __future__ import annotations

from collections.abc import Mapping

from paradiplomacy.config.study import Factor


def term_label(term: str, factors: Mapping[str, Factor]) -> str:
    """Return a term in words: the factor's label, and for a category what it is compared with."""
    name, _, category = term.partition(": ")
    factor = factors[name]
    return f"{factor.label}: {category}, not {factor.reference}" if category else factor.label


def sentence_case(text: str) -> str:
    """Return the text with its first letter large."""
    return text[:1].upper() + text[1:]
