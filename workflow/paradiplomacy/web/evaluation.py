"""How well ties are found: precision, recall and F1 per tie and per page, by language, against coded pages.

A tie is partner country and place of a page; places count as the same when the gazetteer knows them by one name. Year,
status and form are judged where both sides give them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.tables import read_table, typed
from paradiplomacy.web.gazetteer import Gazetteer, plain

if TYPE_CHECKING:
    import pandas as pd

WEB_EVALUATION = Dataset(
    name="web_evaluation",
    content="public",
    description="Ties found on coded web pages against the coding, by language and in all.",
    key=("language",),
    fields=(
        Field("language", "text", 'language of the pages; "all" for all pages', required=True),
        Field("pages", "integer", "pages", minimum=0, required=True),
        Field("ties", "integer", "coded ties", minimum=0, required=True),
        Field("found", "integer", "ties found", minimum=0, required=True),
        Field("precision", "number", "share of the found ties that are coded", digits=3, minimum=0, maximum=1),
        Field("recall", "number", "share of the coded ties that are found", digits=3, minimum=0, maximum=1),
        Field("f1", "number", "harmonic mean of precision and recall per tie", digits=3, minimum=0, maximum=1),
        Field("page_precision", "number", "share of pages with a tie found that have one coded", minimum=0, maximum=1),
        Field("page_recall", "number", "share of pages with a coded tie on which one is found", minimum=0, maximum=1),
        Field("page_f1", "number", "harmonic mean of the two per page", minimum=0, maximum=1),
        Field(
            "year_agrees", "number", "share of right ties with a coded year whose year is right", minimum=0, maximum=1
        ),
        Field("status_agrees", "number", "share of right ties with a coded status that have it", minimum=0, maximum=1),
    ),
)


TRUE_STATEMENTS = Dataset(
    name="true_statements",
    description="What the web pages of a simulated world truly say of partner places.",
    key=("address", "partner", "place"),
    fields=(
        Field("address", "text", "address of the page", required=True),
        Field("partner", "text", "partner country of the place", required=True),
        Field("place", "text", "partner place", required=True),
        Field("statement", "text", "tie that is stated", allowed=("active", "ended", "planned", "none"), required=True),
        Field("year", "integer", "year that is stated"),
    ),
)


def evaluate_world(
    pages: pd.DataFrame, found: pd.DataFrame, truth: str | None, gazetteer: Gazetteer, partners: Sequence[str]
) -> pd.DataFrame:
    """Return `WEB_EVALUATION` of the pages of a simulated world (`PAGES`); empty without a file of its truth.

    A page whose language could not be told counts under "unknown". The statement "none" is a place that is named for
    another reason, which must not be found.
    """
    import pandas as pd

    if truth is None:
        return typed(pd.DataFrame(columns=WEB_EVALUATION.columns), WEB_EVALUATION)
    statements = read_table(truth, TRUE_STATEMENTS)
    stated = statements[statements["statement"] != "none"].merge(pages[["address", "page_id"]], on="address")
    coded = stated.rename(columns={"year": "year_start", "statement": "status"})
    languages = pages[["page_id", "language"]].fillna({"language": "unknown"})
    return evaluate(languages, found, coded, gazetteer, partners)[0]


def evaluate(
    pages: pd.DataFrame, found: pd.DataFrame, truth: pd.DataFrame, gazetteer: Gazetteer, partners: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table of scores and the list of errors.

    Parameters
    ----------
    pages
        page_id, language: every coded page, those without a tie included.
    found
        `PAGE_TIES` of these pages.
    truth
        page_id, partner, place, and where coded year_start and status.
    gazetteer
        by which spellings of a place are one.
    partners
        partner countries that count (ISO codes).

    Returns
    -------
    tuple
        `WEB_EVALUATION`; page_id, partner, place, error ("missed" or "wrong").
    """
    import pandas as pd

    counted = found[(found["decision"] == "tie") & found["partner"].isin(list(partners))]
    predicted = _by_page(counted.to_dict("records"), gazetteer)
    coded = _by_page(truth[truth["partner"].isin(list(partners))].to_dict("records"), gazetteer)
    rows, errors = [], []
    languages = dict(zip(pages["page_id"].astype(str), pages["language"].astype(str), strict=True))
    for language in [*sorted(set(languages.values())), "all"]:
        ids = [page for page, own in languages.items() if language in (own, "all")]
        pairs = [(predicted.get(page, {}), coded.get(page, {})) for page in ids]
        matches = [_match(have, want) for have, want in pairs]
        right = sum(map(len, matches))
        n_found, n_coded = sum(len(have) for have, _ in pairs), sum(len(want) for _, want in pairs)
        page_right = sum(bool(have) and bool(want) for have, want in pairs)
        both = [(have[a], want[b]) for (have, want), match in zip(pairs, matches, strict=True) for a, b in match]
        page_found, page_coded = sum(bool(have) for have, _ in pairs), sum(bool(want) for _, want in pairs)
        rows.append(
            {
                "language": language, "pages": len(ids), "ties": n_coded, "found": n_found,
                "precision": _share(right, n_found), "recall": _share(right, n_coded),
                "f1": _share(2 * right, n_found + n_coded),
                "page_precision": _share(page_right, page_found), "page_recall": _share(page_right, page_coded),
                "page_f1": _share(2 * page_right, page_found + page_coded),
                "year_agrees": _agreement(both, "year_start"), "status_agrees": _agreement(both, "status"),
            }
        )  # fmt: skip
    for page in languages:
        have, want = predicted.get(page, {}), coded.get(page, {})
        match = _match(have, want)
        errors += [_error(page, have[key], "wrong") for key in have if key not in {a for a, _ in match}]
        errors += [_error(page, want[key], "missed") for key in want if key not in {b for _, b in match}]
    columns = ["page_id", "partner", "place", "error"]
    return typed(pd.DataFrame(rows), WEB_EVALUATION), pd.DataFrame(errors, columns=columns)


