"""Invented interviews of the simulated world, as two coders return them: a REFI-QDA project and plain tables.

Officials of six cities stand in the project, people in Washington and Brussels in the tables. Every name and word is
invented; what a person did not consent to carries a mark of its own, by which tests see that it goes nowhere.
"""

from __future__ import annotations

import csv
import io
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd

from paradiplomacy.simulate.parameters import InterviewParameters, Truth, stream

EPOCH = (1980, 1, 1, 0, 0, 0)
STAMP = "2022-03-01T09:00:00Z"
NAMESPACE = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
CASE_CITIES = 6
PER_CITY, PER_CAPITAL = 2, 4
REFUSED = "Unter uns gesagt, das bleibt hier im Raum."  # said by those alone who do not consent
MAYOR = "Viktor Bezděkovský"  # a person that others speak of
GIVEN = "Anežka|Bronisław|Călin|Dagmara|Evžen|Florica|Gintarė|Henriks|Ilze|Jaroslava|Kazimierz|Ljubica|Maarja|Nedelcho|Ondina|Pálma|Radomír|Sławomira|Tihomir|Ursula|Vesselin|Winifred|Xaver|Yvette"  # noqa: E501
FAMILY = "Altmajer|Brzozowski|Ciobotaru|Drnovšek|Eglītis|Făgărășan|Grybauskas|Hrdlicka|Ivkošić|Jankūnas|Kőszeghy|Lewicka|Mändmets|Nedyalkov|Ozoliņš|Přikryl|Rusnáková|Szczepański|Tuđman-Vuk|Urbšys|Vasilescu|Wachsmann|Zielonka|Žitňan"  # noqa: E501
CODES = {
    "motives": ("economic benefit", "prestige"),
    "obstacles": ("lack of staff", "high politics"),
    "success": ("personal factor", "visits"),
    "coordination": ("state", "European Union"),
}
MEANINGS = {
    "motives": "Why the city cooperates.",
    "economic benefit": "Investors, trade, visitors: what the cooperation is to earn.",
    "prestige": "Standing in the world, or above other cities, as a reason of its own.",
    "obstacles": "What keeps the city from more.",
    "lack of staff": "Too few people, or none who know the language & the country.",
    "high politics": "Quarrels of governments, embassies, flags.",
    "success": "What makes a cooperation last.",
    "personal factor": "Single people, their contacts and their leaving.",
    "visits": "Delegations and exchanges as what keeps the cooperation alive.",
    "coordination": "With whom at home the city is in touch about it.",
    "state": "Ministries and embassies of the own state.",
    "European Union": "Commission, delegations and programmes of the Union.",
}
SAID = {
    "economic benefit": (
        "We hoped for investors and for flights that bring visitors.",
        "Our companies wanted a door that somebody else had already opened.",
        "In the end the council asks what the partnership earns.",
    ),
    "prestige": (
        "A partner of that size puts us on the map.",
        "It flatters a town to be received like a capital.",
    ),
    "lack of staff": (
        "There is one colleague for all partner towns, and she is on leave.",
        "Nobody here reads the letters in their language.",
        "When the project ended, the post ended, too.",
    ),
    "high politics": (
        "After the quarrel between the governments nobody dared to travel.",
        "The embassy made it a matter of flags, and that was that.",
    ),
    "personal factor": (
        "It all hangs on two people who like each other.",
        "When {mayor} left office, the letters stopped.",
        "We began because a teacher of ours had studied there.",
        "You need somebody whom you can call on a Sunday.",
    ),
    "visits": (
        "Without the yearly visit it would be a plaque on a wall.",
        "The children's exchange keeps the rest alive.",
    ),
    "state": (
        "We inform the ministry, and the ministry files it.",
        "The state wants to know, but it does not want to help.",
    ),
    "European Union": (
        "Brussels has never asked us what we do there.",
        "We learnt of the European programme when it was over.",
    ),
}
NOT_CODED = (
    "That was before my time, I would have to look it up.",
    "The coffee is better than it looks, please help yourself.",
    "You will find the dates in the brochure.",
    "As I said, {greeting} can tell you more than I can.",
)


@dataclass(frozen=True)
class Interview:
    """An interview: who, about which unit, what was said, and which sentence is which code (start, end, code)."""

    person: str
    unit_id: str
    group: str
    consent: str
    text: str
    truth: tuple[tuple[int, int, str], ...]

    @property
    def document(self) -> str:
        """Name of its document."""
        return f"Interview {self.person}"


