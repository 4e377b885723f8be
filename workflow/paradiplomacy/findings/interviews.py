"""Coded interviews: codes by case, codes that go together, agreement of coders, quotations of those who consented.

Stands in the findings. What a person did not consent to is counted here and goes no further; names become pseudonyms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from paradiplomacy.config.cases import Interviews
from paradiplomacy.distributions import t_quantile
from paradiplomacy.findings.pseudonyms import Redactor, pseudonyms, whole_words
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.refi_qda import Coding, Document, Project
from paradiplomacy.web.reliability import bootstrap_alpha, krippendorff_alpha, reliability_verdict

Row = dict[str, Any]
STAGE = "read_interviews"
PSEUDONYMOUS, WITH_CASE = "pseudonymous", "with case"
NO_CONSENT, REPEATED = "no consent to be quoted", "the same coder has coded the passage so before"
NO_GROUP = "no group"


@dataclass(frozen=True)
class Interview:
    """An interview whose person consented.

    Parameters
    ----------
    unit_id
        unit that it is about; None where it is about none, or without consent to show it.
    places
        names of the unit, which a quotation must not hold where it is not shown.
    """

    pseudonym: str
    group: str
    unit_id: str | None
    consent: str
    text: str
    places: tuple[str, ...]
    codings: tuple[Coding, ...]

    @property
    def case(self) -> str:
        """The unit where it may be shown, else the group."""
        return self.unit_id or self.group

    @property
    def paragraphs(self) -> list[tuple[int, int]]:
        """Start and end of each paragraph that holds more than blanks."""
        found, start = [], 0
        for line in self.text.splitlines(keepends=True):
            if line.strip():
                found.append((start, start + len(line)))
            start += len(line)
        return found

    def runs(self, code: str) -> list[tuple[int, int]]:
        """Return the passages with a code by any coder, those that overlap joined."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted((c.start, c.end) for c in self.codings if c.code == code):
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def codes_of(self, paragraph: tuple[int, int], coder: str | None = None) -> set[str]:
        """Return the codes that a coder, or any, used in a paragraph."""
        return {
            c.code
            for c in self.codings
            if c.start < paragraph[1] and c.end > paragraph[0] and (coder is None or c.coder == coder)
        }


@dataclass(frozen=True)
class Accepted:
    """Interviews with consent, all codes, and what was counted only (file, record, reason) with the counts by file."""

    interviews: list[Interview]
    codes: list[str]
    redactor: Redactor
    set_aside: pd.DataFrame
    accounting: pd.DataFrame
    given: int


def accept_interviews(
    projects: Mapping[str, Project], settings: Interviews, units: pd.DataFrame, others: Mapping[str, str]
) -> Accepted:
    """Return what may be used of the projects; rows are documents and codings.

    Parameters
    ----------
    projects
        projects by source id.
    others
        names of persons who are spoken of, with what stands for each.

    Raises
    ------
    BadInput
        naming each project and number of a document that is about a unit outside of the frame.
    """
    names = units.set_index("unit_id")["name"].to_dict()
    wanted = settings.attributes
    found: list[Problem] = []
    aside: list[Row] = []
    counts: list[Row] = []
    kept: list[tuple[str, Document, str, str]] = []
    for source, project in projects.items():
        rows_in = len(project.set_aside)
        out = 0
        aside += [{"file": source, "record": record, "reason": reason} for record, reason in project.set_aside]
        for number, document in enumerate(project.documents, start=1):
            rows_in += 1 + len(document.codings)
            unit = document.attributes.get(wanted.unit, "")
            if unit and unit not in names:
                words = f"{source}, document {number}"
                found.append(Problem(words, "a unit of the frame", "correct its case", column=wanted.unit, value=unit))
            consent = _consent(document.attributes.get(wanted.consent, ""), settings)
            if consent is None:
                records = [f"document {number}"]
                records += [f"document {number}, coding {i}" for i in range(1, len(document.codings) + 1)]
                aside += [{"file": source, "record": record, "reason": NO_CONSENT} for record in records]
                continue
            seen: set[Coding] = set()
            for place, coding in enumerate(document.codings, start=1):
                if coding in seen:
                    record = f"document {number}, coding {place}"
                    aside.append({"file": source, "record": record, "reason": REPEATED})
                seen.add(coding)
            out += 1 + len(seen)
            kept.append((f"{source}/{document.key}", document, consent, unit))
        counts.append(
            {"stage": STAGE, "file": source, "rows_in": rows_in, "rows_out": out, "rows_set_aside": rows_in - out}
        )
    if found:
        raise BadInput(found)
    persons = pseudonyms((key for key, *_ in kept), "P")
    coders = pseudonyms((coder for project in projects.values() for coder in project.coders), "C")
    coders |= {coder: coder for coder in {c.coder for _, d, _, _ in kept for c in d.codings} - set(coders)}
    interviews = [
        Interview(
            pseudonym=persons[key],
            group=document.attributes.get(wanted.group) or NO_GROUP,
            unit_id=unit if unit and consent == WITH_CASE else None,
            consent=consent,
            text=document.text,
            places=(names[unit],) if unit and consent != WITH_CASE else (),
            codings=tuple(Coding(c.start, c.end, c.code, coders[c.coder]) for c in dict.fromkeys(document.codings)),
        )
        for key, document, consent, unit in kept
    ]
    spoken = {name for project in projects.values() for document in project.documents for name in document.names}
    spoken |= {coder for project in projects.values() for coder in project.coders}
    titles = {document.name for project in projects.values() for document in project.documents}
    codes = {" / ".join(code.path) for project in projects.values() for code in project.codes if code.codable}
    codes |= {coding.code for interview in interviews for coding in interview.codings}
    return Accepted(
        sorted(interviews, key=lambda interview: interview.pseudonym),
        sorted(codes),
        Redactor(sorted(spoken), others, sorted(titles)),
        pd.DataFrame(aside, columns=["file", "record", "reason"]),
        pd.DataFrame(counts),
        sum(len(project.documents) for project in projects.values()),
    )


