"""What a place of a register is taken for: cities, regions, parts, territories, namesakes, decisions of a person."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.frame.fields import UNITS
from paradiplomacy.problems import BadInput
from paradiplomacy.tables import typed
from paradiplomacy.web.decisions import read_place_decisions
from paradiplomacy.web.fields import COUNTRY_LABELS, RESOLUTIONS
from paradiplomacy.web.inventory import list_country_labels, list_resolutions
from paradiplomacy.web.register import NO_LINK, NOT_COVERED, read_register
from paradiplomacy.web.resolve import PlaceResolver, build_resolver

COUNTRIES = {"DE": ["Germany"], "PL": ["Poland"], "AT": ["Austria"], "PT": ["Portugal"], "LT": ["Lithuania"]}
PARTNERS = {"CN": ["China"], "US": ["United States"]}
OTHERS = {"GE": ["Georgia"], "TW": ["Taiwan"], "JP": ["Japan", "Japa"]}
UNIT_ROWS = [
    ("DE1C", "city", "DE", "Berlin", "Berlin", "DE300", 52.5, 13.4),
    ("DE2C", "city", "DE", "Münster", "Münster|Мюнстер", "DEA33", 51.96, 7.63),
    ("DE3C", "city", "DE", "Halle an der Saale", "Halle an der Saale|Halle (Saale)", "DEE02", 51.48, 11.97),
    ("DE4C", "city", "DE", "Bonn", "Bonn", "DEA22", 50.7, 7.1),
    ("PL1C", "city", "PL", "Lublin", "Lublin", "PL814", 51.25, 22.57),
    ("PL2C", "city", "PL", "Warszawa", "Warszawa|Warsaw|Βαρσοβία", "PL911", 52.23, 21.0),
    ("AT1C", "city", "AT", "Salzburg", "Salzburg", "AT323", 47.8, 13.0),
    ("PT1C", "city", "PT", "Lagoa", "Lagoa", "PT150", 37.1, -8.5),
    ("LT1C", "city", "LT", "Vilnius", "Vilnius", "LT011", 54.7, 25.3),
    ("AT32", "region", "AT", "Salzburg", "Salzburg", None, 47.4, 13.2),
    ("PL81", "region", "PL", "Lubelskie", "Lubelskie", None, 51.2, 22.9),
    ("PL9", "region", "PL", "Mazowieckie", "Mazowieckie", None, 52.3, 21.1),
    ("PT15", "region", "PT", "Algarve", "Algarve", None, 37.2, -8.2),
]
TERRITORIES = [
    ("AT32", 2, "AT", "state", "Salzburg"),
    ("PL81", 2, "PL", "voivodeship", "Lublin|Lubelskie"),
    ("PL9", 1, "PL", "voivodeship", "Masovian|Mazovia"),
    ("PT15", 2, "PT", "region", "Algarve"),
    ("PT20", 2, "PT", "autonomous region", "Azores"),
    ("DE9", 1, "DE", "state", "Lower Saxony|Niedersachsen"),
    ("DE91", 2, "DE", "government region", "Altstadt"),
]
PLACES = [
    ("Munster", "PPL", "DE", 52.99, 10.09),
    ("Altstadt", "PPL", "DE", 50.0, 10.0),
    ("Kreuzberg", "PPLX", "DE", 52.49, 13.39),
    ("Gnesen", "PPL", "PL", 52.5, 17.6),
]


def frame() -> pd.DataFrame:
    columns = ["unit_id", "level", "country", "name", "names", "nuts3", "latitude", "longitude"]
    return typed(pd.DataFrame(UNIT_ROWS, columns=columns), UNITS)


def gazetteer() -> pd.DataFrame:
    columns = ["name", "feature_code", "country_code", "latitude", "longitude"]
    return pd.DataFrame(PLACES, columns=columns).assign(feature_class="P", population=20_000)


def resolver(decisions: pd.DataFrame | None = None, places: bool = True) -> PlaceResolver:
    territories = pd.DataFrame(TERRITORIES, columns=["code", "nuts_level", "country", "kind", "names"])
    return build_resolver(
        frame(),
        COUNTRIES,
        gazetteer=gazetteer() if places else None,
        territories=territories,
        decisions=decisions,
    )


RESOLVER = resolver()


@pytest.mark.parametrize(
    ("place", "label", "decision", "unit", "confidence"),
    [
        ("Warsaw", "Poland", "city", "PL2C", "high"),
        ("City of WARSAW[1]", "Poland", "city", "PL2C", "high"),
        ("Βαρσοβία", "Poland", "city", "PL2C", "high"),
        ("Мюнстер", "Germany", "city", "DE2C", "high"),
        ("Halle (Saale)", "Germany", "city", "DE3C", "high"),
        ("Halle", "Germany", "city", "DE3C", "medium"),
        ("Salzburg", "Austria", "city", "AT1C", "high"),
        ("Salzburg (state)", "Austria", "region", "AT32", "high"),
        ("State of Salzburg", "Austria", "region", "AT32", "high"),
        ("Lublin Voivodeship", "Poland", "region", "PL81", "high"),
        ("Mazovia", "Poland", "region", "PL9", "high"),
        ("Lower Saxony", "Germany", "other_region", "", "high"),
        ("Lublin County", "Poland", "other_region", "", "medium"),
        ("Lublin (rural gmina)", "Poland", "other_region", "", "medium"),
        ("Vilnius District Municipality", "Lithuania", "other_region", "", "medium"),
        ("Vilnius Municipality", "Lithuania", "other_region", "", "medium"),
        ("Lagoa Municipality", "Portugal", "city", "PT1C", "medium"),
        ("Lagoa, Algarve", "Portugal", "city", "PT1C", "medium"),
        ("Lagoa", "Algarve, Portugal", "city", "PT1C", "medium"),
        ("Lagoa, Azores", "Portugal", "not_in_frame", "", "low"),
        ("Lagoa", "Azores, Portugal", "not_in_frame", "", "low"),
        ("Mitte (Berlin)", "Germany", "district", "", "medium"),
        ("Berlin – Mitte", "Germany", "district", "", "medium"),
        ("Bonn (Bonn)", "Germany", "district", "", "medium"),
        ("Warsaw 3", "Poland", "district", "", "medium"),
        ("Warsaw IV – Wola", "Poland", "district", "", "medium"),
        ("13th district of Warsaw", "Poland", "district", "", "medium"),
        ("Kreuzberg", "Germany", "district", "", "low"),
        ("Gnesen", "Poland", "not_in_frame", "", "high"),
        ("Atlantis", "Poland", "not_in_frame", "", "low"),
        ("Altstadt", "Germany", "not_in_frame", "", "medium"),
    ],
)
def test_places_are_decided(place: str, label: str, decision: str, unit: str, confidence: str) -> None:
    found = RESOLVER.resolve(place, label)
    assert found is not None
    assert (found.decision, found.unit_id, found.confidence) == (decision, unit, confidence), found.reason
    assert found.reason
    assert found.decided_by == "rule"


def test_a_name_that_fits_without_its_accents_gives_way_to_a_place_that_is_spelt_so() -> None:
    with_places, without = RESOLVER.resolve("Munster", "Germany"), resolver(places=False).resolve("Munster", "Germany")
    assert with_places is not None
    assert without is not None
    assert (with_places.decision, with_places.unit_id) == ("not_in_frame", "")
    assert (without.decision, without.unit_id, without.confidence) == ("city", "DE2C", "medium")


def test_a_shortened_name_is_the_city_only_where_namesakes_would_be_known() -> None:
    found = resolver(places=False).resolve("Halle", "Germany")
    assert found is not None
    assert (found.decision, found.confidence) == ("ambiguous", "low")


def test_a_city_of_another_country_is_never_linked_but_named() -> None:
    found = RESOLVER.resolve("Lublin", "Germany")
    assert found is not None
    assert (found.decision, found.unit_id) == ("not_in_frame", "")
    assert "PL" in found.reason


@pytest.mark.parametrize("label", ["Georgia", "Taiwan", "China", "United States", "Japa", "", "germany"])
def test_labels_of_other_countries_are_not_resolved(label: str) -> None:
    assert RESOLVER.resolve("Berlin", label) is None


@settings(deadline=None)  # the first example normalises names for the first time
@given(
    place=st.text(max_size=20) | st.sampled_from([row[3] for row in UNIT_ROWS]),
    label=st.sampled_from(["Germany", "Poland", "Lower Saxony, Germany", "Georgia", ""]),
)
def test_any_text_gets_one_decision_within_its_country(place: str, label: str) -> None:
    found = RESOLVER.resolve(place, label)
    assert found == RESOLVER.resolve(place, label)
    if found is None:
        return
    country = {row[0]: row[2] for row in UNIT_ROWS}
    assert bool(found.unit_id) == (found.decision in ("city", "region"))
    assert not found.unit_id or country[found.unit_id] == found.country
    assert label.endswith(COUNTRIES[found.country][0]) or not label


# ---- tables ---------------------------------------------------------------------------------------------------------


def table(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    cells = pd.DataFrame(rows, columns=["city1", "country1", "city2", "country2"], dtype="string")
    return cells.replace("", pd.NA).assign(row=range(2, len(rows) + 2))


PAIRS = table(
    ("Warsaw", "Poland", "Beijing", "China"),
    ("Xi'an", "China", "Lublin Voivodeship", "Poland"),
    ("Mitte (Berlin)", "Germany", "Ohio City", "United States"),
    ("Lublin County", "Poland", "Tbilisi", "Georgia"),
    ("Warsaw", "Poland", "Osaka", "Japa"),
    ("Taipei", "Taiwan", "Nowhere", "Atlantis"),
    ("Salzburg", "Austria", "Somewhere, Poland", ""),
)


def test_resolutions_count_the_rows_of_each_place() -> None:
    found = list_resolutions({"table": PAIRS}, RESOLVER)
    RESOLUTIONS.validate(found, "resolutions")
    warsaw = found[(found["place"] == "Warsaw") & (found["direction"] == "unit")]
    assert warsaw[["first_row", "rows", "decision", "unit_id"]].to_numpy().tolist() == [[2, 2, "city", "PL2C"]]
    assert set(found["place"]) >= {"Lublin Voivodeship", "Mitte (Berlin)", "Lublin County", "Somewhere, Poland"}
    assert "Tbilisi" not in set(found["place"])


def test_every_label_is_accounted_for() -> None:
    found = list_country_labels({"table": PAIRS}, countries=COUNTRIES, partners=PARTNERS, others=OTHERS)
    COUNTRY_LABELS.validate(found, "country_labels")
    assert found["rows"].sum() == 2 * len(PAIRS)
    taken = dict(zip(found["label"], found["taken_for"], strict=True))
    assert taken["Japa"] == taken["Georgia"] == taken["Taiwan"] == "other"
    assert taken["Atlantis"] == taken["(empty)"] == "unknown"
    assert taken["China"] == "partner"


def test_rows_say_why_a_place_is_no_unit_and_levels_are_kept_apart() -> None:
    mentions, aside, _ = read_register(
        PAIRS,
        frame(),
        partners=PARTNERS,
        countries=COUNTRIES,
        source="table",
        register="twins",
        levels=["city"],
        resolver=RESOLVER,
    )
    assert mentions["unit_id"].tolist() == ["PL2C"]
    reasons = dict(zip(aside["row"], aside["reason"], strict=True))
    assert reasons[3] == NOT_COVERED
    assert reasons[4] == NO_LINK["district"]


# ---- decisions of a person ------------------------------------------------------------------------------------------

HEADER = "register,place,label,unit_id,reason,person\n"


def decisions(folder: Path, text: str) -> pd.DataFrame:
    path = folder / "decisions.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    return read_place_decisions(path, frame(), ["twins"], COUNTRIES)


def test_a_person_goes_before_the_rules(tmp_path: Path) -> None:
    text = "twins,Munster,Germany,DE2C,means the large one,A. B.\ntwins,Berlin,Germany,none,a village,A. B.\n"
    text += 'twins,"Lublin, Poland",(empty),PL1C,the city,A. B.\n'
    judge = resolver(decisions(tmp_path, text))
    munster, berlin = judge.resolve("Munster", "Germany"), judge.resolve("Berlin", "Germany")
    lublin = judge.resolve("Lublin, Poland", "")
    assert munster is not None
    assert berlin is not None
    assert lublin is not None
    assert (lublin.unit_id, lublin.decided_by) == ("PL1C", "person")
    assert (munster.unit_id, munster.decision, munster.decided_by) == ("DE2C", "city", "person")
    assert munster.reason == "means the large one"
    assert (berlin.unit_id, berlin.decision, berlin.decided_by) == ("", "not_in_frame", "person")


def test_decisions_that_cannot_be_meant_are_sentences(tmp_path: Path) -> None:
    text = (
        "twins,Berlin,Germany,XX9C,why,A. B.\n"
        "twins,Lublin,Germany,PL1C,why,A. B.\n"
        "other,Bonn,Germany,DE4C,why,A. B.\n"
        "twins,Berlin,Germany,none,why,A. B.\n"
        "twins,Ulm,Georgia,none,,A. B.\n"
    )
    with pytest.raises(BadInput) as caught:
        decisions(tmp_path, text)
    said = str(caught.value)
    for part in (
        'row 2, column "unit_id": "XX9C" found, a unit of the frame, or "none"',
        'row 3, column "unit_id": "PL1C" found, a unit of DE, the country of the label',
        'row 4, column "register": "other" found, one of the registers twins',
        "row 5",
        "each row to have a key of its own",
        'row 6, column "label": "Georgia" found, the label of a studied country',
        'row 6, column "reason": a value is required',
    ):
        assert part in said, said
