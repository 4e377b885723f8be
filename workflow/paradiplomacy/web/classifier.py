"""Train and judge the classifier: logistic regression on the features of mentions, calibrated on held-out templates.

Beside the flow: `python -m paradiplomacy train-classifier` writes resources/web_model.csv and prints what
cross-validation says, with templates held out and with each language held out. The training set is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from paradiplomacy.web.decision import weigh_page
from paradiplomacy.web.features import AGAINST, FEATURES, FOR
from paradiplomacy.web.gazetteer import Gazetteer
from paradiplomacy.web.scanner import Scanner
from paradiplomacy.web.training import CODED, CODED_SETS, Example, training_examples
from paradiplomacy.web.weights import Weights

if TYPE_CHECKING:
    import pandas as pd

FOLDS = 5
TEMPLATE_WEIGHT = 0.3  # of a mention in a template beside one in a passage that another hand wrote
PENALTY = 0.3  # inverse strength of the ridge penalty: interpretable features, few templates
ITERATIONS = 2_000
SETS = ("set", "language of set")
ROUNDS = 3  # of choosing the mention that states a tie and fitting again
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TrainingMentions:
    """Mentions of the training set: features (n, len(FEATURES)), truth, group, language, page and place of each.

    `missed`: ties (page, place, group, language) whose place the gazetteer did not find; they count as not found.
    """

    features: Matrix
    truth: npt.NDArray[np.int64]
    groups: npt.NDArray[np.str_]
    languages: npt.NDArray[np.str_]
    pages: Sequence[tuple[str, str]]
    missed: Sequence[tuple[str, str, str, str]]

    @property
    def coded(self) -> npt.NDArray[np.bool_]:
        """Which mentions stand in passages that another hand coded."""
        return np.char.startswith(self.groups, CODED)

    @property
    def importance(self) -> Matrix:
        """How much each mention counts in the fit."""
        return np.where(self.coded, 1.0, TEMPLATE_WEIGHT)


def training_mentions(
    examples: Sequence[Example], scanner: Scanner, countries: frozenset[str], counted: frozenset[str]
) -> TrainingMentions:
    """Return the mentions of the examples; ties whose place was not found are kept as missed.

    Parameters
    ----------
    examples, scanner, countries
        passages with their ties, and the countries whose places are looked for.
    counted
        countries whose ties are counted to a partner and so coded. A list may state a tie with Taiwan
        as it states one with China: that it is not counted tells nothing of how ties are stated.
    """
    rows: list[Matrix] = []
    truth: list[int] = []
    groups, languages, pages, missed = [], [], [], []
    for example in examples:
        weighed = weigh_page(example.page, scanner, countries)
        found = {item.mention.place.name for item in weighed}
        absent = {names[0] for names in example.names if not found & set(names)}
        missed += [(example.page.page_id, place, example.group, example.language) for place in sorted(absent)]
        for item in weighed:
            if item.mention.place.country not in counted:
                continue
            rows.append(item.features)
            truth.append(int(item.mention.place.name in example.ties))
            groups.append(example.group)
            languages.append(example.language)
            pages.append((example.page.page_id, item.mention.place.name))
    return TrainingMentions(
        np.asarray(rows).reshape(len(rows), len(FEATURES)), np.array(truth), np.array(groups), np.array(languages),
        pages, missed,
    )  # fmt: skip


def fit(data: TrainingMentions) -> tuple[Weights, Matrix]:
    """Return the calibrated weights and the held-out probability of each mention (templates and passages held out).

    The sigmoid is fitted to the held-out scores of the coded passages: the templates are too plain to tell how sure a
    decision on a page is.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    scores = np.zeros(len(data.truth))
    everything = np.arange(len(data.truth))
    for train, test in GroupKFold(FOLDS).split(data.features, data.truth, data.groups):
        scores[test] = _fit_to_witnesses(data, train).decision_function(data.features[test])
    kept = _witnesses(data, everything, scores)
    judged = kept[data.coded[kept]] if data.coded.any() else kept
    sigmoid = LogisticRegression(C=np.inf).fit(scores[judged].reshape(-1, 1), data.truth[judged])
    full = _fit_to_witnesses(data, everything)
    slope, offset = float(sigmoid.coef_[0, 0]), float(sigmoid.intercept_[0])
    held_out: Matrix = 1 / (1 + np.exp(-(slope * scores + offset)))
    return Weights(full.weights, full.intercept, slope, offset), held_out


