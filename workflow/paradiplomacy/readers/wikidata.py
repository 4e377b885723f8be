"""Read Wikidata's property P190 (twinned administrative body): exports by country, pairs of identifiers, raw entities.

Registers of the web stage; the network, which also says where an item is, stands in `readers.wikidata_network`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.geonames import read_geonames
from paradiplomacy.readers.pairs import PAIR_COLUMNS, pairs_of_items
from paradiplomacy.readers.published import SEPARATOR_NAMES, read_delimited
from paradiplomacy.readers.wikidata_network import read_network
from paradiplomacy.tables import read_text_table

if TYPE_CHECKING:
    import pandas as pd

# several rows of one pair are usual: one for each pair of coordinates and countries that Wikidata gives
WIKIDATA_EXPORT = Dataset(
    name="wikidata_export",
    description="Values of property P190 (twinned administrative body) of the places of one country.",
    key=("origincityLabel", "origincountry", "sistercityLabel", "destination_countryLabel"),
    fields=(
        Field("origincityLabel", "text", "place that has the property; its English label", required=True),
        Field("origincountry", "text", "its country", required=True),
        Field("sistercityLabel", "text", "value; its English label, or its identifier where it has none"),
        Field("destination_countryLabel", "text", "country of the value"),
    ),
)
ITEM = re.compile(r"Q[1-9]\d*")
TWINNED, COUNTRY, START, END = "P190", "P17", "P580", "P582"
YEAR_PRECISION = 9  # of Wikidata's times: from here on the year is meant; below it a decade or a century
YEAR = re.compile(r"\+(\d{4})-")
DEPRECATED = "the statement is marked as deprecated"
LEAST_AGREEING = 3  # places by which a country code of the gazetteer is given the label of the network


def read_wikidata_export(path: str | Path) -> pd.DataFrame:
    """Return a tab-separated export of property P190 as pairs (`readers.pairs`).

    Raises
    ------
    BadInput
        when the file is missing, has another separator, lacks a column, or a row lacks the place or its country.
    """
    table = read_delimited(path, WIKIDATA_EXPORT, separator="\t")
    return table.rename(columns=dict(zip(WIKIDATA_EXPORT.columns, PAIR_COLUMNS, strict=True)))


def read_wikidata_pairs(
    path: str | Path, names: str | Path, network: str | Path, gazetteer: str | Path
) -> pd.DataFrame:
    """Return pairs of identifiers (TSV without header) as pairs (`readers.pairs`), with the countries of others.

    A place has label and country of the network where that holds it. Else its label is that of `names`, and its
    country the one in which the gazetteer has places of this name, if that is one only; the label of that country is
    the one which the network gives to places whose name the gazetteer has in this country only. A pair of which one end
    has no country by either is returned with the reason.

    Parameters
    ----------
    path
        pairs of identifiers.
    names
        identifier and label (TSV without header).
    network
        GEXF of `read_network`.
    gazetteer
        places of GeoNames.

    Raises
    ------
    BadInput
        when a file is missing, a row is not two cells, or an identifier is none of Wikidata's.
    """
    import pandas as pd

    edges = _two_columns(path, ("source", "target"), items=("source", "target"))
    labels = _two_columns(names, ("item", "label"), items=("item",)).drop_duplicates("item").set_index("item")["label"]
    nodes, _ = read_network(network)
    items = pd.DataFrame({"label": labels, "country": pd.Series(pd.NA, index=labels.index, dtype="string")})
    items["country"] = _countries_by_name(items["label"], nodes, read_geonames(gazetteer))
    return pairs_of_items(edges, nodes.combine_first(items))


def _countries_by_name(labels: pd.Series[str], nodes: pd.DataFrame, gazetteer: pd.DataFrame) -> pd.Series[str]:
    """Return the country of each label: that of all places of this name in the gazetteer, if it is one."""
    import pandas as pd

    spellings = gazetteer[["name", "asciiname"]].assign(other=gazetteer["alternatenames"].fillna("").str.split(","))
    parts = [spellings["name"], spellings["asciiname"], spellings["other"].explode()]
    found = [part.str.casefold().rename("name").to_frame().join(gazetteer["country_code"]) for part in parts]
    by_name = pd.concat(found).drop_duplicates().groupby("name")["country_code"]
    only = by_name.first()[by_name.size() == 1]
    known = pd.DataFrame({"code": nodes["label"].str.casefold().map(only), "country": nodes["country"]}).dropna()
    votes = known.groupby(["code", "country"]).size().rename("votes").reset_index()
    votes = votes.sort_values(["votes", "country"], ascending=[False, True]).drop_duplicates("code")
    label_of = votes[votes["votes"] >= LEAST_AGREEING].set_index("code")["country"]
    countries: pd.Series[str] = labels.str.casefold().map(only).map(label_of).astype("string")
    return countries


def _two_columns(path: str | Path, columns: tuple[str, str], items: tuple[str, ...]) -> pd.DataFrame:
    """Return a TSV without header as two columns of text and row (from 1); `items` must hold identifiers."""
    file = Path(path).as_posix()
    table = read_text_table(path, sep="\t", header=None, quoting=3)
    if len(table.columns) != len(columns):
        expected = f"{len(columns)} columns separated by {SEPARATOR_NAMES[chr(9)]}, without a header"
        raise BadInput([Problem(file, expected, "download the file again", value=f"{len(table.columns)} columns")])
    table.columns = columns
    problems = [
        Problem(file, "an identifier of Wikidata (Q and a number)", "correct it", int(at) + 1, name, str(value))
        for name in items
        for at, value in table.loc[~table[name].str.fullmatch(ITEM.pattern).fillna(False).astype(bool), name].items()
    ]
    if problems:
        raise BadInput(problems)
    return table.assign(row=range(1, len(table) + 1))


def read_wikidata_entities(path: str | Path, network: str | Path) -> pd.DataFrame:
    """Return the P190 statements of raw entities (JSON of wbgetentities) as pairs (`readers.pairs`) with their years.

    A place is named in English, else in the first of its languages; its country is that of its best statement on P17
    that has not ended. Label and country of what the files only refer to come from the network. year_start and year_end
    are the qualifiers P580 and P582; of several of one statement the first year begins and the last one ends.

    Parameters
    ----------
    path
        file of entities, or a folder of such files, which are read in the order of their names.
    network
        GEXF of `read_network`, for the places that a statement names.

    Returns
    -------
    pandas.DataFrame
        pairs with rank (of the statement), year_start and year_end; row counts the statements of P190. A deprecated
        statement has that as its reason.

    Raises
    ------
    BadInput
        when a file is missing, no JSON, no answer of wbgetentities, or a statement is not built as Wikidata's are.
    """
    import pandas as pd

    files = sorted(Path(path).glob("*.json")) if Path(path).is_dir() else [Path(path)]
    entities = {item: entity for file in files for item, entity in _entities(file)}
    try:
        labels = {item: _label(entity) for item, entity in entities.items()}
        countries = {item: _country(entity) for item, entity in entities.items()}
        statements = [
            {
                "source": item,
                "target": _value(statement)["id"],
                "rank": statement["rank"],
                "year_start": min(_years(statement, START), default=None),
                "year_end": max(_years(statement, END), default=None),
            }
            for item, entity in entities.items()
            for statement in entity["claims"].get(TWINNED, [])
            if _value(statement)
        ]
    except (AttributeError, KeyError, TypeError) as error:
        expected = f"statements with rank, mainsnak and datavalue ({error!r} is missing or of another kind)"
        raise BadInput([Problem(Path(path).as_posix(), expected, "download the entities again")]) from None
    nodes, _ = read_network(network)
    own = pd.DataFrame({"label": labels, "country": countries}, dtype="string")
    named = own["country"].map(labels).astype("string")  # where the country itself is among the items
    own["country"] = named.fillna(nodes["country"].reindex(own.index)).fillna(own["country"])
    edges = pd.DataFrame(statements, columns=["source", "target", "rank", "year_start", "year_end"])
    edges = edges.astype({"rank": "string", "year_start": "Int64", "year_end": "Int64"})
    edges["row"] = range(1, len(edges) + 1)
    edges["reason"] = pd.Series(DEPRECATED, index=edges.index, dtype="string").where(edges["rank"] == "deprecated")
    return pairs_of_items(edges, own.combine_first(nodes))


def _entities(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield identifier and entity of a file, by identifier; entities that are missing are left out."""
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput([Problem(path.as_posix(), "this file to exist", "put it there, or correct its name")]) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadInput([Problem(path.as_posix(), f"JSON ({error})", "download the entities again")]) from None
    entities = answer.get("entities") if isinstance(answer, dict) else None
    if not isinstance(entities, dict):
        raise BadInput([Problem(path.as_posix(), 'an object with "entities"', "ask for wbgetentities again")])
    for item, entity in sorted(entities.items()):
        if "missing" not in entity:
            yield item, entity


