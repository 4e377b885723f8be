"""Which figures on kinds of cooperation and the network a study has; one without its results is left out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from paradiplomacy.config.model import Partner, World
from paradiplomacy.config.study import Study
from paradiplomacy.findings.typology_fields import together
from paradiplomacy.reports import figures
from paradiplomacy.reports.model_figures import draw_model, draw_profiles
from paradiplomacy.reports.network_figures import draw_flows, draw_tiles


def draw_cooperation_figures(
    folder: str | Path,
    *,
    profiles: pd.DataFrame,
    fits: pd.DataFrame,
    model: pd.DataFrame,
    places: pd.DataFrame,
    flows: pd.DataFrame,
    tiles: pd.DataFrame,
    study: Study,
    partners: Mapping[str, Partner],
    world: World,
) -> None:
    """Draw profiles of the classes and the model by level, tiles and flows by level and partner, into `folder`.

    Parameters
    ----------
    profiles, fits, model, places, flows
        `TYPOLOGY_PROFILES`, `TYPOLOGY_FIT`, `COOPERATION_MODEL`, `NETWORK_PLACES` and `NETWORK_FLOWS` of the study.
    tiles
        the grid of tiles (`TILES`); a partner that is not on it has no such figure.
    """
    figures.house_style()
    folder = Path(folder)
    leading = together(study.partners)
    for level in study.levels:
        own = profiles[(profiles["level"] == level) & (profiles["partner"] == leading)]
        if len(own):
            n = int(fits.loc[(fits["level"] == level) & (fits["partner"] == leading) & fits["chosen"], "n"].iloc[0])
            figures.save_figure(draw_profiles(own, n), folder / f"profiles_{level}", world.stamp)
        arrows = model[model["level"] == level]
        if (arrows["end"] == "cooperation").any():
            figures.save_figure(draw_model(arrows, partners), folder / f"model_{level}", world.stamp)
        for code in study.partners:
            of_places = places[(places["level"] == level) & (places["partner"] == code)]
            of_flows = flows[(flows["level"] == level) & (flows["partner"] == code)]
            grid = tiles[tiles["country"] == code]
            if len(of_places) and len(grid):
                drawn = draw_tiles(of_places, grid, partners[code])
                figures.save_figure(drawn, folder / f"tiles_{level}_{code}", world.stamp)
            if len(of_flows):
                figures.save_figure(draw_flows(of_flows, partners[code]), folder / f"flows_{level}_{code}", world.stamp)
