"""Judge passages from a plain file: what the commands `judge-passages`, `evaluate-passages` and their kin do.

Beside the flow, with the same gazetteer, cues and weights: so that a person can try a passage, and a coded set of
passages can measure the decision.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.config.load import load_configuration
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.web.classifier import (
    cross_validation_table,
    fit,
    fit_across_sets,
    fit_without_language,
    load_training,
    missed_places,
)
from paradiplomacy.web.cues import Lexicon, lexicon_files, load_lexicon
from paradiplomacy.web.decision import DecisionSettings, find_ties
from paradiplomacy.web.evaluation import evaluate
from paradiplomacy.web.gazetteer import Gazetteer, gazetteer_files, load_gazetteer
from paradiplomacy.web.pages import Page, read_pages
from paradiplomacy.web.scanner import Scanner
from paradiplomacy.web.weights import Weights, read_weights, write_weights
from paradiplomacy.web.wikitext import read_articles

if TYPE_CHECKING:
    import pandas as pd

GAZETTEER, CUES, TRAINING = Path("resources/gazetteer"), Path("resources/web_cues"), Path("resources/web_training")
MODEL, SETTINGS = Path("resources/web_model.csv"), Path("config/config.yaml")


@dataclass(frozen=True)
class Judge:
    """Everything that a decision needs, read from the project's folder."""

    gazetteer: Gazetteer
    lexicon: Lexicon
    settings: DecisionSettings

    @classmethod
    def of_project(cls, root: Path) -> Judge:
        """Read gazetteer, cues and the settings of config/config.yaml."""
        import yaml

        loaded = load_configuration(yaml.safe_load((root / SETTINGS).read_text(encoding="utf-8")))
        decision = loaded.web.decision
        return cls(
            load_gazetteer(gazetteer_files(root / GAZETTEER)),
            load_lexicon(lexicon_files(root / CUES)),
            DecisionSettings(
                frozenset(loaded.partners),
                dict(loaded.web.territories),
                decision.threshold,
                (decision.review[0], decision.review[1]),
            ),
        )

    def ties(self, pages: list[Page], weights: Weights) -> pd.DataFrame:
        """Return `PAGE_TIES` of pages."""
        return find_ties(pages, self.gazetteer, self.lexicon, weights, self.settings)[1]


def pages_of_file(path: Path) -> list[Page]:
    """Read passages (JSON lines) or the articles of a MediaWiki dump (.xml, .xml.bz2), as the name of the file says.

    Raises
    ------
    BadInput
        when the file cannot be read, or two passages have one id.
    """
    if path.name.endswith((".xml", ".xml.bz2")):
        return list(read_articles(path, language=path.name.split(".")[0]))
    pages = read_pages(path)
    seen: set[str] = set()
    twice = []
    for number, page in enumerate(pages, 1):
        if page.page_id in seen:
            twice.append(
                Problem(path.as_posix(), "an id of its own", "rename it", row=number, column="id", value=page.page_id)
            )
        seen.add(page.page_id)
    if twice:
        raise BadInput(twice)
    return pages


def judge_passages(root: Path, path: Path) -> pd.DataFrame:
    """Return `PAGE_TIES` of a file of passages."""
    return Judge.of_project(root).ties(pages_of_file(path), read_weights(root / MODEL))


def spoken(ties: pd.DataFrame) -> Iterator[str]:
    """Yield what was found, in lines for the screen: ties, and places in doubt; nothing of clear refusals."""
    for row in ties.astype(object).where(ties.notna(), "").to_dict("records"):
        if row["decision"] != "tie" and not row["review"]:
            continue
        said = [row["form"], row["status"]]
        if row["year_start"] != "":
            said.append(f"since {row['year_start']} ({row['year_kind']})")
        if row["year_end"] != "":
            said.append(f"until {row['year_end']}")
        doubt = ", to be coded by a person" if row["review"] else ""
        where = f", {row['admin1']}" if row["admin1"] else ""
        yield f"{row['page_id']}: {row['decision']}: {row['partner']} {row['place']}{where} ({', '.join(said)})"
        yield f"    probability {row['probability']:.2f}{doubt}; {row['reason']}"
        yield f'    block {row["block"]}, offset {row["offset"]}: "{row["quote"]}"'


def evaluate_passages(root: Path, path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return scores and errors for a file of passages whose lines hold their coded `ties`.

    A coded tie is an object with partner and place, and, where coded, year_start and status.
    """
    import pandas as pd

    judge = Judge.of_project(root)
    pages = pages_of_file(path)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    truth: list[dict[str, Any]] = []
    problems = []
    for number, (page, record) in enumerate(zip(pages, records, strict=True), 1):
        for tie in record.get("ties", []):
            if not isinstance(tie, dict) or not tie.get("partner") or not tie.get("place"):
                expected = "ties with partner and place"
                problems.append(Problem(path.as_posix(), expected, "correct it", row=number, column="ties"))
            else:
                truth.append({"year_start": None, "status": None, **tie, "page_id": page.page_id})
    if problems:
        raise BadInput(problems)
    index = pd.DataFrame({"page_id": [page.page_id for page in pages], "language": [page.language for page in pages]})
    columns = ["page_id", "partner", "place", "year_start", "status"]
    return evaluate(
        index,
        judge.ties(pages, read_weights(root / MODEL)),
        pd.DataFrame(truth, columns=columns),
        judge.gazetteer,
        sorted(judge.settings.partners),
    )


def train_classifier(root: Path) -> dict[str, pd.DataFrame]:
    """Train on resources/web_training, write resources/web_model.csv, and return the cross-validation tables."""
    judge = Judge.of_project(root)
    data = load_training(
        root / TRAINING, Scanner(judge.gazetteer, judge.lexicon), judge.settings.countries, judge.settings.counted
    )
    weights, held_out = fit(data)
    write_weights(weights, root / MODEL)
    threshold = judge.settings.threshold
    across = fit_across_sets(data)
    return {
        "each coded set held out": cross_validation_table(data, across, threshold, "set"),
        "languages of the coded set that is held out": cross_validation_table(
            data, across, threshold, "language of set"
        ),
        "coded passages held out (five folds)": cross_validation_table(data, held_out, threshold, "set"),
        "templates held out": cross_validation_table(data, held_out, threshold, "group"),
        "each language held out": cross_validation_table(data, fit_without_language(data), threshold, "language"),
        "places of the training set that were not found": missed_places(data),
    }
