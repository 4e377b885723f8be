"""The map of the simulated world: regions within the outlines of the base map, places of cities, coasts and ports."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
import shapely.ops

from paradiplomacy.simulate.basemap import DIGITS, WINDOW, Outlines
from paradiplomacy.simulate.names import place_names
from paradiplomacy.simulate.parameters import Truth, stream

Array = np.ndarray[Any, np.dtype[np.float64]]

GRID = 10.0**-DIGITS
LLOYD_ROUNDS = 12  # enough for cells of similar size
NUTS_LETTERS = "123456789ABCDEF"
REGIONS_PER_NUTS1 = 4
CITY_DIGITS = 4  # decimals of the label points of GISCO
INLAND = 0.015  # degrees that a city keeps from the boundary of its region, so that rounding moves it nowhere
APART = 0.05  # degrees between neighbouring cities
SHORT_COAST = 0.3  # degrees; a region with less coast than this has no coastal cities
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
NEIGHBOUR_PORTS = {  # country name in the World Port Index, table of syllables, weight
    "UK": ("United Kingdom", "en", 6), "NO": ("Norway", "da", 4), "TR": ("Turkey", "tr", 4), "RU": ("Russia", "bg", 3),
    "UA": ("Ukraine", "bg", 2), "MA": ("Morocco", "ar", 2), "DZ": ("Algeria", "ar", 2), "TN": ("Tunisia", "ar", 2),
    "AL": ("Albania", "hr", 1), "IS": ("Iceland", "sv", 2), "ME": ("Montenegro", "hr", 1),
}  # fmt: skip


def great_circle_km(latitude: Array, longitude: Array, latitudes: Array, longitudes: Array) -> Array:
    """Return the n by m great-circle distances between n and m points (haversine formula; degrees in, km out)."""
    phi, lam = np.radians(latitude)[:, None], np.radians(longitude)[:, None]
    phis, lams = np.radians(latitudes)[None, :], np.radians(longitudes)[None, :]
    half = np.sin((phis - phi) / 2) ** 2 + np.cos(phi) * np.cos(phis) * np.sin((lams - lam) / 2) ** 2
    distance: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
    return distance


def draw_regions(truth: Truth, outlines: Outlines) -> pd.DataFrame:
    """Return the NUTS 2 regions: region, country, geometry, capital; sorted by code.

    Regions are Voronoi cells of evenly spread seeds, cut at the outlines; all lines are noded on one grid, so that
    neighbouring regions share their boundary exactly.
    """
    seeds = {
        country: _spread_points(outlines[country], parameters.regions, stream(truth.seed, f"regions {country}"))
        for country, parameters in truth.countries.items()
    }
    lines = [shapely.boundary(outlines[country]) for country in seeds]
    for country, points in seeds.items():
        if len(points) > 1:
            cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outlines[country])
            edges = shapely.union_all([shapely.boundary(cell) for cell in shapely.get_parts(cells)])
            lines.append(shapely.intersection(edges, outlines[country]))
    noded = shapely.union_all(lines, grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    inner = shapely.point_on_surface(faces)
    rows = []
    for country, points in seeds.items():
        inside = shapely.contains(outlines[country], inner)
        own, centres = faces[inside], shapely.get_coordinates(inner[inside])
        stretch = _stretch(outlines[country])
        nearest = np.argmin(((centres[:, None, :] - points[None, :, :]) ** 2).sum(axis=2), axis=1)
        order = np.argsort(-points[:, 1])  # north to south, so that the codes run down the map
        capital = int(stream(truth.seed, f"capital region {country}").integers(len(points)))
        for position, seed in enumerate(order):
            shape = shapely.normalize(shapely.union_all(own[nearest == seed], grid_size=GRID))
            code = f"{country}{NUTS_LETTERS[position // REGIONS_PER_NUTS1]}{position % REGIONS_PER_NUTS1 + 1}"
            rows.append((code, country, shape, bool(position == capital), float(shapely.area(shape) * stretch)))
    frame = pd.DataFrame(rows, columns=["region", "country", "geometry", "capital", "area"])
    return frame.sort_values("region", ignore_index=True)


def _stretch(outline: Any) -> float:
    """Return km of one degree of longitude over km of one degree of latitude at the middle of a country."""
    return float(np.cos(np.radians(shapely.centroid(outline).y)))


def _spread_points(outline: Any, count: int, rng: np.random.Generator) -> Array:
    """Return `count` points spread evenly over the outline (Lloyd's algorithm on random points), degrees."""
    stretch = _stretch(outline)
    cloud = points_inside(outline, max(200, 60 * count), rng)
    scaled = cloud * [stretch, 1.0]
    centres = scaled[rng.permutation(len(scaled))[:count]]
    for _ in range(LLOYD_ROUNDS):
        nearest = np.argmin(((scaled[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2), axis=1)
        centres = np.array(
            [scaled[nearest == k].mean(axis=0) if (nearest == k).any() else centres[k] for k in range(count)]
        )
    points: Array = np.round(centres / [stretch, 1.0], DIGITS)
    return points


def points_inside(shape: Any, count: int, rng: np.random.Generator) -> Array:
    """Return `count` uniform points inside `shape`, degrees."""
    west, south, east, north = shape.bounds
    found: list[Array] = []
    while sum(map(len, found)) < count:
        candidates = rng.uniform([west, south], [east, north], size=(4 * count, 2))
        found.append(candidates[shapely.contains_xy(shape, candidates[:, 0], candidates[:, 1])])
    return np.concatenate(found)[:count]


def coasts(outlines: Outlines, neighbours: Outlines) -> dict[str, Any]:
    """Return the coast line of every country: its boundary that is neither another country's nor the map's edge."""
    everything = {**outlines, **neighbours}
    land = shapely.boundary(shapely.union_all(list(everything.values()), grid_size=GRID))
    sea = shapely.difference(land, shapely.buffer(shapely.boundary(shapely.box(*WINDOW)), 2 * GRID))
    return {country: shapely.intersection(sea, shapely.boundary(outline)) for country, outline in everything.items()}


def cities_per_region(truth: Truth, regions: pd.DataFrame) -> dict[str, int]:
    """Return the number of cities of each region; where a country has enough, each region has one at least."""
    counts: dict[str, int] = {}
    for country, parameters in truth.countries.items():
        rng = stream(truth.seed, f"cities per region {country}")
        codes = regions.loc[regions["country"] == country, "region"].tolist()
        capital = regions.loc[(regions["country"] == country) & regions["capital"], "region"].iloc[0]
        least = dict.fromkeys(codes, 1 if parameters.cities >= len(codes) else 0)
        least[capital] = 1
        weights = np.exp(rng.normal(0, 0.5, len(codes)))
        more = rng.multinomial(parameters.cities - sum(least.values()), weights / weights.sum())
        counts |= {code: least[code] + int(extra) for code, extra in zip(codes, more, strict=True)}
    return counts


def place_cities(truth: Truth, region: str, shape: Any, coast: Any, count: int) -> Array:
    """Return longitude and latitude of the cities of a region: some by the sea, `APART` where possible."""
    rng = stream(truth.seed, f"cities of {region}")
    inner = shapely.buffer(shape, -INLAND)
    if inner.is_empty:
        inner = shapely.buffer(shape, -GRID)
    shore = shapely.intersection(coast, shape)
    has_coast = shapely.length(shore) > SHORT_COAST
    placed: list[Array] = []
    for _ in range(count):
        coastal = has_coast and rng.random() < truth.cities.coastal_share
        candidates = points_inside(inner, 60, rng)
        if coastal:
            on_shore = shapely.line_interpolate_point(shapely.line_merge(shore), rng.random(200), normalized=True)
            near = shapely.get_coordinates(on_shore) + rng.uniform(-0.08, 0.08, size=(200, 2))
            near = near[shapely.contains_xy(inner, near[:, 0], near[:, 1])]
            candidates = np.concatenate([near, candidates])
        candidates = np.round(candidates, CITY_DIGITS)
        free = [c for c in candidates if all(np.hypot(*(c - other)) > APART for other in placed)]
        placed.append(free[0] if free else candidates[0])
    return np.array(placed).reshape(-1, 2)


def draw_ports(truth: Truth, cities: pd.DataFrame, shores: dict[str, Any], taken: dict[str, set[str]]) -> pd.DataFrame:
    """Return the ports: name, country, harbour_size, longitude, latitude.

    Most large and medium ports inside the union lie where the coast is nearest to a big coastal city and bear its
    name; the others lie anywhere at the coast. Positions are whole minutes of arc, as in the World Port Index.
    """
    rng = stream(truth.seed, "ports")
    points = shapely.points(cities["longitude"], cities["latitude"])
    shore = [shores[country] for country in cities["country"]]
    near = np.asarray(shapely.distance(points, shore)) < 0.15
    weight = np.where(near, cities["population"] ** 0.7, 0.0)
    rows: list[tuple[str, str, str, float, float]] = []
    sizes = [size for size, count in truth.ports.inside.items() for _ in range(count)]
    at_city = [rng.random() < {"Large": 0.9, "Medium": 0.7, "Small": 0.3, "Very Small": 0.1}[size] for size in sizes]
    hosts = list(rng.choice(len(cities), size=sum(at_city), replace=False, p=weight / weight.sum()))
    members = [c for c in truth.countries if shapely.length(shores[c]) > SHORT_COAST]
    length = np.sqrt([shapely.length(shores[c]) for c in members])
    for size, urban in zip(sizes, at_city, strict=True):
        if urban:
            host = hosts.pop(0)
            country, name = str(cities["country"].iloc[host]), str(cities["name"].iloc[host])
            place = shapely.ops.nearest_points(shores[country], points[host])[0]
        else:
            country = str(rng.choice(members, p=length / length.sum()))
            name = place_names(truth.countries[country].language, 1, rng, taken[country])[0]
            place = _on_line(shores[country], rng)
        rows.append((name, country, size, *_whole_minutes(place)))
    codes = list(NEIGHBOUR_PORTS)
    share = np.array([NEIGHBOUR_PORTS[code][2] for code in codes], dtype=float)
    for size in (size for size, count in truth.ports.outside.items() for _ in range(count)):
        code = str(rng.choice(codes, p=share / share.sum()))
        name = place_names(NEIGHBOUR_PORTS[code][1], 1, rng, taken.setdefault(code, set()))[0]
        rows.append((name, code, size, *_whole_minutes(_on_line(shores[code], rng))))
    return pd.DataFrame(rows, columns=["name", "country", "harbour_size", "longitude", "latitude"])


def _on_line(line: Any, rng: np.random.Generator) -> Any:
    parts = shapely.get_parts(shapely.line_merge(line))
    lengths = shapely.length(parts)
    part = parts[rng.choice(len(parts), p=lengths / lengths.sum())]
    return shapely.line_interpolate_point(part, rng.random(), normalized=True)


def _whole_minutes(point: Any) -> tuple[float, float]:
    return round(round(point.x * 60) / 60, 6), round(round(point.y * 60) / 60, 6)


def port_city(truth: Truth, latitude: Array, longitude: Array, ports: pd.DataFrame) -> tuple[Array, Any]:
    """Return distance to the nearest port of the sizes that count (km), and whether it makes a port city."""
    counting = ports[ports["harbour_size"].isin(truth.ports.harbour_sizes)]
    distances = great_circle_km(
        latitude, longitude, counting["latitude"].to_numpy(float), counting["longitude"].to_numpy(float)
    )
    nearest = distances.min(axis=1)
    return nearest, nearest <= truth.ports.port_city_km
