"""Read GISCO's GeoJSON files, Urban Audit cities and NUTS regions, for the frame.

The files are parsed as JSON and shapely alone, without geopandas, which would cost each job a second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd

CITY_PROPERTIES = ("URAU_CODE", "URAU_CATG", "CNTR_CODE", "URAU_NAME", "CITY_CPTL", "NUTS3_2021")
REGION_PROPERTIES = ("NUTS_ID", "LEVL_CODE", "CNTR_CODE", "NUTS_NAME", "NAME_LATN")
OPTIONAL = {"CITY_CPTL", "NAME_LATN"}  # may be null: "Y" marks a capital, nothing the others


def read_urban_audit(path: str | Path) -> pd.DataFrame:
    """Return the cities of an Urban Audit file of label points.

    Returns
    -------
    pandas.DataFrame
        row (number of the feature, from 1), unit_id, category ("C" city, "K" greater city, "F" functional area),
        country, name (blanks at its ends removed), capital, nuts3, longitude, latitude (WGS 84).

    Raises
    ------
    BadInput
        when the file is missing or no GeoJSON of points, or a feature lacks a property.
    """
    import pandas as pd

    file = Path(path).as_posix()
    problems: list[Problem] = []
    rows = []
    for number, feature in enumerate(_features(path), start=1):
        found = _feature_problems(feature, number, CITY_PROPERTIES, {"Point"}, file)
        problems += found
        if found:
            continue
        properties = feature["properties"]
        longitude, latitude = feature["geometry"]["coordinates"][:2]
        rows.append(
            {
                "row": number,
                "unit_id": str(properties["URAU_CODE"]).strip(),
                "category": str(properties["URAU_CATG"]).strip(),
                "country": str(properties["CNTR_CODE"]).strip(),
                "name": " ".join(str(properties["URAU_NAME"]).split()),
                "capital": properties["CITY_CPTL"] == "Y",
                "nuts3": str(properties["NUTS3_2021"]).strip(),
                "longitude": float(longitude),
                "latitude": float(latitude),
            }
        )
    if problems:
        raise BadInput(problems)
    return pd.DataFrame(rows)


def read_nuts(path: str | Path) -> pd.DataFrame:
    """Return the regions of a NUTS file of boundaries.

    Returns
    -------
    pandas.DataFrame
        row (number of the feature, from 1), nuts_id, nuts_level, country, name (national), name_latin, longitude and
        latitude of a point inside the region (WGS 84), geometry (shapely; longitude and latitude).

    Raises
    ------
    BadInput
        when the file is missing or no GeoJSON of areas, or a feature lacks a property.
    """
    import pandas as pd
    from shapely.geometry import shape

    file = Path(path).as_posix()
    problems: list[Problem] = []
    rows = []
    for number, feature in enumerate(_features(path), start=1):
        found = _feature_problems(feature, number, REGION_PROPERTIES, {"Polygon", "MultiPolygon"}, file)
        problems += found
        if found:
            continue
        properties = feature["properties"]
        geometry = shape(feature["geometry"])
        inside = geometry.representative_point()
        name = " ".join(str(properties["NUTS_NAME"]).split())
        rows.append(
            {
                "row": number,
                "nuts_id": str(properties["NUTS_ID"]).strip(),
                "nuts_level": int(properties["LEVL_CODE"]),
                "country": str(properties["CNTR_CODE"]).strip(),
                "name": name,
                "name_latin": " ".join(str(properties["NAME_LATN"] or name).split()),
                "longitude": float(inside.x),
                "latitude": float(inside.y),
                "geometry": geometry,
            }
        )
    if problems:
        raise BadInput(problems)
    return pd.DataFrame(rows)


def _features(path: str | Path) -> list[Any]:
    """Return the features of a GeoJSON file."""
    file = Path(path).as_posix()
    remedy = "download or export the file again as GeoJSON in WGS 84"
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except UnicodeDecodeError as error:
        raise BadInput([Problem(file, f"UTF-8 text (byte {error.start} is not)", remedy)]) from None
    except json.JSONDecodeError as error:
        raise BadInput([Problem(file, f"GeoJSON ({error.msg})", remedy, row=error.lineno)]) from None
    features = content.get("features") if isinstance(content, Mapping) else None
    if not isinstance(features, list) or not features:
        raise BadInput([Problem(file, "a GeoJSON collection of features", remedy)])
    return features


def _feature_problems(
    feature: Any, number: int, properties: tuple[str, ...], shapes: set[str], file: str
) -> list[Problem]:
    """Return what keeps a feature from being read."""
    held = feature.get("properties") if isinstance(feature, Mapping) else None
    geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
    problems = []
    if not isinstance(geometry, Mapping) or geometry.get("type") not in shapes or not geometry.get("coordinates"):
        expected = "a geometry of type " + " or ".join(sorted(shapes))
        problems.append(Problem(file, expected, "export the file again", row=number, column="geometry"))
    for name in properties:
        if not isinstance(held, Mapping) or name not in held:
            problems.append(
                Problem(file, "this property to be present", "add it, or correct its name", row=number, column=name)
            )
        elif name not in OPTIONAL and str(held[name] if held[name] is not None else "").strip() == "":
            problems.append(Problem(file, "a value is required", "fill it in", row=number, column=name))
    return problems
