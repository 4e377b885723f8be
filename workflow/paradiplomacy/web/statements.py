"""What a text says of a tie: its form, since when, whether it stands, ended or is only planned, and in which areas.

Read from the cues around a mention; years are stated or derived ("for twenty years", "10th anniversary in 2019").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from paradiplomacy.web.cues import AREAS, EXPLICIT
from paradiplomacy.web.mention import Mention
from paradiplomacy.web.page_context import PageContext
from paradiplomacy.web.scanner import CueHit

FORMS = ("letter of intent", "memorandum", "twin", "sister", "partner", "friendship", "agreement", "contact", "unknown")
STATUSES = ("active", "ended", "planned", "unknown")
CUE_OF_FORM = {
    "intent": "letter of intent",
    "memorandum": "memorandum",
    "twin": "twin",
    "sister": "sister",
    "partner_city": "partner",
    "partnership": "partner",
    "friendship": "friendship",
    "agreement": "agreement",
    "partner": "partner",
    "cooperate": "contact",
    "contact": "contact",
}
STRENGTH = tuple(CUE_OF_FORM)
YEAR = re.compile(r"(?<![\w])(?:1[89]|20)\d\d(?!\w)")
NUMBER = re.compile(r"(?<!\w)(\d{1,3})(?!\w)")
WORDS = re.compile(r"(?<!\w)(?=([^\W\d]+(?: [^\W\d]+)?))")
EARLIEST = 1920
FAR = 10**6
TOUCHING = 2  # letters between a word of tie and the name that it is said of: "Partnerstadt Nanjing"
NEAR_STATUS = 70  # letters between a word of ending or planning and the word of tie or the place
NEAR_YEAR = 40  # letters between a year and the word that says what happened then
BEFORE_YEARS = 24  # letters between a number and the word "years"
LONGEST = 120  # years that a tie can have lasted


@dataclass(frozen=True)
class Statement:
    """What is said of a tie. `year_kind` is stated, derived or ""; `year_end` that of its ending."""

    form: str
    status: str
    year_start: int | None
    year_end: int | None
    year_kind: str
    areas: tuple[str, ...]


def read_statement(context: PageContext, mention: Mention, numbers: Mapping[str, int]) -> Statement:
    """Return what the sentence of a mention, its headings and its lead say of the tie."""
    around = context.surroundings(mention)
    form = _form(around.in_sentence, mention) or _form(around.in_headings, mention) or _form(around.in_lead, mention)
    status = _status(context, mention, form)
    start, end, kind = _years(context, mention, numbers, status)
    if start is None and not mention.listed:
        for span in (context.next_sentence(mention), context.scan.span(mention.block)):
            start, end_there, kind = _years(context, mention, numbers, status, span)
            end = end or end_there
            if start is not None:
                break
    if start is None and status in ("active", "planned") and _is_news_of_signature(context, mention):
        start, kind = context.scan.page.year, "derived"
    areas = tuple(area for area in AREAS if any(cue.name == f"area_{area}" for cue in around.in_sentence))
    return Statement(form or "unknown", status, start, end, kind if start is not None else "", areas)


def _is_news_of_signature(context: PageContext, mention: Mention) -> bool:
    """Tell whether a dated page tells, as its news, that the tie was signed: then it began in the year of the page."""
    if mention.listed or context.scan.page.year is None:
        return False
    cues = [*context.surroundings(mention).in_sentence, *context.cues_between(*context.next_sentence(mention))]
    names = {cue.name for cue in cues}
    return "sign" in names and bool(names & CUE_OF_FORM.keys()) and not names & {
        "anniversary", "since", "plan", "approve", "end", "not", "years"
    }  # fmt: skip


def _form(cues: Sequence[CueHit], mention: Mention) -> str:
    """Return the form that the nearest word of tie names; a formal instrument counts before the general word."""
    names = {cue.name for cue in cues}
    for instrument in ("intent", "memorandum"):
        if instrument in names:
            return CUE_OF_FORM[instrument]
    found = [
        (round(_gap(cue, mention) / 30), STRENGTH.index(cue.name), cue.name) for cue in cues if cue.name in CUE_OF_FORM
    ]
    explicit = [item for item in found if item[2] not in ("partner", "cooperate", "contact", "agreement")]
    return CUE_OF_FORM[min(explicit or found)[2]] if found else ""


def _status(context: PageContext, mention: Mention, form: str) -> str:
    """Return ended, planned or active by the words near tie and place, in its clause where others are named, too."""
    around = context.surroundings(mention)
    cues: Sequence[CueHit] = around.in_sentence
    anchors = [cue for cue in cues if cue.name in CUE_OF_FORM]
    if not (anchors or mention.listed):
        cues = context.cues_between(*context.next_sentence(mention))
        anchors = [cue for cue in cues if cue.name in CUE_OF_FORM]
        near = {cue.name for cue in cues} if anchors else set[str]()
    elif not mention.listed and context.names_other_places(mention, *around.sentence):
        low, high = context.clause(mention, *around.sentence)
        near = {cue.name for cue in cues if low <= cue.start < high}
    else:
        near = {
            cue.name
            for cue in cues
            if _gap(cue, mention) <= NEAR_STATUS
            or any(max(0, cue.start - a.end, a.start - cue.end) <= NEAR_STATUS for a in anchors)
        }
    if "end" in near:
        return "ended"
    if (
        any(cue.name in EXPLICIT and 0 <= mention.start - cue.end <= TOUCHING for cue in cues)
        and not {"approve", "sign"} & near
    ):
        return "active"  # "our twin town X plans ..."
    dated = any(int(match[0]) < (context.scan.page.year or 0) for match in _years_of(context, around.sentence))
    if form == "letter of intent" or "plan" in near or ("approve" in near and "since" not in near and not dated):
        return "planned"
    stands = anchors or mention.listed or any(cue.name in EXPLICIT for cue in (*around.in_headings, *around.in_lead))
    return "active" if stands else "unknown"


def _years_of(context: PageContext, span: tuple[int, int]) -> Iterator[re.Match[str]]:
    return YEAR.finditer(context.scan.plain[span[0] : span[1]])


def _years(
    context: PageContext,
    mention: Mention,
    numbers: Mapping[str, int],
    status: str,
    span: tuple[int, int] | None = None,
) -> tuple[int | None, int | None, str]:
    """Return year of the start, of the end, and whether the start is stated or derived."""
    scan = context.scan
    low, high = span or context.year_scope(mention)
    if span is None and not mention.listed and context.names_other_places(mention, low, high):
        clause = context.clause(mention, *context.surroundings(mention).sentence)
        if YEAR.search(scan.plain[clause[0] : clause[1]]):
            low, high = clause
    cues = context.cues_between(low, high)
    latest = scan.page.year or 2100
    years = [
        (match.start() + low, int(match[0]))
        for match in YEAR.finditer(scan.plain[low:high])
        if EARLIEST <= int(match[0]) <= latest + 1
    ]
    ends = [cue for cue in cues if cue.name == "end"]
    starts = [cue for cue in cues if cue.name in ("since", "sign", "plan")]
    year_end = None
    if status == "ended" and years and ends:
        distance, chosen = min((_to(position, ends), value) for position, value in years)
        recent = scan.page.year is None or chosen >= scan.page.year - 1  # a single year of old is that of the start
        if distance <= NEAR_YEAR and (len(years) > 1 or (recent and distance <= _to(years[0][0], starts))):
            year_end = chosen
            years = [(position, value) for position, value in years if value != chosen] if len(years) > 1 else []
    derived = _derived(scan.plain[low:high], low, cues, years, scan.page.year, numbers)
    if derived is not None:
        return derived, year_end, "derived"
    if years:
        chosen = min(
            years, key=lambda item: (min(_to(item[0], starts), abs(item[0] - mention.end) + NEAR_YEAR), item[1])
        )[1]
        return chosen, year_end, "stated"
    return None, year_end, ""


def _derived(
    text: str,
    low: int,
    cues: Sequence[CueHit],
    years: Sequence[tuple[int, int]],
    page_year: int | None,
    numbers: Mapping[str, int],
) -> int | None:
    """Return the year of the start from an anniversary or a duration; None where there is none."""
    marks = [cue for cue in cues if cue.name in ("anniversary", "years")]
    if not marks:
        return None
    counts = [(match.start() + low, int(match[1])) for match in NUMBER.finditer(text)]
    for match in WORDS.finditer(text):  # "twenty", "twenty five"
        for word in (match[1], match[1].partition(" ")[0]):
            if word in numbers:
                counts.append((match.start() + low, numbers[word]))
                break
    best: tuple[int, int] | None = None
    for mark in marks:
        for position, count in counts:
            gap = mark.start - position
            if 2 <= count <= LONGEST and -2 <= gap <= BEFORE_YEARS and (best is None or gap < best[0]):
                best = (gap, count)
    if best is None:
        return None
    anniversary = any(mark.name == "anniversary" for mark in marks)
    base = max((year for _, year in years), default=None) if anniversary else None
    if base is None:
        base = page_year if not years or anniversary else None
    return None if base is None else base - best[1]


def _gap(cue: CueHit, mention: Mention) -> int:
    return max(0, cue.start - mention.end, mention.start - cue.end)


def _to(position: int, cues: Sequence[CueHit]) -> int:
    return min((abs(cue.start - position) for cue in cues), default=FAR)
