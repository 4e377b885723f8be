"""Size classes of cities and regions, by which survey and findings group the units of the frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SIZE_CLASSES = {  # lower bounds, inhabitants (Dijkstra and Poelman 2012, with the smallest class kept whole)
    "city": {
        50_000: "50,000 to 100,000",
        100_000: "100,000 to 250,000",
        250_000: "250,000 to 500,000",
        500_000: "500,000 and more",
    },
    "region": {
        0: "under 1 million",
        1_000_000: "1 to 2 million",
        2_000_000: "2 to 4 million",
        4_000_000: "4 million and more",
    },
}


def size_classes(population: pd.Series[float], level: str) -> pd.Series[str]:
    """Return the size class of each unit of one level (ordered categories); missing where its population is."""
    import pandas as pd

    classes = SIZE_CLASSES[level]
    return pd.cut(
        population.astype("Float64").astype(float),
        [*classes, float("inf")],
        right=False,
        labels=list(classes.values()),
    )