Key = tuple[str, frozenset[str]]


def _by_page(rows: Iterable[Mapping[Any, Any]], gazetteer: Gazetteer) -> dict[str, dict[Key, Mapping[Any, Any]]]:
    """Return the ties of each page by partner and the names under which the gazetteer may know the place."""
    found: dict[str, dict[Key, Mapping[Any, Any]]] = {}
    for row in rows:
        names = place_names(gazetteer, str(row["partner"]), str(row["place"]))
        found.setdefault(str(row["page_id"]), {})[str(row["partner"]), names] = row
    return found


def place_names(gazetteer: Gazetteer, partner: str, place: str) -> frozenset[str]:
    """Return the plain names of the places that a name may mean ("New York" is "new york city", too)."""
    indices = gazetteer.named(partner, place)
    return frozenset({plain(place).strip()} | {plain(gazetteer.places[index].name).strip() for index in indices})


def _match(have: Iterable[Key], want: Iterable[Key]) -> list[tuple[Key, Key]]:
    """Pair found and coded ties of the same country that share a name; each is used once."""
    left = list(want)
    pairs = []
    for key in have:
        other = next((item for item in left if item[0] == key[0] and item[1] & key[1]), None)
        if other is not None:
            left.remove(other)
            pairs.append((key, other))
    return pairs


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _agreement(both: Sequence[tuple[Mapping[Any, Any], Mapping[Any, Any]]], field: str) -> float | None:
    coded = [
        (have.get(field), want.get(field))
        for have, want in both
        if want.get(field) not in (None, "") and want[field] == want[field]
    ]
    return _share(sum(a is not None and a == b for a, b in coded), len(coded))


def _error(page: str, row: Mapping[Any, Any], error: str) -> dict[str, Any]:
    return {"page_id": page, "partner": row["partner"], "place": row["place"], "error": error}
