"""Typology of cooperation: latent classes of areas, benefits and forms, how many, how stable, and of which units.

Stands after the survey; the model of cooperation, figures and publications rest on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from paradiplomacy.config.cooperation import Typology
from paradiplomacy.findings.cooperating import KEYS
from paradiplomacy.findings.latent_classes import (
    LatentClasses,
    adjusted_rand_index,
    align_classes,
    fit_classes,
    refit_classes,
)
from paradiplomacy.findings.typology_fields import (
    TOGETHER,
    TYPOLOGY_FIT,
    TYPOLOGY_PROFILES,
    TYPOLOGY_UNITS,
    together,
)

ABOUT_AS_GOOD = 2.0  # difference of BIC that is "not worth more than a bare mention" (Raftery 1995)
NAMING_ITEMS = 2  # items that name a class
LOW_END = 10  # percentile of the stability that is shown beside its mean


@dataclass(frozen=True)
class Sample:
    """The answers on which one model rests: n rows of `KEYS` and an n by j matrix of the items that were asked."""

    partner: str
    level: str
    keys: pd.DataFrame
    items: list[str]
    answers: NDArray[np.float64]
    cooperating: int

    @property
    def head(self) -> dict[str, Any]:
        """Columns that all rows of the sample share."""
        return {"partner": self.partner, "level": self.level}

    def rng(self, purpose: str) -> np.random.Generator:
        """Return the random numbers of one purpose: seeds come from names."""
        return np.random.default_rng(crc32(f"typology/{self.partner}/{self.level}/{purpose}".encode()))


@dataclass(frozen=True)
class Typing:
    """The tables of the typology (field tables in `typology_fields`)."""

    fit: pd.DataFrame
    profiles: pd.DataFrame
    units: pd.DataFrame


def samples_of(table: pd.DataFrame, partners: Sequence[str], levels: Sequence[str]) -> Iterator[Sample]:
    """Yield, by level, the answers on all partners together and, of several, those on each; those without rows too."""
    every = [name for name in table if name not in KEYS]
    for level in levels:
        for partner in dict.fromkeys([together(partners), *partners]):
            rows = table[(table["level"] == level) & table["partner"].isin(partner.split(TOGETHER))]
            rows = rows.sort_values(KEYS, ignore_index=True)
            items = [name for name in every if rows[name].notna().any()]
            used = rows[rows[items].notna().any(axis=1)].reset_index(drop=True) if items else rows.iloc[:0]
            yield Sample(partner, level, used[KEYS], items, used[items].to_numpy(dtype=float), len(rows))


def find_types(
    table: pd.DataFrame,
    items: pd.DataFrame,
    *,
    partners: Sequence[str],
    levels: Sequence[str],
    settings: Typology,
    confidence_level: float,
) -> Typing:
    """Return the classes of the units that cooperate.

    For every partner, and for all together, models of one to `most_classes` classes are fitted; `choose_classes` says
    which counts. A sample of fewer than `fewest_units` answers is one row of `fit` with its reason.

    Parameters
    ----------
    table, items
        what the units tick, and the items (`item_table`).
    """
    fits: list[dict[str, Any]] = []
    profiles: list[dict[str, Any]] = []
    units: list[pd.DataFrame] = []
    described = items.assign(order=range(len(items))).set_index("item")
    pooled: dict[str, pd.Series[Any]] = {}
    whole = together(partners)
    for sample in samples_of(table, partners, levels):
        n = len(sample.keys)
        known = {
            **sample.head,
            "cooperating": sample.cooperating,
            "unanswered": sample.cooperating - n,
            "n": n,
            "items": len(sample.items),
        }
        if n < settings.fewest_units:
            if sample.cooperating:
                note = f"fewer than {settings.fewest_units} answers: no classes are looked for"
                fits.append(known | {"classes": 1, "chosen": False, "note": note})
            continue
        models = [
            fit_classes(sample.answers, k, starts=settings.starts, rng=sample.rng(f"{k} classes"))
            for k in range(1, settings.most_classes + 1)
        ]
        rows = [known | _fit_row(model, sample) for model in models]
        chosen = choose_classes(rows, settings.smallest_class)
        model = models[chosen]
        assigned = model.posterior(sample.answers).argmax(axis=1)
        resampled = _resample(model, sample, settings)
        ends = _intervals(resampled, confidence_level)
        stability = [index for index, _ in resampled]
        rows[chosen] |= {"chosen": True}
        if len(model.shares) > 1:
            rows[chosen] |= {
                "stability": float(np.mean(stability)),
                "stability_low": float(np.percentile(stability, LOW_END)),
            }
        own = pd.Series(assigned, index=pd.MultiIndex.from_frame(sample.keys))
        if sample.partner == whole:
            pooled[sample.level] = own
        elif sample.level in pooled and len(model.shares) > 1:
            same = pooled[sample.level].reindex(own.index)
            rows[chosen] |= {"agreement": float(adjusted_rand_index(same[same.notna()], own[same.notna()]))}
        fits += rows
        names = class_labels(model, described.loc[sample.items, "label"].tolist(), _overall(sample))
        profiles += _profile_rows(model, sample, names, ends, described)
        if sample.partner == whole:
            units.append(_unit_rows(model, sample, names))
    return Typing(
        pd.DataFrame(fits, columns=[n for n in TYPOLOGY_FIT.columns if n != "world"]),
        pd.DataFrame(profiles, columns=[n for n in TYPOLOGY_PROFILES.columns if n != "world"]),
        pd.concat(units) if units else pd.DataFrame(columns=[n for n in TYPOLOGY_UNITS.columns if n != "world"]),
    )


def choose_classes(rows: Sequence[dict[str, Any]], smallest: float) -> int:
    """Return the place of the model that counts: the lowest BIC of those without a class below `smallest`.

    Of models whose BIC is about as good (within 2) the one of higher entropy counts, then the one whose smallest class
    is larger; one class has no entropy and goes last.
    """
    fit = [place for place, row in enumerate(rows) if place == 0 or row["smallest_share"] >= smallest]
    best = min(rows[place]["bic"] for place in fit)
    near = [place for place in fit if rows[place]["bic"] <= best + ABOUT_AS_GOOD]
    return max(near, key=lambda place: (np.nan_to_num(rows[place]["entropy"], nan=-1.0), rows[place]["smallest_share"]))


def class_labels(model: LatentClasses, labels: Sequence[str], overall: NDArray[np.float64]) -> list[str]:
    """Return a name of each class: the items with which it exceeds all units most; "few" where it exceeds in none."""
    if len(model.shares) == 1:
        return ["all units"]
    names = []
    for profile in model.profiles:
        above = profile - overall
        order = [place for place in np.argsort(-above, kind="stable")[:NAMING_ITEMS] if above[place] > 0]
        names.append(", ".join(labels[place].lower() for place in order) or "little of anything")
    # two classes may stand out by the same items: their number tells them apart
    return [f"{name} ({place})" if names.count(name) > 1 else name for place, name in enumerate(names, start=1)]


def _overall(sample: Sample) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.nanmean(sample.answers, axis=0)
    return found


def _fit_row(model: LatentClasses, sample: Sample) -> dict[str, Any]:
    return {
        "classes": len(model.shares),
        "parameters": model.parameters,
        "log_likelihood": model.log_likelihood,
        **{name: float(value) for name, value in model.information(len(sample.keys)).items()},
        "entropy": model.entropy(sample.answers),
        "smallest_share": float(model.shares.min()),
        "agreeing_starts": model.agreeing_starts,
        "converged": model.converged,
        "chosen": False,
    }


def _resample(model: LatentClasses, sample: Sample, settings: Typology) -> list[tuple[float, LatentClasses]]:
    """Return for each resample of the units its adjusted Rand index (Hubert and Arabie 1985) and aligned classes."""
    rng = sample.rng("resamples")
    owners, place = np.unique(sample.keys["unit_id"].to_numpy(dtype=str), return_inverse=True)
    # a unit that answers on two partners is drawn with both of its answers
    drawn = rng.multinomial(len(owners), np.full(len(owners), 1 / len(owners)), size=settings.draws)
    times = drawn[:, place].astype(float)
    assigned = model.posterior(sample.answers).argmax(axis=1)
    found = []
    for other in refit_classes(sample.answers, times, len(model.shares), starts=settings.starts // 2, rng=rng):
        again = align_classes(other, model)
        classes = again.posterior(sample.answers).argmax(axis=1)
        found.append((float(adjusted_rand_index(assigned, classes)), again))
    return found


def _intervals(
    resampled: Sequence[tuple[float, LatentClasses]], confidence_level: float
) -> dict[str, NDArray[np.float64]]:
    tail = 50 * (1 - confidence_level)
    profiles = np.array([model.profiles for _, model in resampled])
    shares = np.array([model.shares for _, model in resampled])
    return {
        "low": np.percentile(profiles, tail, axis=0),
        "high": np.percentile(profiles, 100 - tail, axis=0),
        "share_low": np.percentile(shares, tail, axis=0),
        "share_high": np.percentile(shares, 100 - tail, axis=0),
    }


def _profile_rows(
    model: LatentClasses,
    sample: Sample,
    names: Sequence[str],
    ends: dict[str, NDArray[np.float64]],
    described: pd.DataFrame,
) -> list[dict[str, Any]]:
    overall = _overall(sample)
    return [
        {
            **sample.head,
            "class": k + 1,
            "label": names[k],
            "share": model.shares[k],
            "share_low": ends["share_low"][k],
            "share_high": ends["share_high"][k],
            "item": item,
            "field": described.loc[item, "field"],
            "item_label": described.loc[item, "label"],
            "order": described.loc[item, "order"],
            "probability": model.profiles[k, j],
            "conf_low": ends["low"][k, j],
            "conf_high": ends["high"][k, j],
            "overall": overall[j],
        }
        for k in range(len(model.shares))
        for j, item in enumerate(sample.items)
    ]


def _unit_rows(model: LatentClasses, sample: Sample, names: Sequence[str]) -> pd.DataFrame:
    chances = model.posterior(sample.answers)
    parts = [
        sample.keys.assign(
            **{"class": k + 1, "label": names[k]}, probability=chances[:, k], assigned=chances.argmax(axis=1) == k
        )
        for k in range(len(model.shares))
    ]
    return pd.concat(parts)