def _fit_to_witnesses(data: TrainingMentions, rows: npt.NDArray[np.int64]) -> SignedRegression:
    """Return the regression of some mentions, where a page that states a tie need state it in one mention only.

    "Delegation from Ningbo", the title of a page whose last sentence tells of an agreement, is no evidence by itself.
    So of the mentions of a tie on a page only the one counts that speaks for it most, by the fit of the round before
    (multiple-instance learning, MI-SVM of Andrews, Tsochantaridis and Hofmann 2003, here with a logistic loss).
    """
    kept, model = rows, _regression()
    for _ in range(ROUNDS):
        model.fit(data.features[kept], data.truth[kept], data.importance[kept])
        before, kept = kept, _witnesses(data, rows, model.decision_function(data.features[rows]))
        if np.array_equal(before, kept):
            break
    return model


def _witnesses(data: TrainingMentions, rows: npt.NDArray[np.int64], scores: Matrix) -> npt.NDArray[np.int64]:
    """Return of `rows` all mentions of places that are no ties, and of each tie of a page the one of highest score."""
    best: dict[tuple[str, str], tuple[float, int]] = {}
    kept = []
    for row, score in zip(rows, scores, strict=True):
        if not data.truth[row]:
            kept.append(row)
        else:
            best[data.pages[row]] = max(best.get(data.pages[row], (-np.inf, -1)), (float(score), -int(row)))
    return np.array(sorted([*kept, *(-row for _, row in best.values())]))


def fit_across_sets(data: TrainingMentions) -> Matrix:
    """Return for each mention of a coded passage the probability by a model that saw no passage of its hand.

    Mentions of templates are left at 0. How the decision fares on passages of a new hand shows here best, as far as
    features were not made with that set in view.
    """
    held_out = np.zeros(len(data.truth))
    for prefix in CODED_SETS.values():
        test = np.char.startswith(data.groups, prefix)
        model = _fit_to_witnesses(data, np.flatnonzero(~test))
        held_out[test] = 1 / (1 + np.exp(-model.decision_function(data.features[test])))
    return held_out


def fit_without_language(data: TrainingMentions) -> Matrix:
    """Return for each mention the probability by a model that saw neither its language."""
    held_out = np.zeros(len(data.truth))
    for language in np.unique(data.languages):
        test = data.languages == language
        model = _fit_to_witnesses(data, np.flatnonzero(~test))
        held_out[test] = 1 / (1 + np.exp(-model.decision_function(data.features[test])))
    return held_out


class SignedRegression:
    """Logistic regression with a ridge penalty whose weights keep the sign that is known beforehand.

    A cue of ties cannot speak against one, a word on companies not for one; so chance patterns of a small synthetic
    training set do not turn a cue round. Fitted by L-BFGS-B (Byrd et al. 1995); without bounds it is scikit-learn's
    LogisticRegression with C = `PENALTY`, and a test compares the two.
    """

    def __init__(self, lower: Matrix, upper: Matrix) -> None:
        self._bounds = [*zip(lower, upper, strict=True), (-np.inf, np.inf)]
        self.weights = np.zeros(len(lower))
        self.intercept = 0.0

    def fit(self, features: Matrix, truth: npt.NDArray[np.int64], importance: Matrix | float = 1.0) -> SignedRegression:
        """Fit to features (n, k) and truth (n, of 0 and 1), each row weighed by its importance."""
        from scipy.optimize import minimize
        from threadpoolctl import threadpool_limits

        signs = 2.0 * truth - 1

        def loss(point: Matrix) -> tuple[float, Matrix]:
            margin = signs * (features @ point[:-1] + point[-1])
            pull = -signs * importance / (1 + np.exp(margin))
            value = (importance * np.logaddexp(0, -margin)).sum() + (point[:-1] @ point[:-1]) / (2 * PENALTY)
            return float(value), np.append(features.T @ pull + point[:-1] / PENALTY, pull.sum())

        start = np.append(self.weights, self.intercept)  # zeros, or what an earlier fit found
        options = {"maxiter": ITERATIONS, "ftol": 1e-11, "gtol": 1e-8}
        with threadpool_limits(1):  # products so small that threads only wait for each other: forty times the time
            found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=self._bounds, options=options).x
        self.weights, self.intercept = found[:-1], float(found[-1])
        return self

    def decision_function(self, features: Matrix) -> Matrix:
        """Return the score of each row."""
        score: Matrix = features @ self.weights + self.intercept
        return score


