"""Read a list of sister cities of the English Wikipedia that does not say in which country the partner is.

The country is taken from another vintage of the same list; what that cannot tell is returned with the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.readers.pairs import PAIR_COLUMNS
from paradiplomacy.readers.published import read_delimited
from paradiplomacy.readers.twin_towns import read_twin_towns

if TYPE_CHECKING:
    import pandas as pd

SISTER_CITIES = Dataset(
    name="sister_cities",
    description="Sister cities by the page on which they stand; the country of the sister is not given.",
    key=("country", "city", "sister"),
    fields=(
        Field("country", "text", "country of the page", required=True),
        Field("city", "text", "place on that page", required=True),
        Field("sister", "text", "place that it is twinned with; some with the state behind a comma"),
    ),
)
NOT_TOLD = "the other vintage does not tell the partner's country"
LEAST_ROWS = 3  # that must agree before a state behind a comma tells the country


def read_sister_cities(path: str | Path, other_vintage: str | Path) -> pd.DataFrame:
    """Return a list of sister cities as pairs (`readers.pairs`); country2 is that of the other vintage.

    In this order, and only where the answer is one country: the pair stands in the other vintage, in either direction;
    the state behind the comma ("Gering, Nebraska") is one behind which all pairs found so stand in one country, at
    least three of them; a name without such a state belongs to places of one country in the other vintage. Pairs that
    ended between the vintages can be placed by the second and third way only.

    Parameters
    ----------
    path
        the list.
    other_vintage
        table of `read_twin_towns`.

    Raises
    ------
    BadInput
        when a file is missing, has another separator or lacks a column, or a row lacks the place or its country.
    """
    import pandas as pd

    table = read_delimited(path, SISTER_CITIES)
    other = read_twin_towns(other_vintage)
    turned = other.rename(columns={"city1": "city2", "city2": "city1", "country1": "country2", "country2": "country1"})
    both = pd.concat([other, turned], ignore_index=True)
    both = both.assign(place=_place(both["city1"]), sister=_place(both["city2"])).dropna(subset=["sister", "country2"])
    place, sister = _place(table["city"]), _place(table["sister"])
    state = table["sister"].str.extract(r",\s*(.+)$", expand=False)

    by_pair = _only(both["place"] + "\n" + both["sister"], both["country2"], 1)
    country = (place + "\n" + sister).map(by_pair).astype("string")
    country = country.fillna(state.map(_only(state, country, LEAST_ROWS)).astype("string"))
    by_name = sister.map(_only(both["sister"], both["country2"], 1)).astype("string")
    country = country.fillna(by_name.where(state.isna()))

    pairs = pd.DataFrame(
        {"city1": table["city"], "country1": table["country"], "city2": table["sister"], "country2": country}
    )
    reason = pd.Series(NOT_TOLD, index=table.index, dtype="string").where(country.isna() & sister.notna())
    return pairs[[*PAIR_COLUMNS]].assign(row=table["row"], reason=reason)


def _place(names: pd.Series[str]) -> pd.Series[str]:
    """Return names without what qualifies them, as they are compared."""
    return names.str.replace(r"\s*(\(.*|,.*)$", "", regex=True).str.casefold()


def _only(keys: pd.Series[str], countries: pd.Series[str], least: int) -> pd.Series[str]:
    """Return the country of each key that has one only, in at least `least` rows."""
    import pandas as pd

    found = pd.DataFrame({"key": keys, "country": countries}).dropna()
    rows = found.groupby("key").size()
    answers = found.drop_duplicates().set_index("key")["country"]
    answers = answers[~answers.index.duplicated(keep=False)]
    return answers[rows.reindex(answers.index) >= least]
