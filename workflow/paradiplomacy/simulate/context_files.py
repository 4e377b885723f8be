"""Types of regions, seats and a supplied covariate of the simulated world, in the formats of Eurostat and GeoNames."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
import shapely

from paradiplomacy.simulate.names import folded
from paradiplomacy.simulate.parameters import Truth, stream
from paradiplomacy.simulate.reference_files import ISO_CODES
from paradiplomacy.simulate.units import Census

EPOCH = (1980, 1, 1, 0, 0, 0)  # a workbook is a zip archive, and its entries bear a time
COAST_KM = 60.0  # a region nearer to a port than this has a coast
PART = {"coastal": 0.7, "border": 0.6, "metropolitan": 0.5}  # share of the parts of such a region that are so, too
METROPOLIS = 250_000  # inhabitants of the core of a metropolitan region, as in Eurostat's definition
URBAN, INTERMEDIATE = 0.45, 0.15  # share of the people of a NUTS 3 region that live in its cities
FIRST_GEONAMEID = 99_000_001  # above the numbers of GeoNames
FEDERAL = ("AT", "BE", "DE", "ES", "IT")  # countries whose regions have a score of their own
AUTHORITY_YEARS = (2010, 2018)
AUTHORITY_SOURCE = "Invented index of regional authority"
OUTSIDE = "NO"  # a country of the table that the census does not hold


def nuts_workbook(truth: Truth, census: Census) -> bytes:
    """Return the workbook of the NUTS codes with its sheets of typologies: legends beside the tables, as published."""
    types = _types(truth, census)
    codes = types["nuts3"]
    capitals = census.cities[census.cities["capital"]].set_index("country")
    sheets: dict[str, list[list[Any]]] = {
        "Urban-rural": [
            ["NUTS_ID", "URBAN-RURAL CATEGORY ", "URBAN-RURAL LABEL", None, None, "URBAN-RURAL REGIONS"],
            *([code, kind] for code, kind in zip(codes, types["urban_rural"], strict=True)),
        ],
        "Metropolitan": [["NUTS ID", "METRO (No/Yes)", "METRO CODE", "METRO LABEL"]],
        "Coastal regions": [
            ["NUTS_ID", "COASTAL CATEGORY", "COASTAL LABEL", None, None, "COASTAL REGIONS"],
            *([code, kind] for code, kind in zip(codes, types["coastal"], strict=True)),
        ],
        "Border regions": [
            ["NUTS_ID", "NUTS_LABEL", "CATEGORY CODE", "CATEGORY LABEL", None, "BORDER REGIONS"],
            *([code, None, kind] for code, kind in zip(codes, types["border"], strict=True)),
        ],
    }
    for code, city in zip(codes, types["metropolis"], strict=True):
        found = ["N", None, ""]
        if city:
            capital = capitals.loc[code[:2], "city"] == city
            found = ["Y", city[:-1] + ("MC" if capital else "M"), city]
        sheets["Metropolitan"].append([code, *found])
    return plain_workbook(sheets)


def _types(truth: Truth, census: Census) -> pd.DataFrame:
    """Return coastal (0 to 2), border (1, 9), urban_rural (1 to 3) and metropolis (a city, or empty) by NUTS 3 code."""
    regions = census.regions.set_index("region")
    shapes = regions["geometry"].to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    country = regions["country"].to_numpy()
    at_border = set(regions.index[np.unique(left[country[left] != country[right]])])
    at_coast = set(regions.index[regions["port_km"] < COAST_KM])
    cities = census.cities.sort_values(["population", "city"], ascending=[False, True])
    largest = cities[cities["population"] >= METROPOLIS].drop_duplicates("nuts3").set_index("nuts3")["city"]
    capital = cities[cities["capital"]].set_index("region")["city"]
    in_cities = cities.groupby("nuts3")["population"].sum()
    rows = []
    for row in census.nuts3.itertuples():
        rng = stream(truth.seed, f"types of {row.nuts3}")
        draws = {name: rng.random() < share for name, share in PART.items()}
        share = in_cities.get(row.nuts3, 0) / max(row.population, 1)
        metropolis = str(largest.get(row.nuts3, ""))
        if row.region in capital.index and (draws["metropolitan"] or metropolis == capital[row.region]):
            metropolis = capital[row.region]
        rows.append(
            {
                "nuts3": row.nuts3,
                "coastal": 0 if row.region not in at_coast else 1 if draws["coastal"] else 2,
                "border": 1 if row.region in at_border and draws["border"] else 9,
                "urban_rural": 1 if share > URBAN else 2 if share > INTERMEDIATE else 3,
                "metropolis": metropolis,
            }
        )
    return pd.DataFrame(rows).sort_values("nuts3", ignore_index=True)


def plain_workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    """Return the sheets as a workbook (Office Open XML), uncompressed, so that it is the same with every library."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"/>' for i, name in zip(numbers, sheets, strict=True)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{kind}.worksheet+xml"/>' for i in numbers
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="rId{i}" Type="{office}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in numbers
        )
        + "</Relationships>",
    }
    for i, rows in zip(numbers, sheets.values(), strict=True):
        body = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        parts[f"xl/worksheets/sheet{i}.xml"] = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            archive.writestr(zipfile.ZipInfo(name, EPOCH), (head + text).encode("utf-8"))
    return sink.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        return f'<c t="str"><v>{escape(value)}</v></c>'
    return f"<c><v>{value}</v></c>"


def places_txt(census: Census) -> str:
    """Return the cities as GeoNames lists places: no header, tabs; the largest city of a region is its seat."""
    largest = census.cities.sort_values(["population", "city"], ascending=[False, True]).drop_duplicates("region")
    seats = set(largest["city"])
    rows = []
    for number, city in enumerate(census.cities.itertuples()):
        code = "PPLC" if city.capital else "PPLA" if city.city in seats else "PPL"
        plain = "".join(folded(c).upper() if c.isupper() else folded(c) for c in city.name)
        cells = [
            FIRST_GEONAMEID + number, city.name, plain, "", f"{city.latitude:.5f}", f"{city.longitude:.5f}", "P", code,
            ISO_CODES.get(city.country, city.country), "", city.region[2:], "", "", "", city.population, "", "", "", "",
        ]  # fmt: skip
        rows.append("\t".join(map(str, cells)) + "\n")
    return "".join(rows)


def regional_authority_csv(truth: Truth, census: Census) -> str:
    """Return an invented score of regional authority in the long format of supplied covariates.

    Countries have a score in two years, regions of the federal ones a score of their own; one country lies outside.
    """
    rows = []
    for country in (*truth.countries, OUTSIDE):
        rng = stream(truth.seed, f"regional authority {country}")
        level = float(rng.uniform(14, 26) if country in FEDERAL else rng.uniform(0, 14))
        places = [country]
        if country in FEDERAL:
            places += sorted(census.regions.loc[census.regions["country"] == country, "region"])
        for place in places:
            score = float(np.clip(level + (rng.normal(0, 1.5) if place != country else 0), 0, 30))
            for year in AUTHORITY_YEARS:
                value = score if year == AUTHORITY_YEARS[-1] else score * 0.95
                rows.append(f"{place},authority,{value:.1f},{year},{AUTHORITY_SOURCE}\n")
    return "place,field,value,year,source\n" + "".join(rows)
