"""Draft the codebook of a new export: what the file tells is filled in, what a person must decide is marked.

Beside the flow: `snakemake scaffold` and `python -m paradiplomacy scaffold` write such a draft. It holds the word
DECIDE at every open decision, and `read_codebook` accepts it only when none is left.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.survey.codebook import LARGEST_COUNT, UNDECIDED
from paradiplomacy.survey.fields import RESPONSES
from paradiplomacy.survey.raw_export import RawColumn, RawExport, look_at_export

PERSONAL_NAME = re.compile(
    r"e-?mail|\bmail|phone|telefon|\btel\b|fax|ip.?addr|latitude|longitude|\bcontact|recipient|respondent|(?:first|last|"
    r"sur|full).?name|^name$|vorname|nachname|ansprechp|prénom|prenom|courriel|nombre y|apellido|correo|signature",
    re.IGNORECASE,
)
PERSONAL_CELL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}|(?:\d{1,3}\.){3}\d{1,3}", re.IGNORECASE)
TECHNICAL = {
    "limesurvey": ["id", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "refurl"],
    "qualtrics": [
        "StartDate", "Status", "Progress", "Duration (in seconds)", "RecordedDate", "ResponseId", "ResponseID",
        "ResponseSet", "DistributionChannel", "UserLanguage", "LocationAccuracy",
    ],
    "spss": [],
    "spreadsheet": [],
}  # fmt: skip
TOKENS = ("token", "externalreference", "externaldatareference")
DAYS = ("submitdate", "enddate", "date_submitted", "submitted")
BOX_CELLS = {"Y", "N", "1", "0", "Yes", "No", "Ja", "Nein", "Oui", "Non", "Sí"}
OPEN_BOX = {"N", "0", "No", "Nein", "Non"}
SUBQUESTION = re.compile(r"(?P<base>[^\[\]]+)\[(?P<part>[^\]]+)\]|(?P<stem>.+)_(?P<number>\d+)")
MOST_CODES = 12  # of a question with a list of answers, where the file has no value labels
FEW_CODES = 7


@dataclass
class _Draft:
    """What was sorted out of the columns."""

    token: RawColumn | None = None
    day: RawColumn | None = None
    finished: RawColumn | None = None
    sensitive: dict[str, str] = field(default_factory=dict)
    technical: list[str] = field(default_factory=list)
    answers: list[RawColumn] = field(default_factory=list)


def draft_codebook(path: str | Path) -> str:
    """Return the draft of a codebook as YAML text.

    No cell of a column that may hold personal data or free text is shown; codes are listed as they occur.

    Raises
    ------
    BadInput
        when the file is missing, empty, damaged, or of no known format.
    """
    export = look_at_export(path)
    draft = _sorted_out(export)
    lines = [
        f"# Draft of a codebook for {Path(path).name}: {export.rows} answers, {len(export.columns)} columns.",
        f"# {UNDECIDED} stands where you must decide; a run refuses the codebook until none is left. Check the rest:",
        "# types, sensitive columns and tidy codes are guesses, each with its reason.",
        "# The form is explained at the top of config/waves/china_cities_2021.yaml.",
        "",
        f"format: {export.format}  # guessed from {export.reason}",
    ]
    if export.delimiter != "comma":
        lines.append(f"delimiter: {export.delimiter}  # by which the header has most cells")
    if export.undecided_encoding:
        lines.append(
            f"encoding: {UNDECIDED}  # not UTF-8; {export.undecided_encoding} can read it: are the accents right?"
        )
    if len(export.sheets) > 1:
        lines.append(f"sheet: {UNDECIDED}  # which one: {_comment(', '.join(export.sheets))}? the first was looked at")
    lines += _identity(draft, export)
    lines += _sensitive(draft)
    lines.append(f"technical: {_flow(draft.technical)}  # known and not used")
    lines += [
        "",
        f"branches: {UNDECIDED}  # which answers lead to which questions; {{}} when everybody is asked everything",
        "",
        "fields:",
    ]
    taken = Counter(RESPONSES.columns)
    for columns in _grouped(draft.answers, export):
        lines += ["", *_question(columns, export, taken)]
    return "\n".join(lines) + "\n"


def _sorted_out(export: RawExport) -> _Draft:
    draft = _Draft()
    technical = {name.casefold() for name in TECHNICAL[export.format]}
    for column in export.columns:
        names = {column.name.casefold(), column.wording.casefold().replace(" ", "")}
        if draft.token is None and names & set(TOKENS):
            draft.token = column
        elif draft.day is None and names & set(DAYS):
            draft.day = column
        elif export.format == "qualtrics" and "finished" in names:
            draft.finished = column
        elif reason := _personal(column):
            draft.sensitive[column.name] = reason
        elif column.name.casefold() in technical or names & {name.replace(" ", "") for name in technical}:
            draft.technical.append(column.name)
        else:
            draft.answers.append(column)
    if draft.day is None:
        days = [column for column in draft.answers if column.is_date]
        if len(days) == 1:
            draft.day = days[0]
            draft.answers.remove(days[0])
    return draft


def _personal(column: RawColumn) -> str:
    """Return why a column may hold personal data; an empty string where nothing says so."""
    for text in (column.name, column.wording):
        found = PERSONAL_NAME.search(text)
        if found and len(text) < 60:  # a long wording speaks of many things
            return f'"{found[0]}" in its name'
    if any(PERSONAL_CELL.search(cell) for cell in column.cells):
        return "its cells look like mail or network addresses"
    return ""


def _identity(draft: _Draft, export: RawExport) -> Iterator[str]:
    if draft.token:
        yield f"token: {_scalar(draft.token.name)}  # is it the key of the invitation?"
    else:
        yield f"token: {UNDECIDED}  # column with the key of the invitation; if none, write unit: {{name:, country:}}"
    yield "submitted:"
    if draft.day:
        yield f"  column: {_scalar(draft.day.name)}  # is it empty where an answer was broken off?"
    else:
        yield f"  column: {UNDECIDED}  # column with the day of the answer"
    if draft.finished:
        codes = {"1": "complete", "0": "partial", "True": "complete", "False": "partial"}
        found = sorted(set(draft.finished.cells))
        yield f"  finished_column: {_scalar(draft.finished.name)}"
        pairs = ", ".join(f"{_scalar(code)}: {codes.get(code, UNDECIDED)}" for code in found)
        yield f"  finished_codes: {{{pairs}}}  # complete or partial; only codes that occur are listed"
    elif export.format == "spreadsheet":
        yield f"  date_format: {UNDECIDED}  # form of the days: DD.MM.YYYY, ...; YYYY-MM-DD for the dates of an .xlsx"
    yield f"keep_partial_when_answered: {UNDECIDED}  # name of the field without which a broken-off answer is of no use"
    yield f"duplicates: {UNDECIDED}  # latest_submitted, first_submitted or most_complete"


def _sensitive(draft: _Draft) -> Iterator[str]:
    if not draft.sensitive:
        yield f"sensitive: {UNDECIDED}  # columns with personal data, [] when there are none: no name told of one"
        return
    yield "sensitive:  # personal data, dropped while the file is read; add what else may name a person"
    for name, reason in draft.sensitive.items():
        yield f"  - {_scalar(name)}  # {_comment(reason)}"


def _grouped(columns: Iterable[RawColumn], export: RawExport) -> list[list[RawColumn]]:
    """Return the columns of each question: the boxes of a question with several answers together."""
    boxes_of_set = {name: one.name for one in export.sets if one.counted is not None for name in one.variables}
    groups: dict[str, list[RawColumn]] = {}
    for column in columns:
        parts = SUBQUESTION.fullmatch(column.name)
        key = boxes_of_set.get(column.name)
        if key is None and parts and set(column.cells) <= BOX_CELLS and len(set(column.cells)) <= 2:
            key = parts["base"] or parts["stem"]
            if (parts["part"] or "").startswith("other"):
                key = None
        groups.setdefault(f"box {key}" if key else f"column {column.name}", []).append(column)
    return list(groups.values())


def _question(columns: list[RawColumn], export: RawExport, taken: Counter[str]) -> Iterator[str]:
    first = columns[0]
    counted = {one.variables: one for one in export.sets if one.counted is not None}
    is_set = any(first.name in variables for variables in counted)
    if len(columns) > 1 or (is_set and len(columns) == 1):
        yield from _boxes(columns, taken, is_set)
        return
    kind, reason = _guess(first, export)
    yield f"  - name: {_field_name(first.name, taken)}"
    yield f"    type: {kind}  # {_comment(reason)}"
    yield _wording(first.wording)
    if kind == "text":
        yield "    sensitivity: restricted  # free text may name persons; if it always does, list it as sensitive"
    if kind == "count":
        yield f"    unit: {UNDECIDED}  # what is counted, such as persons"
    yield f"    column: {_scalar(first.name)}"
    if kind == "single":
        yield from _codes(first)
    if first.missing:
        pairs = ", ".join(f"{_scalar(code)}: {UNDECIDED}" for code in first.missing)
        labels = "; ".join(f"{code} = {first.labels[code]}" for code in first.missing if code in first.labels)
        meaning = _comment(labels or "user-missing in the file")
        yield f"    missing: {{{pairs}}}  # no_answer, dont_know or refused: {meaning}"


def _boxes(columns: list[RawColumn], taken: Counter[str], is_set: bool) -> Iterator[str]:
    cells = sorted({cell for column in columns for cell in column.cells})
    ticked = [cell for cell in cells if cell not in OPEN_BOX]
    parts = SUBQUESTION.fullmatch(columns[0].name)
    base = (parts["base"] or parts["stem"]) if parts else columns[0].name
    yield f"  - name: {_field_name(base, taken)}"
    yield "    type: multiple  # " + (
        "a multiple-response set" if is_set else "columns of one stem, two values at most"
    )
    yield _wording(columns[0].wording.partition(" - ")[0])
    yield "    options:"
    codes: Counter[str] = Counter()
    for column in columns:
        label = column.wording.rpartition(" - ")[2]
        yield (
            f"      - {{column: {_scalar(column.name)}, code: {_code(label, codes)}, "
            f"label: {_scalar(label) if label else UNDECIDED}}}"
        )
    yield f"    ticked: {_flow(ticked) if ticked else f'[{UNDECIDED}]'}"
    if set(cells) & OPEN_BOX:
        yield f"    unticked: {_flow(cell for cell in cells if cell in OPEN_BOX)}"


def _guess(column: RawColumn, export: RawExport) -> tuple[str, str]:
    """Return the kind of question and the reason for the guess."""
    values = set(column.cells)
    answers = (values | set(column.labels)) - set(column.missing)
    if len(column.labels) > 1:
        mentions = next((one.name for one in export.sets if column.name in one.variables), None)
        of_set = f"; one of the answers that the set {mentions} holds" if mentions else ""
        return "single", f"it has value labels; write ordered if they are a scale{of_set}"
    if not values:
        return UNDECIDED, "no cell is filled in; what is it: single, ordered, count, text, partners or partner_list?"
    if column.is_date:
        return "text", "a date; if it is not used, list it under technical"
    if all(cell.isdecimal() and int(cell) <= LARGEST_COUNT for cell in values):
        if 2 <= len(answers) <= FEW_CODES and max(map(int, answers)) <= MOST_CODES:
            return (
                "single",
                "few whole numbers; write ordered if they are a scale, count if they are a number of things",
            )
        return "count", "whole numbers"
    if 2 <= len(answers) <= MOST_CODES and all(map(_is_code, answers)):
        return "single", "codes of answers; write ordered if they are a scale"
    several = export.rows >= MOST_CODES and 2 <= len(answers) <= MOST_CODES and len(answers) * 3 <= len(column.cells)
    if several:
        return "single", "few values that occur again and again; write ordered if they are a scale"
    return "text", "values of many kinds; partner_list if partners are named in it"


def _codes(column: RawColumn) -> Iterator[str]:
    yield "    codes:" + ("" if column.labels else "  # only codes that occur in the file are listed: add the others")
    codes: Counter[str] = Counter()
    found = [*column.labels, *sorted(set(column.cells) - set(column.labels))]
    for raw in found:
        if raw in column.missing or any(" to " in span and _inside(raw, span) for span in column.missing):
            continue
        label = column.labels.get(raw, "" if _is_code(raw) else raw)
        written = _scalar(label) if label else UNDECIDED
        yield f"      {_scalar(raw)}: {{code: {_code(label, codes)}, label: {written}}}"


def _inside(raw: str, span: str) -> bool:
    low, _, high = span.partition(" to ")
    return float(low) <= float(raw) <= float(high)


def _is_code(raw: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?|[A-Z]{1,3}\d{0,3}|-oth-", raw) is not None


def _code(label: str, taken: Counter[str]) -> str:
    """Return a tidy code made of a label; a person must choose one where the label gives none, or one that is taken."""
    code = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:30].strip("_")
    taken[code] += 1
    return code if code and taken[code] == 1 else UNDECIDED


def _field_name(column: str, taken: Counter[str]) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_")
    name = name if name[:1].isalpha() else f"question_{name}".strip("_")
    taken[name] += 1
    return name if taken[name] == 1 else _field_name(f"{name}_{taken[name]}", taken)


def _wording(text: str) -> str:
    if not text:
        return f"    question: {{en: {UNDECIDED}}}  # wording of the question, in English; other languages beside it"
    return f"    question: {{en: {_scalar(text)}}}  # is this English? add the other languages"


def _scalar(text: str) -> str:
    """Return text as YAML, in quotation marks where it needs them."""
    return text if re.fullmatch(r"[A-Za-z_][\w]*|\d+", text, re.ASCII) else json.dumps(text, ensure_ascii=False)


def _flow(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(_scalar, texts)) + "]"


def _comment(text: str) -> str:
    return " ".join(text.split())


def write_draft(export: str | Path, target: str | Path) -> str:
    """Write the draft of a codebook for `export` and return a sentence on what is left to decide.

    Raises
    ------
    BadInput
        when the export cannot be read, or `target` exists: a codebook on which a person has worked is not replaced.
    """
    path = Path(target)
    if path.exists():
        raise BadInput([Problem(path.as_posix(), "no file of this name yet", "move it away, or name another wave")])
    draft = draft_codebook(export)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(draft, encoding="utf-8")
    decisions = sum(UNDECIDED in line.partition("#")[0] for line in draft.splitlines())
    return f"{path.as_posix()} is drafted; {decisions} of its lines hold {UNDECIDED}, where you must decide."


def wave_name(export: str | Path) -> str:
    """Return the name of a wave made of that of its file."""
    return re.sub(r"[^a-z0-9]+", "_", Path(export).stem.casefold()).strip("_") or "wave"
