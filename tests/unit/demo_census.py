"""The census of the demonstration world as its files publish it: one row per region and city, with its geometry."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import shapely


def published_regions(demo: Path) -> pd.DataFrame:
    features = json.loads((demo / "regions.geojson").read_text(encoding="utf-8"))["features"]
    return pd.DataFrame(
        [{**f["properties"], "shape": shapely.from_geojson(json.dumps(f["geometry"]))} for f in features]
    )


def published_cities(demo: Path) -> pd.DataFrame:
    features = json.loads((demo / "cities.geojson").read_text(encoding="utf-8"))["features"]
    return pd.DataFrame([{**f["properties"], "point": shapely.Point(f["geometry"]["coordinates"])} for f in features])
