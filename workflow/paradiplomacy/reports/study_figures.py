"""Which figures a study has, and from which of its results they are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from paradiplomacy.config.model import Partner, World
from paradiplomacy.config.robustness import Robustness
from paradiplomacy.config.study import Factor, Model, Outcome, Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.reports import figures, maps
from paradiplomacy.reports.count_figure import draw_rootograms
from paradiplomacy.reports.nonresponse_figure import draw_responders
from paradiplomacy.reports.robustness_figures import draw_prediction, draw_specifications
from paradiplomacy.reports.slopes_figure import draw_slopes, paired_shares


def draw_study_figures(
    name: str,
    folder: str | Path,
    *,
    basemap: str | Path,
    regions: str | Path,
    whole_of: Mapping[str, str],
    units: pd.DataFrame,
    analysis: pd.DataFrame,
    public_analysis: pd.DataFrame,
    estimates: pd.DataFrame,
    predictions: pd.DataFrame,
    count_fit: pd.DataFrame,
    responders: pd.DataFrame,
    specifications: pd.DataFrame,
    prediction: pd.DataFrame,
    calibration: pd.DataFrame,
    roc: pd.DataFrame,
    robustness: Robustness,
    world: World,
    studies: Mapping[str, Study],
    outcomes: Mapping[str, Outcome],
    factors: Mapping[str, Factor],
    models: Mapping[str, Model],
    partners: Mapping[str, Partner],
    waves: Mapping[str, Wave],
    confidence_level: float,
) -> None:
    """Draw the figures of study `name` into `folder`: maps, paired shares, marginal effects, the curve by population.

    Regions that are parts of a unit of the frame (`whole_of`) are drawn as that unit.

    The waves of the study share one figure on those that answered. There is a map per partner, and one that compares
    the first two partners of the study, where it has two; they show what may be shown of single units
    (`public_analysis`). Effects and curve are those of the leading binary outcome, rootograms those of the leading
    count, and all are of the last model of the ladder at each level; specification curves are of the focal factors.
    """
    import geopandas as gpd

    figures.house_style()
    study = studies[name]
    folder = Path(folder)
    leading = study.outcome_of_kind("binary", outcomes)
    analysis = analysis[analysis["study"] == name]
    public_analysis = public_analysis[public_analysis["study"] == name]
    pair = study.partners[:2]
    land = gpd.read_file(basemap)
    shapes = gpd.read_file(regions).rename(columns={"NUTS_ID": "unit_id"})
    shapes = shapes.replace({"unit_id": whole_of}).dissolve("unit_id").reset_index()
    asked = {w: entry for w, entry in waves.items() if entry.partner in study.partners and entry.level in study.levels}
    if asked:
        figures.save_figure(draw_responders(responders, asked, factors), folder / "responders", world.stamp)
    for level in study.levels:
        inside = public_analysis[public_analysis["level"] == level]
        for kind, column, codes, title in _maps_of(
            study, leading, partners, level in {e.level for e in asked.values()}
        ):
            kinds = maps.cooperation_type(inside, column, codes)
            compared = [partners[code] for code in codes]
            if level == "city":
                own = units[units["unit_id"].isin(kinds.index)]  # a study of some countries says nothing of the others
                drawn = maps.draw_map_of_cities(own, kinds, land, shapes, compared, title)
            else:
                chosen = shapes[shapes["unit_id"].isin(kinds.index)]
                drawn = maps.draw_map_of_regions(chosen, kinds, land, compared, title)
            figures.save_figure(drawn, folder / kind.format(level=level), world.stamp)
        shares = (
            paired_shares(analysis[analysis["level"] == level], leading, pair, level, confidence_level)
            if len(pair) == 2
            else []
        )
        if len(shares):
            slopes = draw_slopes(shares, {code: partners[code] for code in pair})
            figures.save_figure(slopes, folder / f"slopes_{level}", world.stamp)
        model = study.leading_model(level, models)
        chosen = {"study": name, "level": level, "outcome": leading, "model": model}
        effects = _rows(estimates, chosen | {"quantity": "marginal effect"})
        if len(effects):
            figures.save_figure(
                figures.draw_effects(effects, factors, partners), folder / f"effects_{level}", world.stamp
            )
        curve = _rows(predictions, chosen)
        if len(curve):
            samples = _rows(estimates, chosen).groupby("partner")["n"].max().to_dict()
            drawn = figures.draw_size_curve(curve, partners, samples)
            figures.save_figure(drawn, folder / f"curve_{level}", world.stamp)
        of_counts = chosen | {"outcome": study.outcome_of_kind("count", outcomes)}
        counts = _rows(count_fit, of_counts)
        if len(counts):
            figures.save_figure(draw_rootograms(counts, partners), folder / f"rootogram_{level}", world.stamp)
        scores, groups, points = (
            _rows(t, chosen, ("study", "level", "outcome")) for t in (prediction, calibration, roc)
        )
        if len(scores):
            drawn = draw_prediction(scores, groups, points, partners)
            figures.save_figure(drawn, folder / f"prediction_{level}", world.stamp)
    for focal in robustness.focal:
        rows = _rows(specifications, {"study": name, "focal": focal})
        if len(rows):
            drawn = draw_specifications(rows, focal, robustness=robustness, factors=factors, partners=partners)
            figures.save_figure(drawn, folder / f"specifications_{focal}", world.stamp)


def _maps_of(
    study: Study, leading: str, partners: Mapping[str, Partner], surveyed: bool
) -> Iterator[tuple[str, str, list[str], str]]:
    """Yield file name, column, partners and title of each map of a level; who answered only where units were asked."""
    pair = study.partners[:2]
    if len(pair) == 2:
        yield "map_{level}", leading, pair, "Cooperates with"
    for code in study.partners:
        yield f"map_{{level}}_{code}", leading, [code], f"Cooperates with {partners[code].name}"
    if surveyed:
        about = f" {partners[pair[0]].name}" if len(pair) == 1 else ""
        yield "response_{level}", "answered", pair, f"Answered about{about}"


def _rows(table: pd.DataFrame, values: Mapping[str, str], columns: Sequence[str] | None = None) -> pd.DataFrame:
    keep = pd.Series(True, index=table.index)
    for column, value in values.items():
        if columns is not None and column not in columns:
            continue
        keep &= table[column] == value
    return table[keep]
