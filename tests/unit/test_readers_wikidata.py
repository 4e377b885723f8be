"""Readers of Wikidata's twinned places: the network, pairs of identifiers placed by others, and raw items."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.readers.pairs import NO_COUNTRY
from paradiplomacy.readers.wikidata import DEPRECATED, read_wikidata_entities, read_wikidata_pairs
from paradiplomacy.readers.wikidata_network import read_network, read_wikidata_network

HEAD = '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="undirected">\n'
ATTRIBUTES = (
    '<attributes class="node"><attribute id="0" title="pop" type="long" />'
    '<attribute id="1" title="country" type="string" /></attributes>\n'
)
TAIL = "</graph></gexf>\n"


def network(folder: Path, nodes: list[tuple[str, str, str]], edges: list[tuple[str, str]], head: str = HEAD) -> Path:
    """Write a network of nodes (item, label, country; "" for none) and edges."""
    text = head + ATTRIBUTES + "<nodes>\n"
    for item, label, country in nodes:
        place = f'<attvalue for="1" value="{country}" />' if country else ""
        text += (
            f'<node id="{item}" label="{label}"><attvalues><attvalue for="0" value="9" />{place}</attvalues></node>\n'
        )
    text += "</nodes><edges>\n" + "".join(f'<edge source="{a}" target="{b}" />\n' for a, b in edges)
    path = folder / "network.gexf"
    path.write_text(text + "</edges>" + TAIL, encoding="utf-8")
    return path


NODES = [("Q1", "Aach &amp; Co", "Aland"), ("Q2", "Beech", "Beland"), ("Q3", "Nowhere", "")]


def test_a_network_gives_pairs_with_the_line_of_each_edge(tmp_path: Path) -> None:
    table = read_wikidata_network(network(tmp_path, NODES, [("Q1", "Q2"), ("Q2", "Q3")]))
    assert table[["city1", "country1", "city2", "row"]].to_numpy().tolist() == [
        ["Aach & Co", "Aland", "Beech", 8],
        ["Beech", "Beland", "Nowhere", 9],
    ]
    assert table["reason"].fillna("").tolist() == ["", NO_COUNTRY]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD.replace("1.2draft", "1.3") + TAIL, "row 1: .*expected|1.2draft"),
        (HEAD + "<nodes></nodes>" + TAIL, "nodes with id and label"),
        (HEAD + "<nodes>" + TAIL, "well-formed XML"),
        (HEAD + '<nodes><node id="Q1" label="A"/><node id="Q1" label="B"/></nodes>' + TAIL, "an id of its own"),
        (HEAD + '<nodes><node id="Q1" label="A"/></nodes><edges><edge source="Q1" target="Q7"/></edges>' + TAIL, "Q7"),
        ('<!DOCTYPE gexf [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + HEAD + TAIL, "no document type declaration"),
        (
            '<!DOCTYPE g [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + HEAD + TAIL,
            "no document type declaration",
        ),
    ],
)
def test_a_faulty_network_is_a_sentence(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "network.gexf"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        read_network(path)


def test_all_edges_without_a_node_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as bad:
        read_network(network(tmp_path, NODES, [("Q1", "Q8"), ("Q9", "Q2")]))
    assert [(problem.row, problem.column, problem.value) for problem in bad.value.problems] == [
        (8, "target", "Q8"),
        (9, "source", "Q9"),
    ]


def test_a_network_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paradiplomacy.readers.wikidata_network.LARGEST", 10)
    with pytest.raises(BadInput, match="at most 10 bytes"):
        read_network(network(tmp_path, NODES, []))


def gazetteer(folder: Path, places: list[tuple[str, str, str]]) -> Path:
    """Write places (name, other names, country code) as GeoNames does."""
    rows = [
        "\t".join(
            [str(n), name, name, others, "1.0", "2.0", "P", "PPL", code, "", "", "", "", "", "20000", "", "1", "Z", "D"]
        )
        for n, (name, others, code) in enumerate(places, start=1)
    ]
    path = folder / "places.txt"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def placed(folder: Path, nodes: list[tuple[str, str, str]], places: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Return the pairs Q1–Q7 and Q7–Q8 of places that the network may not hold."""
    (folder / "pairs.tsv").write_text("Q1\tQ7\nQ7\tQ8\n", encoding="utf-8")
    (folder / "names.tsv").write_text("Q1\tAachen\nQ7\tSiebenthal\nQ8\tAchtal\n", encoding="utf-8")
    graph = network(folder, nodes, [])
    return read_wikidata_pairs(folder / "pairs.tsv", folder / "names.tsv", graph, gazetteer(folder, places))


KNOWN = [(f"Q10{n}", f"Cedar{n}", "Celand") for n in range(3)]
KNOWN_PLACES = [(f"Cedar{n}", "", "CC") for n in range(3)]


def test_pairs_are_placed_by_the_network_and_by_names_that_are_of_one_country(tmp_path: Path) -> None:
    places = [*KNOWN_PLACES, ("Seven Dale", "Septval,siebenthal", "CC"), ("Achtal", "", "CC"), ("Achtal", "", "DD")]
    table = placed(tmp_path, [*NODES, *KNOWN], places)
    assert table[["city1", "country1", "city2", "country2"]].fillna("").to_numpy().tolist() == [
        ["Aach & Co", "Aland", "Siebenthal", "Celand"],  # the network's label before that of the names
        ["Siebenthal", "Celand", "Achtal", ""],  # a name of two countries tells none
    ]
    assert table["reason"].fillna("").tolist() == ["", NO_COUNTRY]
    assert table["row"].tolist() == [1, 2]


