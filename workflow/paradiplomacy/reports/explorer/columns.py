"""Columns of tables as short JSON: plain values, and texts as numbers of a list in which each text stands once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def plain(column: pd.Series[Any]) -> list[Any]:
    """Return the values of a column as Python values; missing is None, truth 1 or 0, whole numbers are whole."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(column.dtype):
        column = column.astype("Int64")
    values = column.astype("object").where(column.notna(), None).tolist()
    return [int(value) if isinstance(value, float) and value.is_integer() else value for value in values]


def coded(column: pd.Series[Any]) -> dict[str, list[Any]]:
    """Return a column of texts as `texts`, sorted, and `codes`, their numbers; missing is None."""
    texts = sorted(set(column.dropna()))
    number = {text: place for place, text in enumerate(texts)}
    return {"texts": texts, "codes": [None if value is None else number[value] for value in plain(column)]}


def as_script_data(contents: Any) -> str:
    """Return JSON that may stand inside a script element whatever it holds: no character of it can end the element."""
    text = json.dumps(contents, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
