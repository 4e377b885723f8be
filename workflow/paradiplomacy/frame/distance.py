"""Great-circle distances on the sphere, and the nearest sea port of a city or region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

EARTH_RADIUS_KM = 6371.0088  # mean radius of the GRS 80 ellipsoid (Moritz 2000)
BOUNDARY_STEP = 0.02  # degrees between points on a boundary: at most 2.3 km, so distances err by about 1 km at most


def great_circle_km(
    latitude: float | npt.NDArray[np.float64],
    longitude: float | npt.NDArray[np.float64],
    latitudes: npt.NDArray[np.float64],
    longitudes: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Return the distances in km from a point to others, or pair by pair (degrees; haversine, Sinnott 1984)."""
    import numpy as np

    here, there = np.radians(latitude), np.radians(latitudes)
    half = (
        np.sin((there - here) / 2) ** 2
        + np.cos(here) * np.cos(there) * np.sin(np.radians(longitudes - longitude) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)))


def nearest_ports(cities: pd.DataFrame, regions: pd.DataFrame, ports: pd.DataFrame) -> pd.DataFrame:
    """Return the nearest port of each unit.

    A city's distance is taken from its point; a region's from the nearest point of its area, so that it is 0 when a
    port lies inside.

    Parameters
    ----------
    cities
        unit_id, longitude, latitude.
    regions
        unit_id, geometry (shapely, degrees).
    ports
        port, longitude, latitude; at least one.

    Returns
    -------
    pandas.DataFrame
        unit_id, port_name, port_km.
    """
    import pandas as pd
    import shapely

    ports = ports.sort_values(["port", "latitude", "longitude"], kind="stable")  # the first of two equally near ones
    names = list(ports["port"])
    latitudes, longitudes = ports["latitude"].to_numpy(dtype=float), ports["longitude"].to_numpy(dtype=float)
    rows: list[tuple[str, str, float]] = []
    for city in cities.itertuples():
        distance = great_circle_km(float(city.latitude), float(city.longitude), latitudes, longitudes)
        rows.append((city.unit_id, names[distance.argmin()], float(distance.min())))
    for region in regions.itertuples():
        inside = shapely.contains_xy(region.geometry, longitudes, latitudes)
        if inside.any():
            rows.append((region.unit_id, names[inside.argmax()], 0.0))
            continue
        boundary = shapely.get_coordinates(shapely.segmentize(region.geometry, BOUNDARY_STEP))
        vertex, port = _nearest_pair(boundary, longitudes, latitudes)
        distance = great_circle_km(
            boundary[vertex, 1], boundary[vertex, 0], latitudes[port : port + 1], longitudes[port : port + 1]
        )
        rows.append((region.unit_id, names[port], float(distance[0])))
    return pd.DataFrame(rows, columns=["unit_id", "port_name", "port_km"])


def _nearest_pair(
    points: npt.NDArray[np.float64], longitudes: npt.NDArray[np.float64], latitudes: npt.NDArray[np.float64]
) -> tuple[int, int]:
    """Return the indices of the nearest pair of a point and a port: the largest cosine between their directions."""
    import numpy as np

    cosines = _directions(points[:, 0], points[:, 1]) @ _directions(longitudes, latitudes).T
    vertex, port = np.unravel_index(cosines.argmax(), cosines.shape)
    return int(vertex), int(port)


def _directions(longitudes: Any, latitudes: Any) -> npt.NDArray[np.float64]:
    import numpy as np

    longitude, latitude = np.radians(longitudes), np.radians(latitudes)
    return np.column_stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)]
    )
