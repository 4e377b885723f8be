"""What GeoNames knows of the places of a country: whether a place of this spelling exists beside the cities studied."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy.frame.names import APOSTROPHES, NO_CITIES, NOT_IN_WORDS
from paradiplomacy.web.names import CITY_OF

if TYPE_CHECKING:
    import pandas as pd

SECTION = "PPLX"


def spelling(name: str) -> str:
    """Return a name as it is spelt: without case, punctuation and "City of", but with its accents."""
    folded = unicodedata.normalize("NFC", APOSTROPHES.sub("", name.casefold()))
    return CITY_OF.sub("", " ".join(NOT_IN_WORDS.sub(" ", folded).split()))


@dataclass(frozen=True)
class GazetteerPlace:
    """A place of GeoNames: inhabitants, position in degrees, and whether it is a section of another place."""

    population: int
    latitude: float
    longitude: float
    section: bool


class Gazetteer:
    """Populated places by ISO country and the spelling of their first name."""

    def __init__(self, places: pd.DataFrame | None) -> None:
        """Take `readers.geonames.read_geonames`; None knows no place."""
        self._places: dict[tuple[str, str], list[GazetteerPlace]] = defaultdict(list)
        if places is None:
            return
        gone = [code for code in NO_CITIES if code != SECTION]
        populated = places[(places["feature_class"] == "P") & ~places["feature_code"].isin(gone)]
        for row in populated.itertuples(index=False):
            place = GazetteerPlace(
                0 if row.population != row.population else int(row.population or 0),
                float(row.latitude),
                float(row.longitude),
                row.feature_code == SECTION,
            )
            self._places[str(row.country_code), spelling(str(row.name))].append(place)

    @property
    def known(self) -> bool:
        """Tell whether any place is known, so that a place's absence means something."""
        return bool(self._places)

    def of_spelling(self, iso2: str, name: str) -> list[GazetteerPlace]:
        """Return the places of a country that are spelt so, accents included."""
        return self._places.get((iso2, spelling(name)), [])
