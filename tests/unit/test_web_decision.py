"""Ties of a unit and what only looks like them, with form, year, status, and the way back to the passage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from web_judge import judge, tables, ties

from paradiplomacy.tables import read_table, write_table
from paradiplomacy.web.evidence_fields import PAGE_MENTIONS, PAGE_TIES


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Neustadt unterzeichnete 1999 einen Freundschaftsvertrag mit Nanjing.", "de", "Nanjing"),
        ("Gäste aus der Partnerstadt Pittsburgh besuchten das Rathaus.", "de", "Pittsburgh"),
        ("Neustadt est jumelée avec Seattle depuis 1980.", "fr", "Seattle"),
        ("Ciudades hermanadas: Lyon (Francia), Chicago (Estados Unidos), Bolonia (Italia)", "es", "Chicago"),
        ("Miasta partnerskie: Lyon (Francja), Kanton (Chiny), Tampere (Finlandia)", "pl", "Guangzhou"),
        ("Побратимени градове: Лион (Франция), Шанхай (Китай), Киев (Украйна)", "bg", "Shanghai"),
    ],
)
def test_a_tie_of_the_unit_is_found(text: str, language: str, place: str) -> None:
    assert place in ties(text, language=language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das Unternehmen eröffnet ein neues Werk in Suzhou in China.", "de"),
        ("Die Universität Neustadt und eine Hochschule in Nanjing bauen den Studentenaustausch aus.", "de"),
        ("Das Restaurant bietet Gerichte aus Chengdu.", "de"),
        ("Les lycéens ont passé un semestre à Chicago, aux États-Unis.", "fr"),
        ("La squadra ha perso la partita a Los Angeles.", "it"),
        ("Ab Mai gibt es Direktflüge nach Seattle.", "de"),
        ("Unsere Büros\n- Lyon, Frankreich\n- Boston, USA\n- Shanghai, China", "de"),
        ("Die Nachbarstadt Leipzig ist mit Houston verschwistert.", "de"),
        ("Notre ville jumelée Lyon est elle-même jumelée avec Canton.", "fr"),
    ],
)
def test_what_only_looks_like_a_tie_is_none(text: str, language: str) -> None:
    assert ties(text, language=language, country="FR" if language == "fr" else "DE") == {}


def test_a_heading_makes_its_list_a_list_of_ties() -> None:
    items = "\n- Lyon, Frankreich\n- Boston, USA\n- Shanghai, China"
    assert set(ties("Partnerstädte" + items)) == {"Boston", "Shanghai"}
    assert ties("Reiseziele" + items) == {}


@pytest.mark.parametrize(
    ("text", "year", "kind"),
    [
        ("Seit 1988 ist Neustadt mit Nanjing verschwistert.", 1988, "stated"),
        ("Seit 20 Jahren besteht die Städtepartnerschaft mit Nanjing.", 1999, "derived"),
        ("Seit zwanzig Jahren besteht die Städtepartnerschaft mit Nanjing.", 1999, "derived"),
        ("2015 feierte die Stadt das 25. Jubiläum der Städtepartnerschaft mit Nanjing.", 1990, "derived"),
        ("Partnerstädte: Lyon (1970), Nanjing (1988), Bologna (1992)", 1988, "stated"),
    ],
)
def test_the_year_is_stated_or_derived(text: str, year: int, kind: str) -> None:
    row = ties(text, date="2019-03-01")["Nanjing"]
    assert (row["year_start"], row["year_kind"]) == (year, kind)


@pytest.mark.parametrize(
    ("text", "form", "status"),
    [
        ("Neustadt und Nanjing sind seit 1988 Partnerstädte.", "partner", "active"),
        ("Der Stadtrat hat die Städtepartnerschaft mit Nanjing beendet.", "partner", "ended"),
        ("Der Stadtrat billigte eine Absichtserklärung mit der Stadt Nanjing.", "letter of intent", "planned"),
        ("Neustadt unterzeichnete ein Memorandum über die Zusammenarbeit mit Nanjing.", "memorandum", "active"),
        ("Neustadt ist mit Nanjing verschwistert.", "twin", "active"),
    ],
)
def test_form_and_status_are_those_of_the_text(text: str, form: str, status: str) -> None:
    row = ties(text)["Nanjing"]
    assert (row["form"], row["status"]) == (form, status)


def test_an_ended_tie_has_the_year_of_its_ending() -> None:
    row = ties("Die seit 1988 bestehende Städtepartnerschaft mit Nanjing wurde 2021 beendet.", date="2021-09-01")
    assert (row["Nanjing"]["year_start"], row["Nanjing"]["year_end"]) == (1988, 2021)


def test_offset_and_quote_lead_back_to_the_passage() -> None:
    text = (
        "Aktuelles aus dem Rathaus.\nMit der Part\u00adner\u00adstadt  Pittsburgh feiert Neustadt ein Fest. Es regnet."
    )
    row = ties(text, address="https://neustadt.example.org/a", archive_offset=77)["Pittsburgh"]
    assert text.splitlines()[row["block"]][row["offset"] :].startswith("Pittsburgh")
    assert row["as_written"] == "Pittsburgh"
    assert "Es regnet" not in row["quote"] and row["quote"].startswith("Mit der")
    assert (row["address"], row["archive_offset"]) == ("https://neustadt.example.org/a", 77)
    assert row["reason"].startswith("+ ")


def test_both_tables_keep_their_field_tables(tmp_path: Path) -> None:
    mentions, found = tables("Partnerstädte\n- Lyon, Frankreich\n- Boston, USA (1990)\n- Boston, USA\n- Peking, China")
    for table, dataset in ((mentions, PAGE_MENTIONS), (found, PAGE_TIES)):
        path = tmp_path / f"{dataset.name}.csv"
        write_table(table, path, dataset)
        assert len(read_table(path, dataset)) == len(table)
    assert len(mentions) == 3
    assert dict(zip(found["place"], found["mentions"], strict=True)) == {"Boston": 2, "Beijing": 1}


def test_a_page_without_partner_places_gives_no_row() -> None:
    mentions, found = tables("Der Stadtrat tagt am Montag. Auf der Tagesordnung steht der Haushalt.")
    assert mentions.empty and found.empty


def test_threshold_band_and_territories_are_settings() -> None:
    text = "Gäste aus der Partnerstadt Hongkong besuchten das Rathaus."
    row = tables(text)[1].iloc[0]
    strict = replace(judge().settings, threshold=0.999_9, review=(row["probability"] - 0.01, 1.0))
    other = replace(judge().settings, territories={"HK": "HK"})
    assert tables(text, strict)[1].iloc[0][["decision", "review"]].tolist() == ["no tie", True]
    assert tables(text, other)[1].iloc[0]["partner"] == "HK"
    assert row[["decision", "partner"]].tolist() == ["tie", "CN"]
