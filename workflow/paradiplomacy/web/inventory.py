"""List what a register's places and country labels were taken for, so that none is lost and each can be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paradiplomacy.tables import typed
from paradiplomacy.web.fields import COUNTRY_LABELS, EMPTY_LABEL, RESOLUTIONS
from paradiplomacy.web.names import CountryLabels
from paradiplomacy.web.register import DIRECTIONS
from paradiplomacy.web.resolve import PlaceResolver

if TYPE_CHECKING:
    import pandas as pd


def list_resolutions(tables: Mapping[str, pd.DataFrame], resolver: PlaceResolver) -> pd.DataFrame:
    """Return one row per file, direction, place and label of a studied country (`RESOLUTIONS`).

    `tables` are the files of a register by source id, as `read_register` takes them.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for source, table in tables.items():
        for direction, (place, label, _, _) in DIRECTIONS.items():
            cells = table[[place, label, "row"]].fillna({place: "", label: ""})
            counted = cells.groupby([place, label], sort=True)["row"].agg(["min", "size"])
            for (name, country), first, size in zip(counted.index, counted["min"], counted["size"], strict=True):
                found = resolver.resolve(name, country)
                if found is not None:
                    rows.append(
                        {"source": source, "direction": direction, "place": name, "label": country or None}
                        | {"first_row": first, "rows": size}
                        | vars(found)
                    )
    found_rows = pd.DataFrame(rows, columns=RESOLUTIONS.columns)
    return typed(found_rows.replace("", pd.NA), RESOLUTIONS)


def list_country_labels(
    tables: Mapping[str, pd.DataFrame],
    *,
    countries: Mapping[str, Sequence[str]],
    partners: Mapping[str, Sequence[str]],
    others: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """Return one row per file and label of a country (`COUNTRY_LABELS`).

    `countries`, `partners` and `others` give the spellings of the studied, partner and all other countries by code. A
    country that is studied and a partner counts as studied here.
    """
    import pandas as pd

    kinds = {"studied": CountryLabels(countries), "partner": CountryLabels(partners), "other": CountryLabels(others)}
    rows: list[tuple[Any, ...]] = []
    for source, table in tables.items():
        counts = pd.concat([table["country1"], table["country2"]]).fillna("").value_counts()
        for label, count in counts.items():
            taken_for, country, qualifier = "unknown", None, None
            for kind, labels in kinds.items():
                code, part = labels.read(str(label))
                if code is not None:
                    taken_for, country, qualifier = kind, code, part or None
                    break
            rows.append((source, str(label) or EMPTY_LABEL, int(count), taken_for, country, qualifier))
    return typed(pd.DataFrame(rows, columns=COUNTRY_LABELS.columns), COUNTRY_LABELS)
