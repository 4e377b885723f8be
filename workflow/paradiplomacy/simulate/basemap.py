"""The base map: Natural Earth outlines of Europe, decoded once from TopoJSON to the GeoJSON of resources/basemap.

Maps draw it, and the simulated world takes its country outlines and coasts from it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely

Point = tuple[float, float]
Outlines = dict[str, shapely.MultiPolygon]

# west, south, east, north: Europe without the overseas parts of member states, and as much of the east as a
# map in a conical projection shows beside it
WINDOW = (-25.0, 34.0, 62.0, 72.0)
DIGITS = 3  # decimals of a degree, about 100 m: finer than the 1:50m outlines themselves

MEMBERS = {
    "Austria": "AT", "Belgium": "BE", "Bulgaria": "BG", "Cyprus": "CY", "Czechia": "CZ", "Germany": "DE",
    "Denmark": "DK", "Estonia": "EE", "Greece": "EL", "Spain": "ES", "Finland": "FI", "France": "FR",
    "Croatia": "HR", "Hungary": "HU", "Ireland": "IE", "Italy": "IT", "Lithuania": "LT", "Luxembourg": "LU",
    "Latvia": "LV", "Malta": "MT", "Netherlands": "NL", "Poland": "PL", "Portugal": "PT", "Romania": "RO",
    "Sweden": "SE", "Slovenia": "SI", "Slovakia": "SK",
    # as in the boundaries of Eurostat, both belong to the member state
    "Åland": "FI", "N. Cyprus": "CY",
}  # fmt: skip
NEIGHBOURS = {
    "Albania": "AL", "Algeria": "DZ", "Andorra": "AD", "Armenia": "AM", "Azerbaijan": "AZ", "Belarus": "BY",
    "Bosnia and Herz.": "BA", "Faeroe Is.": "FO", "Georgia": "GE", "Guernsey": "GG", "Iceland": "IS", "Iran": "IR",
    "Iraq": "IQ", "Isle of Man": "IM", "Israel": "IL", "Jersey": "JE", "Jordan": "JO", "Kazakhstan": "KZ",
    "Kosovo": "XK", "Lebanon": "LB", "Libya": "LY", "Liechtenstein": "LI", "Macedonia": "MK", "Moldova": "MD",
    "Monaco": "MC", "Montenegro": "ME", "Morocco": "MA", "Norway": "NO", "Palestine": "PS", "Russia": "RU",
    "San Marino": "SM", "Saudi Arabia": "SA", "Serbia": "RS", "Switzerland": "CH", "Syria": "SY", "Tunisia": "TN",
    "Turkey": "TR", "Ukraine": "UA", "United Kingdom": "UK", "Vatican": "VA",
}  # fmt: skip
CRIMEA = (34.1, 45.3)  # Natural Earth draws who is in control; maps of the EU show the peninsula as part of Ukraine
FULL_NAMES = {
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Faeroe Is.": "Faroe Islands",
    "Macedonia": "North Macedonia",
}


def europe_from_topojson(
    topology: Mapping[str, Any],
    *,
    window: tuple[float, float, float, float] = WINDOW,
    members: Mapping[str, str] = MEMBERS,
    neighbours: Mapping[str, str] = NEIGHBOURS,
) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection of the countries inside `window`, sorted by code.

    Parameters
    ----------
    topology
        TopoJSON with an object "countries" whose geometries have the property name (countries-50m.json of world-atlas).
    window
        west, south, east and north edge, degrees.
    members, neighbours
        Eurostat code of each country by the name in the topology; other countries are left out.

    Returns
    -------
    dict
        features with the properties country, name and eu (true for member states); coordinates in degrees, WGS 84.

    Raises
    ------
    ValueError
        when a country of `members` is not in the topology.
    """
    arcs = _decoded_arcs(topology)
    codes = {**neighbours, **members}
    parts: dict[str, list[Any]] = {}
    names: dict[str, str] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        if name not in codes:
            continue
        code = codes[name]
        if code not in names or name in ("Cyprus", "Finland"):  # the country itself names the union of its parts
            names[code] = FULL_NAMES.get(name, name)
        parts.setdefault(code, []).extend(_polygons(geometry, arcs))
    peninsula = [part for part in parts.get("RU", []) if shapely.Point(CRIMEA).within(part)]
    if peninsula and "UA" in parts:
        parts["RU"] = [part for part in parts["RU"] if not any(part is moved for moved in peninsula)]
        parts["UA"].extend(peninsula)
    absent = sorted(set(members.values()) - set(parts))
    if absent:
        raise ValueError(f"the topology lacks {', '.join(absent)}")
    frame = shapely.box(*window)
    features = []
    for code in sorted(parts):
        shape = shapely.set_precision(shapely.intersection(shapely.union_all(parts[code]), frame), 10.0**-DIGITS)
        shape = _only_polygons(shape)
        if shape.is_empty:
            continue
        features.append(
            {
                "type": "Feature",
                "properties": {"country": code, "name": names[code], "eu": code in members.values()},
                "geometry": rounded_geometry(shape),
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _decoded_arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Return the arcs in degrees: TopoJSON stores each point as the whole-number step from the one before."""
    (scale_x, scale_y), (start_x, start_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((round(x * scale_x + start_x, DIGITS), round(y * scale_y + start_y, DIGITS)))
        decoded.append(points)
    return decoded


def _polygons(geometry: Mapping[str, Any], arcs: list[list[Point]]) -> list[Any]:
    nested = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    polygons = []
    for rings in nested:
        outer, *holes = [_ring(ring, arcs) for ring in rings]
        polygons.append(shapely.make_valid(shapely.Polygon(outer, holes)))
    return polygons


def _ring(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Join arcs to a ring; a negative index ~i is arc i backwards, and neighbours share an end point."""
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc if not points else arc[1:])
    unwrapped = points[:1]
    for x, y in points[1:]:  # a ring across the antimeridian (Russia) goes on past 180 degrees instead of jumping back
        turns = round((unwrapped[-1][0] - x) / 360)
        unwrapped.append((round(x + 360 * turns, DIGITS), y))
    return unwrapped


def _only_polygons(shape: Any) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


def rounded_geometry(shape: Any) -> dict[str, Any]:
    """Return the GeoJSON geometry of a polygon or multipolygon whose coordinates lie on the grid of `DIGITS`."""

    def ring(coordinates: Any) -> list[list[float]]:
        return [[round(x, DIGITS), round(y, DIGITS)] for x, y in coordinates]

    polygons = [
        [ring(part.exterior.coords), *(ring(hole.coords) for hole in part.interiors)]
        for part in shapely.get_parts(shapely.normalize(shape))
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def write_basemap(topology: Path, target: Path) -> None:
    """Write the base map made from the TopoJSON file `topology`, one country per line."""
    collection = europe_from_topojson(json.loads(topology.read_text(encoding="utf-8")))
    lines = [json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in collection["features"]]
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"
    target.write_text(text, encoding="utf-8", newline="\n")


def read_outlines(path: Path) -> tuple[Outlines, Outlines]:
    """Return the outlines of member states and of neighbours by country code, from the GeoJSON base map."""
    members: Outlines = {}
    neighbours: Outlines = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        code = feature["properties"]["country"]
        (members if feature["properties"]["eu"] else neighbours)[code] = _only_polygons(shape)
    return members, neighbours