def _consent(answer: str, settings: Interviews) -> str | None:
    if answer in settings.consent.with_case:
        return WITH_CASE
    return PSEUDONYMOUS if answer in settings.consent.pseudonymous else None


def summarise_interviews(accepted: Accepted, *, longest: int, confidence_level: float) -> dict[str, pd.DataFrame]:
    """Return the tables of `interview_fields`, by their names.

    Parameters
    ----------
    longest
        longest quotation, characters.
    """
    interviews, codes = accepted.interviews, accepted.codes
    documents = [
        {
            "pseudonym": i.pseudonym,
            "group": i.group,
            "unit_id": i.unit_id,
            "consent": i.consent,
            "paragraphs": len(i.paragraphs),
            "coders": len({c.coder for c in i.codings}),
            "codings": len(i.codings),
        }
        for i in interviews
    ]
    codings = [
        {"pseudonym": i.pseudonym, "start": c.start, "end": c.end, "code": c.code, "coder": c.coder}
        for i in interviews
        for c in i.codings
    ]
    return {
        "documents": pd.DataFrame(documents),
        "codings": pd.DataFrame(codings),
        "code_by_case": pd.DataFrame(_code_by_case(interviews, codes)),
        "cooccurrence": pd.DataFrame(_cooccurrence(interviews, codes)),
        "agreement": pd.DataFrame(_agreement(interviews, codes, confidence_level)),
        "quotations": pd.DataFrame(_quotations(accepted, longest)),
    }


def _code_by_case(interviews: Sequence[Interview], codes: Sequence[str]) -> list[Row]:
    found: list[Row] = []
    for group, case in sorted({(i.group, i.case) for i in interviews}):
        own = [i for i in interviews if (i.group, i.case) == (group, case)]
        length = sum(len(i.text) for i in own)
        for code in codes:
            runs = [i.runs(code) for i in own]
            covered = sum(end - start for run in runs for start, end in run)
            found.append(
                {
                    "group": group,
                    "case": case,
                    "code": code,
                    "interviews": len(own),
                    "with_code": sum(bool(run) for run in runs),
                    "passages": sum(map(len, runs)),
                    "share": covered / length if length else 0.0,
                }
            )
    return found


def _cooccurrence(interviews: Sequence[Interview], codes: Sequence[str]) -> list[Row]:
    marked = [(i.pseudonym, i.codes_of(paragraph)) for i in interviews for paragraph in i.paragraphs]
    found: list[Row] = []
    for code, other in combinations(codes, 2):
        both = [person for person, used in marked if code in used and other in used]
        only = [
            sum(one in used and two not in used for _, used in marked) for one, two in ((code, other), (other, code))
        ]
        either = len(both) + sum(only)
        found.append(
            {
                "code": code,
                "other": other,
                "paragraphs": len(both),
                "interviews": len(set(both)),
                "only_code": only[0],
                "only_other": only[1],
                "jaccard": len(both) / either if either else None,
            }
        )
    return found


def _agreement(interviews: Sequence[Interview], codes: Sequence[str], level: float) -> list[Row]:
    twice = [i for i in interviews if len({c.coder for c in i.codings}) > 1]
    coders = sorted({c.coder for i in twice for c in i.codings})
    found: list[Row] = []
    for code in codes:
        head = {"code": code, "interviews": len(twice)}
        if not twice:
            empty = {"n_units": 0, "verdict": reliability_verdict(float("nan"), float("nan"))}
            found += [head | {"basis": basis} | empty for basis in ("paragraph", "character")]
            continue
        by_paragraph = np.hstack([_by_paragraph(i, code, coders) for i in twice])
        random = np.random.default_rng(crc32(f"interviews/{code}".encode()))
        alpha = bootstrap_alpha(by_paragraph, "nominal", level, random)
        found.append(
            head
            | {
                "basis": "paragraph",
                "n_units": by_paragraph.shape[1],
                "agreement": alpha.agreement,
                "alpha": alpha.alpha,
                "conf_low": alpha.conf_low,
                "conf_high": alpha.conf_high,
                "verdict": reliability_verdict(alpha.alpha, alpha.conf_low),
            }
        )
        parts = [_by_character(i, code, coders) for i in twice]
        found.append(head | {"basis": "character"} | _character_alpha(parts, level))
    return found