def _regression() -> SignedRegression:
    lower = np.array([0.0 if name in FOR else -np.inf for name in FEATURES])
    upper = np.array([0.0 if name in AGAINST else np.inf for name in FEATURES])
    return SignedRegression(lower, upper)


def cross_validation_table(data: TrainingMentions, held_out: Matrix, threshold: float, by: str) -> pd.DataFrame:
    """Return ties (page and place), precision, recall and F1 by language or template, and in all.

    Parameters
    ----------
    by
        "language", "group", or "set" and "language of set" for the coded passages by the hand that coded them; there
        ties whose place was not found are counted, too.
    """
    import pandas as pd

    kept = data.coded if by in SETS else np.full(len(data.truth), True)
    missed = [item for item in data.missed if by in SETS and item[2].startswith(CODED)]
    groups = [*data.groups[kept], *(item[2] for item in missed)]
    languages = [*data.languages[kept], *(item[3] for item in missed)]
    pages = [page for page, keep in zip(data.pages, kept, strict=True) if keep]
    keys = {
        "language": languages, "group": groups, "set": [" ".join(group.split()[:2]) for group in groups],
        "language of set": [
            f"{' '.join(group.split()[:2])} {language}" for group, language in zip(groups, languages, strict=True)
        ],
    }  # fmt: skip
    frame = pd.DataFrame(
        {
            "key": keys[by], "page": [*pages, *((item[0], item[1]) for item in missed)],
            "truth": [*data.truth[kept], *(1 for _ in missed)],
            "probability": [*held_out[kept], *(0.0 for _ in missed)],
        }
    )  # fmt: skip
    ties = frame.groupby(["key", "page"], sort=True).agg(truth=("truth", "max"), probability=("probability", "max"))
    ties["found"] = (ties["probability"] >= threshold).astype(int)
    rows = [_scores(str(key), group["truth"], group["found"]) for key, group in ties.groupby("key", sort=True)]
    rows.append(_scores("all", ties["truth"], ties["found"]))
    return pd.DataFrame(rows)


def missed_places(data: TrainingMentions) -> pd.DataFrame:
    """Return page and place of the ties whose place was not found."""
    import pandas as pd

    return pd.DataFrame(data.missed, columns=["page", "place", "group", "language"])


def _scores(key: str, truth: pd.Series[int], found: pd.Series[int]) -> dict[str, str | float]:
    true, both, all_found = int(truth.sum()), int((truth & found).sum()), int(found.sum())
    precision = both / all_found if all_found else float("nan")
    recall = both / true if true else float("nan")
    f1 = 2 * both / (true + all_found) if true + all_found else float("nan")
    return {
        "held out": key, "n": len(truth), "ties": true, "found": all_found,
        "precision": precision, "recall": recall, "f1": f1,
    }  # fmt: skip


def load_training(
    folder: Path, scanner: Scanner, countries: frozenset[str], counted: frozenset[str]
) -> TrainingMentions:
    """Return the mentions of the committed training set in `folder` (resources/web_training)."""
    gazetteer: Gazetteer = scanner.gazetteer
    return training_mentions(training_examples(folder, gazetteer, gazetteer.towns), scanner, countries, counted)