def draw_interviews(truth: Truth, units: pd.DataFrame, truth_units: pd.DataFrame) -> list[Interview]:
    """Return the interviews: officials of the largest cities of Central and Eastern Europe that truly cooperate with
    China, each of another country as far as there are, then people in Washington and Brussels.

    Parameters
    ----------
    units
        unit_id, level, country, population and cee of the units.
    truth_units
        unit_id, partner and cooperates of every unit and partner.
    """
    random = stream(truth.seed, "interviews")
    cooperates = truth_units[(truth_units["partner"] == "CN") & (truth_units["cooperates"] == 1)]["unit_id"]
    cities = units[(units["level"] == "city") & units["cee"].astype(bool) & units["unit_id"].isin(cooperates)]
    cities = cities.sort_values(["population", "unit_id"], ascending=[False, True])
    first = ~cities.duplicated("country")
    chosen = pd.concat([cities[first], cities[~first]])["unit_id"].head(CASE_CITIES)
    seats = [(str(unit), "case city") for unit in chosen for _ in range(PER_CITY)]
    seats += [("", city) for city in ("Washington", "Brussels") for _ in range(PER_CAPITAL)]
    given, family = random.permutation(GIVEN.split("|")), random.permutation(FAMILY.split("|"))
    persons = [f"{one} {other}" for one, other in zip(given, family, strict=True)]
    words, shares = list(truth.interviews.consent), list(truth.interviews.consent.values())
    found = []
    for place, (unit, group) in enumerate(seats):
        consent = str(random.choice(words, p=shares))
        found.append(_interview(persons[place], unit, group, consent, persons[(place + 1) % len(seats)], random))
    return found


def _interview(person: str, unit: str, group: str, consent: str, other: str, random: np.random.Generator) -> Interview:
    text, spans = "", []
    codes = [code for children in CODES.values() for code in children]
    for turn in range(10):
        text += f"Q{turn + 1}: And then, {person}?\n" if turn else f"Conversation with {person}.\n"
        for _ in range(int(random.integers(1, 4))):
            if random.random() < 0.3:
                said = str(random.choice(NOT_CODED)).format(greeting=other)
            else:
                code = str(random.choice(codes))
                said = str(random.choice(SAID[code])).format(mayor=MAYOR)
                spans.append((len(text), len(text) + len(said), code))
            text += f"{said} "
        if consent == "no" and turn == 4:
            spans.append((len(text), len(text) + len(REFUSED), "high politics"))
            text += REFUSED
        text = text.rstrip(" ") + "\n"
    return Interview(person, unit, group, consent, text, tuple(spans))


def draw_codings(truth: Truth, interviews: Sequence[Interview]) -> dict[str, dict[str, list[tuple[int, int, str]]]]:
    """Return of each coder the codings by document: a sentence is missed, taken for another code, or marked wider."""
    codes = [code for children in CODES.values() for code in children]
    found: dict[str, dict[str, list[tuple[int, int, str]]]] = {}
    for coder, rates in truth.interviews.coders.items():
        random = stream(truth.seed, f"interviews {coder}")
        found[coder] = {}
        for interview in interviews:
            own = []
            for start, end, code in interview.truth:
                miss, other, wider, which = random.random(4)
                if miss < rates.miss:
                    continue
                if other < rates.other_code:
                    code = codes[int(which * len(codes))]
                if wider < rates.wider:  # up to the end of the turn
                    end = interview.text.index("\n", start)
                own.append((start, end, code))
            found[coder][interview.document] = own
    return found


def interviews_qdpx(truth: Truth, interviews: Sequence[Interview]) -> bytes:
    """Return the interviews about units as a REFI-QDA project (standard 1.5): a zip of project.qde and its texts."""
    about = [interview for interview in interviews if interview.unit_id]
    codings = draw_codings(truth, interviews)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        project = "".join(_project(truth.interviews, about, codings))
        _store(archive, "project.qde", project)
        for interview in about:
            _store(archive, f"Sources/{_guid(interview.document)}.txt", interview.text)
    return sink.getvalue()