def _label(entity: Mapping[str, Any]) -> str | None:
    labels = entity["labels"]
    chosen = labels.get("en") or next((labels[language] for language in sorted(labels)), None)
    return None if chosen is None else str(chosen["value"])


def _country(entity: Mapping[str, Any]) -> str | None:
    """Return the identifier of the country: of the statements that have not ended, the first of the best rank."""
    order = {"preferred": 0, "normal": 1}
    lasting = [
        statement
        for statement in entity["claims"].get(COUNTRY, [])
        if statement["rank"] in order and not statement.get("qualifiers", {}).get(END) and _value(statement)
    ]
    best = min(lasting, key=lambda statement: order[statement["rank"]], default=None)
    return None if best is None else str(_value(best)["id"])


def _value(statement: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of a statement; nothing where Wikidata says that it is unknown or that there is none."""
    snak = statement["mainsnak"]
    value: dict[str, Any] = snak["datavalue"]["value"] if snak["snaktype"] == "value" else {}
    return value


def _years(statement: Mapping[str, Any], qualifier: str) -> list[int]:
    """Return the years of a qualifier; a decade or a century is no year."""
    times = [
        snak["datavalue"]["value"]
        for snak in statement.get("qualifiers", {}).get(qualifier, [])
        if snak["snaktype"] == "value"
    ]
    found = [YEAR.match(time["time"]) for time in times if time["precision"] >= YEAR_PRECISION]
    return [int(match.group(1)) for match in found if match]
