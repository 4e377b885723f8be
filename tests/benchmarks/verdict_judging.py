"""Judges claims on drawn tables by the code of the flow; each topic of `verdicts` hands in its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import yaml

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Configuration
from paradiplomacy.fields import Dataset
from paradiplomacy.findings.claim_evidence import Evidence, setting_at
from paradiplomacy.findings.claim_lock import Lock
from paradiplomacy.findings.claim_model import Claim, load_claims
from paradiplomacy.findings.claims import judge_claims, leading_names
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.simulate.world import World, simulate_world
from paradiplomacy.tables import write_table

ROOT = Path(__file__).resolve().parents[2]
CLAIMS_FILE = ROOT / "resources/claims.yaml"
STUDY = "eu_us_vs_china"
PARTNERS = ("CN", "US")

Known = dict[str, bool]


@dataclass(frozen=True)
class Drawn:
    """What one world says of the claims that are measured in it: whether each is true, and its verdict."""

    true: Known
    verdicts: dict[str, str]


@dataclass(frozen=True)
class Situation:
    """A kind of world.

    Parameters
    ----------
    name
        what it is like, in a few words.
    draw
        draws a world by its number and judges it.
    """

    name: str
    draw: Callable[[int], Drawn]


@cache
def settings() -> Configuration:
    """Return the configuration of the demonstration."""
    return load_configuration(yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8")))


@cache
def plain_settings() -> dict[str, Any]:
    """Return the same as plain values, in which margins stand."""
    return settings().model_dump(mode="json")


@cache
def claims() -> Mapping[str, Claim]:
    """Return all claims."""
    return load_claims(CLAIMS_FILE)


@cache
def world() -> World:
    """Return the simulated world of the demonstration, whose map every kind of world shares."""
    return simulate_world()


@cache
def units() -> pd.DataFrame:
    """Return its units."""
    drawn: pd.DataFrame = world().units
    return drawn.assign(cee=drawn["cee"].astype(bool)).sort_values("unit_id", ignore_index=True)


def margin(key: str) -> float:
    """Return a margin or bound of the configuration."""
    return setting_at(plain_settings(), key, "verdicts")


def stream(situation: str, number: int) -> np.random.Generator:
    """Return the random numbers of a world: named after its kind, whatever else is measured."""
    return np.random.default_rng([number, *situation.encode()])


def judge(
    names: Iterable[str],
    *,
    books: Mapping[str, ValueBook] | None = None,
    tables: Mapping[str, tuple[pd.DataFrame, Dataset]] | None = None,
) -> dict[str, str]:
    """Return the verdicts on claims, from named values and tables as the flow writes them.

    Parameters
    ----------
    books, tables
        by the stem of their file in the flow.
    """
    chosen = {name: claim for name, claim in claims().items() if name in set(names)}
    configuration = settings()
    study = configuration.studies[STUDY]
    leading = leading_names(study, configuration.outcomes, configuration.models, configuration.ranking)
    with TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{name}.json" for name in books or {}}
        for name, book in (books or {}).items():
            book.write(files[name])
        for name, (table, dataset) in (tables or {}).items():
            files[name] = Path(folder) / f"{name}.csv"
            files[name].parent.mkdir(exist_ok=True)  # tables of another study stand in its folder
            write_table(table.assign(world="-") if "world" in dataset.columns else table, files[name], dataset)
        ledger, _ = judge_claims(
            chosen,
            Evidence(files, leading, folder),
            file="resources/claims.yaml",
            lock=Lock(),
            settings=plain_settings(),
            study=study,
            waves=configuration.waves,
            ranking=configuration.ranking,
            confidence_level=configuration.confidence_level,
            world=configuration.world,
        )
    return dict(zip(ledger["claim"], ledger["verdict"], strict=True))
