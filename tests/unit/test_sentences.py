"""Sentences on each partner of a study: one clause for each, and the one that its value asks for."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from paradiplomacy.findings.values import Value
from paradiplomacy.reports import sentences
from paradiplomacy.reports.exhibits import Report


class Told(Report):
    """A report with values of its own, on partners A and B."""

    def __init__(self, partners: list[str], **values: tuple[float, float | None, float | None]) -> None:
        named = {"A": SimpleNamespace(name="Aland"), "B": SimpleNamespace(name="the Bees")}
        self.configuration = SimpleNamespace(partners=named, confidence_level=0.95)
        self.study = SimpleNamespace(partners=partners)
        self._told = {
            name: Value(value, f"{value:.0%}", "share", "a_rule", "", low, high)
            for name, (value, low, high) in values.items()
        }

    @property
    def _values(self) -> dict[str, Value]:
        return self._told


CLAUSES = ("cities like {name}", "cities dislike {name}", "cities do not care for {name}")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.1, 0.3, "Cities like Aland, 20% (95% CI 10.0% to 30.0%)."),
        (-0.3, -0.1, "Cities dislike Aland, 20% (95% CI -30.0% to -10.0%)."),
        (-0.1, 0.3, "Cities do not care for Aland, 20% (95% CI -10.0% to 30.0%)."),
        (None, None, "Cities do not care for Aland, 20%."),
    ],
)
def test_the_clause_is_that_of_the_interval(low, high, said):
    report = Told(["A"], A=(0.2, low, high))
    assert sentences.sign_of_each(report, "{code}", *CLAUSES) == said


def test_each_partner_has_its_own_clause_and_none_is_left_out():
    report = Told(["A", "B"], A=(0.2, 0.1, 0.3))
    told = sentences.sign_of_each(report, "{code}", *CLAUSES, "of {name} nobody asked")
    assert told == "Cities like Aland, 20% (95% CI 10.0% to 30.0%); of the Bees nobody asked."
    assert sentences.of_each(report, "{value} in {name}", "{code}", "none in {name}") == (
        "20% (95% CI 10.0% to 30.0%) in Aland and none in the Bees"
    )
    assert sentences.of_each(report, "{value} in {name}", str.lower) == "a in Aland and b in the Bees"
    assert sentences.each_partner(report, lambda _, code: f"on {code}") == "on A; on B"
    assert sentences.partners_in_words(report) == "Aland and the Bees"


def test_a_value_that_nobody_computed_is_an_error_unless_there_are_words_for_it():
    report = Told(["A", "B"], A=(0.2, 0.1, 0.3))
    with pytest.raises(KeyError, match="no value B"):
        sentences.sign_of_each(report, "{code}", *CLAUSES)
    with pytest.raises(KeyError, match="no value B"):
        sentences.of_each(report, "{value} in {name}", "{code}")


def test_lists_read_as_running_text():
    assert [sentences.listed(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