def code_book_qdc() -> str:
    """Return the code book with the meaning of each code, as its authors keep it beside the project."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<CodeBook xmlns="{CODEBOOK}" origin="paradiplomacy simulation">',
    ]
    lines.append("<Codes>")
    for parent, children in CODES.items():
        lines.append(f'<Code guid="{_guid(f"code {parent}")}" name={quoteattr(parent)} isCodable="false">')
        lines.append(f"<Description>{escape(MEANINGS[parent])}</Description>")
        for code in children:
            lines.append(f'<Code guid="{_guid(f"code {code}")}" name={quoteattr(code)} isCodable="true">')
            lines.append(f"<Description>{escape(MEANINGS[code])}</Description>\n</Code>")
        lines.append("</Code>")
    return "\n".join([*lines, "</Codes>", "</CodeBook>", ""])


def _store(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_STORED  # the same bytes whatever the version of zlib
    archive.writestr(entry, text.encode("utf-8"))


def _guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"paradiplomacy simulated interviews/{name}"))


def _project(
    parameters: InterviewParameters,
    interviews: Sequence[Interview],
    codings: dict[str, dict[str, list[tuple[int, int, str]]]],
) -> Iterator[str]:
    first = _guid(f"coder {next(iter(parameters.coders))}")
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield (
        f'<Project xmlns="{NAMESPACE}" name="Case cities" origin="paradiplomacy simulation" '
        f'creatingUserGUID="{first}" creationDateTime="{STAMP}">\n<Users>\n'
    )
    for coder in parameters.coders:
        yield f'<User guid="{_guid(f"coder {coder}")}" name={quoteattr(coder)}/>\n'
    yield "</Users>\n<CodeBook>\n<Codes>\n"
    for parent, children in CODES.items():
        yield f'<Code guid="{_guid(f"code {parent}")}" name={quoteattr(parent)} isCodable="false">\n'
        for code in children:
            yield f'<Code guid="{_guid(f"code {code}")}" name={quoteattr(code)} isCodable="true"/>\n'
        yield "</Code>\n"
    yield "</Codes>\n</CodeBook>\n<Variables>\n"
    for name in ("unit", "group", "consent"):
        yield f'<Variable guid="{_guid(f"variable {name}")}" name="{name}" typeOfVariable="Text"/>\n'
    yield "</Variables>\n<Cases>\n"
    for interview in interviews:
        yield f'<Case guid="{_guid(f"case {interview.person}")}" name={quoteattr(interview.person)}>\n'
        for name, value in (("unit", interview.unit_id), ("group", interview.group), ("consent", interview.consent)):
            yield f'<VariableValue><VariableRef targetGUID="{_guid(f"variable {name}")}"/>'
            yield f"<TextValue>{escape(value)}</TextValue></VariableValue>\n"
        yield f'<SourceRef targetGUID="{_guid(interview.document)}"/>\n</Case>\n'
    yield "</Cases>\n<Sources>\n"
    for interview in interviews:
        source = _guid(interview.document)
        yield f'<TextSource guid="{source}" name={quoteattr(interview.document)} '
        yield f'plainTextPath="internal://{source}.txt" '
        yield f'creatingUser="{first}" creationDateTime="{STAMP}">\n'
        for coder, documents in codings.items():
            user = _guid(f"coder {coder}")
            for place, (start, end, code) in enumerate(documents[interview.document]):
                own = _guid(f"{coder} {interview.document} {place}")
                yield f'<PlainTextSelection guid="{own}" startPosition="{start}" endPosition="{end}" '
                yield f'creatingUser="{user}" creationDateTime="{STAMP}">'
                yield f'<Coding guid="{_guid(f"coding {own}")}" creatingUser="{user}" creationDateTime="{STAMP}">'
                yield f'<CodeRef targetGUID="{_guid(f"code {code}")}"/></Coding></PlainTextSelection>\n'
        yield "</TextSource>\n"
    yield "</Sources>\n</Project>\n"


def interview_tables(truth: Truth, interviews: Sequence[Interview]) -> dict[str, str]:
    """Return the interviews in Washington and Brussels as plain tables, and the list of further names."""
    capitals = [interview for interview in interviews if not interview.unit_id]
    codings = draw_codings(truth, interviews)
    documents = [["document", "name", "unit", "group", "consent", "text"]]
    documents += [[i.document, i.person, i.unit_id, i.group, i.consent, i.text] for i in capitals]
    rows = [["document", "start", "end", "code", "coder"]]
    outer = {code: parent for parent, children in CODES.items() for code in children}
    for coder, found in codings.items():
        for interview in capitals:
            own = found[interview.document]
            rows += [[interview.document, str(s), str(e), f"{outer[code]} / {code}", coder] for s, e, code in own]
    return {
        "interview_documents.csv": _csv(documents),
        "interview_codings.csv": _csv(rows),
        "interview_names.csv": _csv([["name", "replacement"], [MAYOR, "[the mayor]"]]),
    }


def case_choices_csv(interviews: Sequence[Interview]) -> str:
    """Return a researcher's two choices of cases: one for access, one against."""
    units = list(dict.fromkeys(interview.unit_id for interview in interviews if interview.unit_id))
    rows = [["selection", "unit_id", "decision", "strategy", "reason", "person"]]
    if len(units) > 1:
        rows.append(["cee_six", units[0], "take", "", "the archive of the partnership is open to us", "simulated"])
        rows.append(["cee_six", units[1], "leave", "", "nobody there answered our letters", "simulated"])
    return _csv(rows)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows(rows)
    return sink.getvalue()
