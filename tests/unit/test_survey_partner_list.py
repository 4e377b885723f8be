"""Partners in free text: places, years, form and state as respondents write them; what is not understood is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey_answers import export_of, ingest, wave_codebook

from paradiplomacy.survey.codebook import Codebook
from paradiplomacy.survey.partner_list import FIRST_YEAR, LAST_YEAR, ListedPartner, read_partner_list

REGIONS = ["Jiangsu", "Sichuan", "Ohio"]
COUNTRIES = ["China", "VR China", "USA"]


def read(cell: str) -> list[tuple[str, int | None, int | None, str | None, str | None]]:
    found = read_partner_list(cell, REGIONS, COUNTRIES)
    assert found.unread == found.impossible_years == []
    return [(one.place, one.year_start, one.year_end, one.form, one.status) for one in found.partners]


@pytest.mark.parametrize(
    ("cell", "partners"),
    [
        (
            "Chengdu, since 2015; Guangzhou (project)",
            [("Chengdu", 2015, None, None, None), ("Guangzhou", None, None, "project", None)],
        ),
        ("Ningbo seit 2003", [("Ningbo", 2003, None, None, None)]),
        ("Shenzhen – 1998 bis 2010 beendet", [("Shenzhen", 1998, 2010, None, "ended")]),
        ("Twinning with Wuhan since 1982", [("Wuhan", 1982, None, "twinning", None)]),
        ("jumelage avec Xi'an depuis 1995", [("Xi'an", 1995, None, "twinning", None)]),
        ("Tianjin: protocole d'accord, 2010-2015, terminé", [("Tianjin", 2010, 2015, "memorandum", "ended")]),
        ("hermanamiento con Qingdao desde 2001 (inactivo)", [("Qingdao", 2001, None, "twinning", "dormant")]),
        ("Suzhou, Jiangsu, 2001", [("Suzhou, Jiangsu", 2001, None, None, None)]),
        ("Columbus (Ohio, USA)", [("Columbus, Ohio", None, None, None, None)]),
        ("Sichuan", [("Sichuan", None, None, None, None)]),
        ("Chengdu and Wuhan", [("Chengdu", None, None, None, None), ("Wuhan", None, None, None, None)]),
        ("1. Chengdu\n2. Wuhan (until 2012)", [("Chengdu", None, None, None, None), ("Wuhan", None, 2012, None, None)]),
        ("La Crosse 1990–today", [("La Crosse", 1990, None, None, "active")]),
        ("Winston-Salem, friendship agreement", [("Winston-Salem", None, None, "friendship", None)]),
        ("Stadt Chengdu, Absichtserklärung, geplant", [("Chengdu", None, None, "memorandum", "planned")]),
        ("成都，2015；武汉", [("成都", 2015, None, None, None), ("武汉", None, None, None, None)]),
        ("keine", []),
        ("None.", []),
        ("–", []),
    ],
)
def test_what_respondents_write(cell: str, partners: list[tuple[object, ...]]) -> None:
    assert read(cell) == partners


@pytest.mark.parametrize(
    ("cell", "places", "unread"),
    [
        ("we cooperate with several schools", [], ["we cooperate with several schools"]),
        ("chengdu", [], ["chengdu"]),
        ("Chengdu (contact person: Ms Li)", ["Chengdu"], ["person", "Ms Li"]),
        ("Chengdu (1990er)", ["Chengdu"], ["1990er"]),
        ("Chengdu 2005 / 2007", ["Chengdu"], ["2005", "2007"]),
        ("Suzhou, Anhui; Wuhan", ["Suzhou", "Wuhan"], ["Anhui"]),
        ("Harbin (Projekt und MoU)", ["Harbin"], ["project"]),
        ("Austin, ca. 1995", ["Austin"], ["ca"]),
    ],
)
def test_what_is_not_understood_is_told(cell: str, places: list[str], unread: list[str]) -> None:
    found = read_partner_list(cell, REGIONS, COUNTRIES)
    assert [one.place for one in found.partners] == places
    assert found.unread == unread


@pytest.mark.parametrize(("cell", "year"), [("Chengdu 1850", "1850"), ("Chengdu 2010-2005", "2005")])
def test_impossible_years_are_set_to_missing(cell: str, year: str) -> None:
    found = read_partner_list(cell)
    assert found.impossible_years == [year]
    assert found.partners[0].place == "Chengdu"


PLACES = ["Chengdu", "Wuhan", "Xi'an", "St. Louis", "Winston-Salem", "New York", "Łódź", "成都", "Aix-en-Provence"]
YEARS = {
    "since {a}": (True, False), "seit {a}": (True, False), "depuis {a}": (True, False), "desde {a}": (True, False),
    "({a})": (True, False), "{a}–{b}": (True, True), "{a} bis {b}": (True, True), "de {a} à {b}": (True, True),
    "until {b}": (False, True), "hasta {b}": (False, True), "": (False, False),
}  # fmt: skip
FORMS = {"Partnerstadt": "twinning", "jumelage": "twinning", "MoU": "memorandum", "proyecto": "project", "": None}
STATUSES = {"beendet": "ended", "en cours": "active", "planned": "planned", "inactivo": "dormant", "": None}


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, ListedPartner]:
    place = draw(st.sampled_from(PLACES))
    a = draw(st.integers(1950, 2000))
    b = draw(st.integers(a, 2020))
    years, form, status = (draw(st.sampled_from(list(choices))) for choices in (YEARS, FORMS, STATUSES))
    details = draw(st.permutations([years.format(a=a, b=b), form, status]))
    text = ", ".join([place, *filter(None, details)])
    start, end = YEARS[years]
    return text, ListedPartner(place, text, a if start else None, b if end else None, FORMS[form], STATUSES[status])


@given(st.lists(entries(), min_size=1, max_size=4), st.sampled_from(["; ", "\n", ";", "\n- "]))
def test_a_list_is_taken_apart_into_what_it_was_made_of(
    listed: list[tuple[str, ListedPartner]], separator: str
) -> None:
    found = read_partner_list(separator.join(text for text, _ in listed))
    assert found.partners == [partner for _, partner in listed]
    assert found.unread == found.impossible_years == []


@given(st.text(max_size=80) | st.text(alphabet="Chengdu ,;()–-19850seit und\n[]", max_size=80))
def test_any_text_is_read_and_no_place_is_invented(cell: str) -> None:
    found = read_partner_list(cell, REGIONS, COUNTRIES)
    for partner in found.partners:
        assert partner.place
        assert all(word in partner.quote for word in partner.place.replace(",", " ").split())
        for year in (partner.year_start, partner.year_end):
            assert year is None or (FIRST_YEAR <= year <= LAST_YEAR and str(year) in cell)


@pytest.fixture
def with_list(root: Path) -> Codebook:
    """Return a codebook in which the comment is a list of partners."""
    settings = wave_codebook(root, "china_cities_2021").model_dump()
    comment = next(question for question in settings["fields"] if question["name"] == "comment")
    comment |= {"type": "partner_list", "name": "further", "branch": "cooperating", "regions": REGIONS}
    settings["questions"] = {"cooperating": 22}
    return Codebook.model_validate(settings)


def test_listed_places_are_named_partners(with_list: Codebook) -> None:
    rows = [
        _answer(with_list, "tok1", "Ningbo (MoU, 2003 bis 2010, beendet); Xian 1805; etc"),
        _answer(with_list, "tok2", "keine"),
        _answer(with_list, "tok3", ""),
    ]
    ingested = ingest(export_of(rows, with_list), with_list)
    assert list(ingested.responses["further"]) == ["2", "0", "no_answer"]
    listed = ingested.named_partners[ingested.named_partners["column"] == "COMMENT"]
    first, second = listed.to_dict("records")
    assert (first["place"], first["year_start"], first["year_end"]) == ("Ningbo", 2003, 2010)
    assert (first["form"], first["status"], first["position"]) == ("memorandum", "ended", 1)
    assert first["quote"] == "Ningbo (MoU, 2003 bis 2010, beendet)"
    assert (second["place"], second["position"]) == ("Xian", 2)
    flags = ingested.flags[ingested.flags["column"] == "COMMENT"]
    assert set(flags["flag"]) == {"unread_partner_text", "impossible_year"}
    assert flags["value"].isna().all()


def _answer(codebook: Codebook, token: str, further: str) -> dict[str, str]:
    row = dict.fromkeys(codebook.columns, "") | {"token": token, "submitdate": "2021-02-03", "COOP": "A1"}
    return row | {"COMMENT": further}
