"""Whose answer it is and which of several counts: tokens, names in many spellings, three rules for duplicates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from survey_answers import export_of, ingest, long_answer, short_answer, wave_codebook
from survey_exports import write_export

from paradiplomacy.survey.codebook import Codebook, UnitColumns
from paradiplomacy.survey.export import read_export

UNITS = pd.DataFrame(
    {
        "unit_id": ["U1", "U2", "U3", "U4", "U5"],
        "level": "city",
        "name": ["Köln", "Neustadt", "Neustadt", "Praha", "Brno"],
        "names": ["Köln|Cologne|Keulen", "Neustadt", "Neustadt", "Praha|Prague|Prag", "Brno|Brünn"],
        "country": ["DE", "DE", "DE", "CZ", "CZ"],
    },
    dtype="string",
)


@pytest.fixture
def codebook(root: Path) -> Codebook:
    """Return a codebook in which answers without token are matched by name and country."""
    settings = wave_codebook(root, "china_cities_2021").model_dump()
    settings["technical"] = [name for name in settings["technical"] if name not in ("refurl", "seed", "id")]
    settings["unit"] = {"name": "refurl", "country": "seed", "countries": {"Deutschland": "DE", "Tschechien": "CZ"}}
    settings["office"] = "id"
    return Codebook.model_validate(settings)


def named(codebook: Codebook, name: str, country: str, **more: str) -> dict[str, str]:
    return short_answer(codebook, token="", **more) | {"refurl": name, "seed": country}


@pytest.mark.parametrize(
    ("name", "country", "unit"),
    [
        ("Köln", "DE", "U1"),
        ("KOELN".replace("OE", "ö"), "Deutschland", "U1"),
        ("Cologne", "DE", "U1"),
        ("City of Cologne", "DE", "U1"),
        ("Stadt Köln", "DE", "U1"),
        ("prag", "Tschechien", "U4"),
        ("Praha (hlavní město)", "CZ", "U4"),
    ],
)
def test_an_answer_without_token_is_matched_by_name(codebook: Codebook, name: str, country: str, unit: str) -> None:
    ingested = ingest(export_of([named(codebook, name, country)], codebook), codebook, units=UNITS)
    assert list(ingested.responses["unit_id"]) == [unit]


@pytest.mark.parametrize(
    ("name", "country", "reason"),
    [
        ("Neustadt", "DE", '"Neustadt" in DE may be U2, U3; give the answer a token'),
        ("Colone", "DE", 'no unit of the frame in DE is called "Colone" (similar: cologne); give the answer a token'),
        ("Praha", "DE", 'no unit of the frame in DE is called "Praha"'),
        ("Köln", "Allemagne", '"Allemagne" is no country of the frame; write what it stands for'),
        ("", "DE", "neither a token nor name and country"),
        ("Brünn", "CZ", "U5 was not invited to the wave w"),
    ],
)
def test_a_name_that_does_not_tell_the_unit_is_set_aside(
    codebook: Codebook, name: str, country: str, reason: str
) -> None:
    rows = [named(codebook, name, country), long_answer(codebook)]
    ingested = ingest(export_of(rows, codebook), codebook, units=UNITS)
    assert list(ingested.responses["row"]) == [3]
    (aside,) = ingested.set_aside.to_dict("records")
    assert aside["row"] == 2
    assert reason in aside["reason"]
    assert ingested.accounting.loc[0, "rows_in"] == 2


def test_a_codebook_needs_tokens_or_names(codebook: Codebook) -> None:
    with pytest.raises(ValueError, match="name the column with the token"):
        Codebook.model_validate(codebook.model_dump() | {"token": None, "unit": None, "technical": []})
    without = codebook.model_dump() | {"token": None}
    names_only = Codebook.model_validate(without)
    row = named(codebook, "Köln", "DE")
    ingested = ingest(export_of([row], names_only), names_only, units=UNITS)
    assert list(ingested.responses["unit_id"]) == ["U1"]
    assert isinstance(names_only.unit, UnitColumns)


@pytest.mark.parametrize(
    ("rule", "best", "why"),
    [
        ("latest_submitted", 4, "it is later"),
        ("first_submitted", 2, "it is earlier"),
        ("most_complete", 3, "it answers more questions"),
    ],
)
def test_the_rule_for_duplicates_chooses_and_is_listed(codebook: Codebook, rule: str, best: int, why: str) -> None:
    codebook = codebook.model_copy(update={"duplicates": rule})
    rows = [
        short_answer(codebook, "tok1", "2021-02-01") | {"id": "mayor"},
        long_answer(codebook, "tok1", "2021-02-03") | {"id": "mayor"},
        short_answer(codebook, "tok1", "2021-09-05") | {"id": "tourist board"},
        short_answer(codebook, "tok1", None) | {"id": "mayor"},
        short_answer(codebook, "tok2"),
    ]
    ingested = ingest(export_of(rows, codebook), codebook, units=UNITS)
    assert list(ingested.responses["row"]) == [best, 6]
    listed = ingested.duplicates
    assert list(listed["row"]) == [2, 3, 4, 5]
    assert list(listed.loc[listed["counts"], "row"]) == [best]
    assert set(listed["rule"]) == {rule}
    assert listed.set_index("row").loc[2:4, "submitted"].tolist() == ["2021-02-01", "2021-02-03", "2021-09-05"]
    assert listed["another_office"].tolist() == [office != (best == 4) for office in (False, False, True, False)]
    reasons = dict(zip(ingested.set_aside["row"], ingested.set_aside["reason"], strict=True))
    assert set(reasons) == {2, 3, 4, 5} - {best}
    for row, reason in reasons.items():
        assert f"row {best} counts, since {'it was submitted' if row == 5 else why}" in reason
        assert ("another office" in reason) == ((row == 4) != (best == 4))


def test_an_answer_without_a_day_is_never_the_first(codebook: Codebook, root: Path) -> None:
    qualtrics = wave_codebook(root, "us_cities_2024").model_copy(update={"duplicates": "first_submitted"})
    rows = [short_answer(qualtrics, "tok1") | {"EndDate": ""}, short_answer(qualtrics, "tok1", "2024-02-03")]
    assert list(ingest(export_of(rows, qualtrics), qualtrics).responses["row"]) == [5]


def test_an_address_in_place_of_a_name_is_set_aside_without_it(codebook: Codebook, tmp_path: Path) -> None:
    rows = [named(codebook, "Bürgermeister, mayor@town.example, tel. +49 30 5550100", "DE"), long_answer(codebook)]
    path = write_export([row | {"id": "Amt, mayor@town.example"} for row in rows], codebook, tmp_path / "export.csv")
    export = read_export(path, codebook)
    assert "mayor" not in export.to_csv()
    (aside,) = ingest(export, codebook, units=UNITS).set_aside.to_dict("records")
    assert aside["record"] == 'an answer for "Bürgermeister, [e-mail], tel. [phone]"'
