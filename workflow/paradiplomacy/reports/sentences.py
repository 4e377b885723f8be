"""Sentences of the chapters that say the same of each partner of a study, in the words that its values ask for.

A chapter stands in studies of one partner and of several; it names no country, and these functions do it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from paradiplomacy.findings.fields import FRAME_BY_COUNTRY
from paradiplomacy.reports.exhibits import Report
from paradiplomacy.reports.labels import sentence_case


def listed(words: Iterable[str]) -> str:
    """Return words as a list of running text: "a", "a and b", "a, b and c"."""
    *first, last = list(words)
    return f"{', '.join(first)} and {last}" if first else last


def of_each(report: Report, phrase: str, value: str | Callable[[str], str], unknown: str = "") -> str:
    """Return a phrase for each partner, joined by "and".

    Parameters
    ----------
    phrase
        text with {name}, the partner's name, and {value}.
    value
        name of a value with {code} in place of the partner's code, which is printed with its interval where it has
        one; or what gives the text for a code.
    unknown
        phrase where the run has no such value; without it that is an error, as of every value.

    Raises
    ------
    KeyError
        when the run has no such value and there are no words for that.
    """
    said = []
    for code in report.study.partners:
        name = report.configuration.partners[code].name
        if unknown and isinstance(value, str) and not report.has(value.format(code=code)):
            said.append(unknown.format(name=name))
            continue
        text = _printed(report, value.format(code=code)) if isinstance(value, str) else value(code)
        said.append(phrase.format(name=name, value=text))
    return listed(said)


def sign_of_each(report: Report, value: str, positive: str, negative: str, unclear: str, unknown: str = "") -> str:
    """Return a full sentence with a clause for each partner that fits the sign of its value, and the value after it.

    Parameters
    ----------
    value
        name of the value, with {code} in place of the partner's code.
    positive, negative, unclear
        clause for an interval above zero, below it, and around it, with {name} for the partner's name. A value
        without interval is unclear.
    unknown
        clause where the run has no such value; without it that is an error, as of every value.

    Raises
    ------
    KeyError
        when the run has no such value and there are no words for that.
    """
    said = []
    for code in report.study.partners:
        name = value.format(code=code)
        if unknown and not report.has(name):
            said.append(unknown.format(name=report.configuration.partners[code].name))
            continue
        clause = report.sign(name, positive, negative, unclear)
        said.append(f"{clause.format(name=report.configuration.partners[code].name)}, {_printed(report, name)}")
    return sentence_case("; ".join(said)) + "."


def each_partner(report: Report, sentence: Callable[[Report, str], str]) -> str:
    """Return what a function says of each partner, joined by semicolons."""
    return "; ".join(sentence(report, code) for code in report.study.partners)


def partners_in_words(report: Report) -> str:
    """Return the names of the partners of the study."""
    return listed(report.configuration.partners[code].name for code in report.study.partners)


def area_in_words(report: Report) -> str:
    """Return where the units of the study lie: the European Union, or its countries by name."""
    if report.study.countries == "all":
        return "the European Union"
    frame = report.table("frame_by_country", FRAME_BY_COUNTRY)
    return listed(sorted(set(frame["country_name"])))


def _printed(report: Report, name: str) -> str:
    value = report.value(name)
    return report.v(name) if value.low is None or value.high is None else report.ci(name)
