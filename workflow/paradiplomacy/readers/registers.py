"""The formats of registers by the names that the configuration gives them, each with its reader.

Whatever the format, a reader returns the columns of `readers.pairs`, so that rows are read in both directions, counted
and quoted in one way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy.readers.sister_cities import read_sister_cities
from paradiplomacy.readers.twin_towns import read_italian_infobox, read_twin_towns
from paradiplomacy.readers.wikidata import read_wikidata_entities, read_wikidata_export, read_wikidata_pairs
from paradiplomacy.readers.wikidata_network import read_wikidata_network

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RegisterFormat:
    """A format of registers.

    Parameters
    ----------
    read
        its reader, called with the file and then with its companions.
    columns
        names in the raw file of city1 and city2, for the evidence.
    companions
        what further files it reads, in their order: the configuration names their sources.
    """

    read: Callable[..., pd.DataFrame]
    columns: Mapping[str, str]
    companions: tuple[str, ...] = ()


FORMATS = {
    "wikipedia_table": RegisterFormat(read_twin_towns, {"city1": "city1", "city2": "city2"}),
    "wikipedia_sister_cities": RegisterFormat(
        read_sister_cities, {"city1": "city", "city2": "sister"}, ("table of twin towns of another vintage",)
    ),
    "wikidata_export": RegisterFormat(read_wikidata_export, {"city1": "origincityLabel", "city2": "sistercityLabel"}),
    "wikidata_network": RegisterFormat(read_wikidata_network, {"city1": "source", "city2": "target"}),
    "wikidata_pairs": RegisterFormat(
        read_wikidata_pairs, {"city1": "first", "city2": "second"}, ("names (TSV)", "network (GEXF)", "GeoNames")
    ),
    "wikidata_entities": RegisterFormat(read_wikidata_entities, {"city1": "id", "city2": "P190"}, ("network (GEXF)",)),
    "italian_infobox": RegisterFormat(read_italian_infobox, {"city1": "comune_start_name", "city2": "comune_end_name"}),
}