def _by_paragraph(interview: Interview, code: str, coders: Sequence[str]) -> Any:
    used = {c.coder for c in interview.codings}
    return np.array(
        [
            [float(code in interview.codes_of(p, coder)) if coder in used else np.nan for p in interview.paragraphs]
            for coder in coders
        ]
    ).reshape(len(coders), -1)


def _by_character(interview: Interview, code: str, coders: Sequence[str]) -> Any:
    used = {c.coder for c in interview.codings}
    covered = np.zeros((len(coders), len(interview.text)))
    for place, coder in enumerate(coders):
        if coder not in used:
            covered[place] = np.nan
        for c in interview.codings:
            if (c.coder, c.code) == (coder, code):
                covered[place, c.start : c.end] = 1.0
    return covered


def _character_alpha(parts: Sequence[Any], level: float) -> Row:
    """Return alpha of characters; its interval leaves out one interview at a time, as characters are no sample."""
    whole = np.hstack(parts)
    alpha = krippendorff_alpha(whole, "nominal")
    low = high = float("nan")
    if len(parts) > 2 and not np.isnan(alpha):
        without = [krippendorff_alpha(np.hstack([*parts[:i], *parts[i + 1 :]]), "nominal") for i in range(len(parts))]
        n = len(parts)
        error = float(np.sqrt((n - 1) / n * np.sum((np.array(without) - alpha) ** 2)))
        width = float(t_quantile(0.5 + level / 2, n - 1)) * error
        low, high = alpha - width, min(alpha + width, 1.0)
    known = whole[:, (~np.isnan(whole)).sum(axis=0) >= 2]
    mean = np.nanmean(known, axis=0)
    raters = (~np.isnan(known)).sum(axis=0)
    # pairs of coders that are alike: with m coders of whom a part p sees the code, 1 - 2p(1-p)m/(m-1)
    alike = 1 - 2 * mean * (1 - mean) * raters / (raters - 1)
    return {
        "n_units": known.shape[1],
        "agreement": float(np.average(alike, weights=raters)),
        "alpha": alpha,
        "conf_low": low,
        "conf_high": high,
        "verdict": reliability_verdict(alpha, low),
    }


def _quotations(accepted: Accepted, longest: int) -> list[Row]:
    found: list[Row] = []
    for interview in accepted.interviews:
        passages = sorted((start, end, code) for code in accepted.codes for start, end in interview.runs(code))
        for number, (start, end, code) in enumerate(passages, start=1):
            using = {c.coder for c in interview.codings if c.code == code and c.start < end and c.end > start}
            # names are taken out before the cut, which could leave a part of one; a passage may begin within a name or
            # a number, too, so its first and last word are completed
            first, last = whole_words(interview.text, start, end)
            spoken = accepted.redactor.redacted(interview.text[first:last], interview.places)
            found.append(
                {
                    "pseudonym": interview.pseudonym,
                    "number": number,
                    "group": interview.group,
                    "unit_id": interview.unit_id,
                    "consent": interview.consent,
                    "code": code,
                    "coders": len(using),
                    "quotation": shortened(" ".join(spoken.split()), longest) or "…",
                }
            )
    return found


def shortened(text: str, longest: int) -> str:
    """Return a text of at most `longest` characters, cut between words, with the sign of a cut."""
    if len(text) <= longest:
        return text
    return text[:longest].rpartition(" ")[0].rstrip(" ,;:") + " …"


def enter_interviews(book: ValueBook, tables: Mapping[str, pd.DataFrame], given: int) -> None:
    """Enter counts of interviews, and of the interviews in which each code is used.

    Names: `interviews.given`, `.consented`, `.cases`, `.coders`, `.codings`, `.quotations`; `.GROUP.interviews` with
    blanks as `_`; `.code.CODE.interviews` by the innermost code.
    """
    documents, matrix = tables["documents"], tables["code_by_case"]
    book.set("interviews.given", given, "count")
    book.set("interviews.consented", len(documents), "count")
    book.set("interviews.codings", len(tables["codings"]), "count")
    book.set("interviews.quotations", len(tables["quotations"]), "count")
    if documents.empty:
        return
    book.set("interviews.cases", documents["unit_id"].nunique(), "count")
    book.set("interviews.coders", tables["codings"]["coder"].nunique(), "count")
    for group, rows in documents.groupby("group"):
        book.set(f"interviews.group.{_slug(group)}", len(rows), "count")
    for code, rows in matrix.groupby("code"):
        book.set(f"interviews.code.{_slug(code)}", int(rows["with_code"].sum()), "count")


def _slug(text: object) -> str:
    return str(text).rpartition(" / ")[2].lower().replace(" ", "_")
