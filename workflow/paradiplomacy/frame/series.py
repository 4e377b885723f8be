"""Take one value per place from a Eurostat series: the latest one in a span of years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.problems import BadInput, Problem

if TYPE_CHECKING:
    import pandas as pd


def refuse_two_values(series: pd.DataFrame, source: str) -> None:
    """Raise `BadInput` when a place has two values of one year.

    Parameters
    ----------
    series
        geo, year, value, row.
    source
        source id, for messages.
    """
    held = series[series["value"].notna()]
    twice = held[held.duplicated(["geo", "year"])]
    if not twice.empty:
        raise BadInput(
            Problem(source, "one value per place and year", "remove the duplicate", int(row), "geo", f"{geo}, {year}")
            for geo, year, row in zip(twice["geo"], twice["year"], twice["row"], strict=True)
        )


def latest_values(series: pd.DataFrame, source: str, years: tuple[int, int] | None = None) -> pd.DataFrame:
    """Return the latest value of each place that is not missing.

    Parameters
    ----------
    series
        geo, year, value, row, and conversion where values were converted.
    source
        source id, for messages.
    years
        first and last year to take; None: any year.

    Returns
    -------
    pandas.DataFrame
        indexed by geo: value, year, conversion (missing where the value is the source's own).

    Raises
    ------
    BadInput
        when a place has two values of one year.
    """
    import pandas as pd

    refuse_two_values(series, source)
    held = series[series["value"].notna()]
    if years is not None:
        held = held[held["year"].between(*years)]
    if "conversion" not in held:
        held = held.assign(conversion=pd.Series(pd.NA, index=held.index, dtype="string"))
    latest = held.sort_values("year").drop_duplicates("geo", keep="last")
    return latest.set_index("geo")[["value", "year", "conversion"]].sort_index()