def test_a_country_code_needs_three_places_of_the_network_to_be_known(tmp_path: Path) -> None:
    table = placed(tmp_path, [*NODES, *KNOWN[:2]], [*KNOWN_PLACES, ("Siebenthal", "", "CC")])
    assert table["country2"].isna().all()


def test_identifiers_must_be_those_of_wikidata(tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text("Q1\tQ2\nQ0\tParis\n", encoding="utf-8")
    (tmp_path / "names.tsv").write_text("Q1\tA\n", encoding="utf-8")
    graph = network(tmp_path, NODES, [])
    with pytest.raises(BadInput) as bad:
        read_wikidata_pairs(tmp_path / "pairs.tsv", tmp_path / "names.tsv", graph, gazetteer(tmp_path, KNOWN_PLACES))
    assert [(problem.row, problem.value) for problem in bad.value.problems] == [(2, "Q0"), (2, "Paris")]
    (tmp_path / "pairs.tsv").write_text("Q1,Q2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="2 columns separated by a tab"):
        read_wikidata_pairs(tmp_path / "pairs.tsv", tmp_path / "names.tsv", graph, gazetteer(tmp_path, KNOWN_PLACES))


def item(value: str | None, rank: str = "normal", **times: tuple[str, int]) -> dict[str, Any]:
    """Return a statement on an item (None: its value is unknown) with qualifiers of time and precision."""
    snak = {"snaktype": "value", "datavalue": {"value": {"id": value}}} if value else {"snaktype": "somevalue"}
    qualifiers = {
        name: [{"snaktype": "value", "datavalue": {"value": {"time": time, "precision": precision}}}]
        for name, (time, precision) in times.items()
    }
    return {"mainsnak": snak, "rank": rank, "qualifiers": qualifiers}


def entities(folder: Path, **found: dict[str, Any]) -> Path:
    path = folder / "items.json"
    path.write_text(json.dumps({"entities": found, "success": 1}), encoding="utf-8")
    return path


def test_items_give_pairs_with_years_and_rank(tmp_path: Path) -> None:
    twins = [
        item("Q2", P580=("+1990-05-01T00:00:00Z", 11), P582=("+2022-00-00T00:00:00Z", 9)),
        item("Q3", rank="preferred", P580=("+1990-00-00T00:00:00Z", 8)),  # some time in the nineties
        item("Q2", rank="deprecated"),
        item(None),
    ]
    countries = [
        item("Q50", P582=("+1990-00-00T00:00:00Z", 9)),
        item("Q52"),
        item("Q51", rank="preferred"),
    ]
    path = entities(
        tmp_path,
        Q7={"labels": {"de": {"value": "Siebenthal"}}, "claims": {"P190": twins, "P17": countries}},
        Q51={"labels": {"en": {"value": "Aland"}, "de": {"value": "Aaland"}}, "claims": {}},
        Q99={"missing": ""},
    )
    table = read_wikidata_entities(path, network(tmp_path, NODES, []))
    columns = ["city1", "country1", "city2", "country2", "row", "rank", "year_start", "year_end", "reason"]
    assert table[columns].astype("object").where(table[columns].notna(), None).to_numpy().tolist() == [
        ["Siebenthal", "Aland", "Beech", "Beland", 1, "normal", 1990, 2022, None],
        ["Siebenthal", "Aland", "Nowhere", None, 2, "preferred", None, None, NO_COUNTRY],
        ["Siebenthal", "Aland", "Beech", "Beland", 3, "deprecated", None, None, DEPRECATED],
    ]


def test_a_folder_of_items_is_read_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "items"
    folder.mkdir()
    for name in ("Q1", "Q2"):
        other = "Q2" if name == "Q1" else "Q1"
        found = {name: {"labels": {}, "claims": {"P190": [item(other)]}}}
        (folder / f"{name}.json").write_text(json.dumps({"entities": found}), encoding="utf-8")
    table = read_wikidata_entities(folder, network(tmp_path, NODES, []))
    assert table[["city1", "country1", "city2", "row"]].to_numpy().tolist() == [
        ["Aach & Co", "Aland", "Beech", 1],
        ["Beech", "Beland", "Aach & Co", 2],
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"JSON \("),
        ('{"error": 1}', 'an object with "entities"'),
        ('{"entities": {"Q1": {"labels": {}, "claims": {"P190": [{"rank": "normal"}]}}}}', "mainsnak"),
    ],
)
def test_faulty_items_are_sentences(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "items.json").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        read_wikidata_entities(tmp_path / "items.json", network(tmp_path, NODES, []))


@pytest.mark.mirror
def test_the_real_files_are_read_whole(mirror: Path) -> None:
    graph = mirror / "twintowns_wikidata_albertoursino/sister_cities.gexf"
    nodes, edges = read_network(graph)
    assert (len(nodes), len(edges), int(nodes["country"].isna().sum())) == (4566, 8182, 0)
    assert nodes.loc["Q3955"].tolist() == ["Weimar", "Germany"]
    crawl = mirror / "twintowns_wikidata_l3viathan"
    pairs = read_wikidata_pairs(
        crawl / "relations.tsv", crawl / "names.tsv", graph, mirror / "geonames/cities15000.zip"
    )
    assert len(pairs) == 34182
    assert int(pairs["reason"].notna().sum()) == 11047
    weimar = read_wikidata_entities(crawl / "weimar.json", graph)
    assert weimar[["city2", "country2", "year_start"]].to_numpy().tolist() == [
        ["Blois", "France", 1995],
        ["Hämeenlinna", "Finland", 1970],
        ["Siena", "Italy", 1994],
        ["Trier", "Germany", 1987],
        ["Zamość", "Poland", 2012],
    ]
    assert weimar["year_end"].isna().all()
