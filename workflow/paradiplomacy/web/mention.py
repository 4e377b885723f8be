"""What a mention is: a place of a partner country where a page names it, with what stands around the name.

Ground of `mentions`, which finds them, and of `unlisted`, which finds those that the gazetteer lacks.
"""

from __future__ import annotations

from dataclasses import dataclass

from paradiplomacy.web.place import Place

PROVINCE_NEAR = 60  # letters between a city and its province in one mention
PROVINCE_BESIDE = 32  # ... in a sentence
COUNTY_BESIDE = 2  # letters between a place and a word for county: "Co. Bergen"
IN_LISTS = ("list_item", "table_row")
REGIONS = ("province", "region", "state")


@dataclass(frozen=True)
class Mention:
    """A place of a partner country in a page; start and end stand in the plain text of the scan.

    `unbacked`: neither the name alone nor what stands around it says that it is that place, only that ties are told.
    """

    block: int
    start: int
    end: int
    place: Place
    clear: bool
    country_near: bool
    country_adjacent: bool
    region_given: bool
    listed: bool
    ending: str = ""
    unbacked: bool = False
