"""Interviews: a standard project is read, what is unsafe is refused, and without consent nothing is written."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.config.cases import Interviews
from paradiplomacy.findings.interview_sources import gather_codes, write_code_book
from paradiplomacy.findings.interviews import accept_interviews, shortened, summarise_interviews
from paradiplomacy.findings.pseudonyms import Redactor, pseudonyms, whole_words
from paradiplomacy.problems import BadInput
from paradiplomacy.readers.interview_tables import read_interview_tables
from paradiplomacy.readers.refi_qda import Code, Coding, Document, Project, read_qdc, read_qdpx
from paradiplomacy.web.reliability import krippendorff_alpha

CANARY = "Nightingale"
UNITS = pd.DataFrame({"unit_id": ["U1", "U2"], "name": ["Rivertown", "Hillside"]})
TEXT = "𝄞 Žaneta says hello.\nThe mayor likes them.\n"  # the first sign is one character and two in UTF-16
QDE = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Example" origin="a program">
<Users><User guid="{AAAA}" name="Coder One"/><User guid="bbbb" name="Coder Two"/></Users>
<CodeBook><Codes>
<Code guid="c1" name="success" isCodable="false"><Description>what helps</Description>
<Code guid="C2" name="personal factor" isCodable="true"/></Code>
</Codes></CodeBook>
<Variables><Variable guid="v1" name="consent" typeOfVariable="Text"/>
<Variable guid="v2" name="visits" typeOfVariable="Integer"/></Variables>
<Cases><Case guid="k1" name="Žaneta Nováková">
<VariableValue><VariableRef targetGUID="V1"/><TextValue>pseudonymous</TextValue></VariableValue>
<VariableValue><VariableRef targetGUID="v2"/><IntegerValue>3</IntegerValue></VariableValue>
<SourceRef targetGUID="s1"/></Case></Cases>
<Sources>
<TextSource guid="S1" name="Interview 1" plainTextPath="internal://S1.txt">
<PlainTextSelection guid="p1" startPosition="2" endPosition="20" creatingUser="aaaa">
<Coding guid="g1" creatingUser="bbbb"><CodeRef targetGUID="c2"/></Coding></PlainTextSelection>
<PlainTextSelection guid="p2" startPosition="10" endPosition="900" creatingUser="aaaa">
<Coding guid="g2" creatingUser="bbbb"><CodeRef targetGUID="c2"/></Coding></PlainTextSelection>
<PlainTextSelection guid="p3" startPosition="0" endPosition="4" creatingUser="aaaa">
<Coding guid="g3"><CodeRef targetGUID="zz"/></Coding></PlainTextSelection>
</TextSource>
<PictureSource guid="s2" name="photo" path="internal://photo.png"/>
<TextSource guid="s3" name="elsewhere" plainTextPath="relative://other.txt"/>
<TextSource guid="s4" name="inline"><PlainTextContent>Short.</PlainTextContent></TextSource>
</Sources></Project>
"""


def qdpx(folder: Path, qde: str = QDE, **members: bytes) -> Path:
    path = folder / "project.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", qde)
        archive.writestr("Sources/S1.txt", b"\xef\xbb\xbf" + TEXT.encode())
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_project_as_the_standard_describes_it_is_read(tmp_path: Path) -> None:
    project = read_qdpx(qdpx(tmp_path))
    assert [code.path for code in project.codes] == [("success",), ("success", "personal factor")]
    assert [code.codable for code in project.codes] == [False, True]
    first, inline = project.documents
    assert first.text == TEXT
    assert first.names == ("Žaneta Nováková",)
    assert dict(first.attributes) == {"consent": "pseudonymous", "visits": "3"}
    assert first.codings == (Coding(2, 20, "success / personal factor", "Coder Two"),)
    assert first.text[2:20] == "Žaneta says hello."  # codepoints, not bytes and not UTF-16
    assert (inline.text, inline.names) == ("Short.", ("inline",))
    assert project.set_aside == (
        ("source 1, selection 2, coding 1", "its positions leave the text"),
        ("source 1, selection 3, coding 1", "its code is not in the code book"),
        ("source 2", "PictureSource: only texts are read"),
        ("source 3", "the text is not in the project"),
    )


@pytest.mark.parametrize(
    ("declaration", "said"),
    [
        ('<!DOCTYPE Project SYSTEM "file:///etc/passwd">', "document type"),
        ('<!DOCTYPE Project [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', "declares nothing of its own"),
    ],
)
def test_xml_that_reaches_out_is_refused(tmp_path: Path, declaration: str, said: str) -> None:
    head, rest = QDE.split("\n", 1)
    with pytest.raises(BadInput, match=said):
        read_qdpx(qdpx(tmp_path, f"{head}\n{declaration}\n{rest}"))


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "C:/evil.txt", "Sources/../../evil.txt"])
def test_members_outside_of_the_project_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="members inside of the project"):
        read_qdpx(qdpx(tmp_path, **{name: b"x"}))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = qdpx(tmp_path, **{"Sources/bomb.txt": bytes(3_000_000)})
    assert path.stat().st_size < 10_000
    with pytest.raises(BadInput, match="at most 2 MB after decompression"):
        read_qdpx(path, largest_mb=2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip", "which is a zip file"),
        (b"<Project/>", "elements of urn:QDA-XML:project:1.0"),
        (b"<Project", "well-formed XML"),
    ],
)
def test_what_is_no_project_is_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.qdpx"
    if content == b"no zip":
        path.write_bytes(content)
    else:
        qdpx(tmp_path, content.decode()).rename(path)
    with pytest.raises(BadInput, match=said):
        read_qdpx(path)


def test_a_code_book_goes_out_and_comes_back(tmp_path: Path) -> None:
    project = read_qdpx(qdpx(tmp_path))
    other = Project((Code("x", "state & EU", ("coordination", "state & EU")),), (), ())
    write_code_book(gather_codes({"a": project, "b": other}, {}), tmp_path / "codes.qdc")
    codes = {code.path: code for code in read_qdc(tmp_path / "codes.qdc")}
    assert list(codes) == [
        ("coordination",), ("coordination", "state & EU"), ("success",), ("success", "personal factor"),
    ]  # fmt: skip
    assert codes[("success",)].description == "what helps"
    assert not codes[("coordination",)].codable


def test_a_code_book_beside_a_project_says_what_its_codes_mean(tmp_path: Path) -> None:
    project = Project((Code("a", "state", ("contacts", "state"), description="of the project"),
                       Code("b", "visits", ("success", "visits"))), (), ())  # fmt: skip
    said = (Code("1", "state", ("contacts", "state"), description="of the book"),
            Code("2", "visits", ("success", "visits"), description="delegations & schools"),
            Code("3", "unused", ("unused",), description="of no project"))  # fmt: skip
    write_code_book(gather_codes({"other project": Project(said, (), ())}, {}), tmp_path / "book.qdc")
    book = read_qdc(tmp_path / "book.qdc")
    codes = gather_codes({"p": project}, {"book": book})
    assert {code.path: code.description for code in codes} == {
        ("contacts",): "",
        ("contacts", "state"): "of the project",  # which goes before
        ("success",): "",
        ("success", "visits"): "delegations & schools",
    }
    other = (Code("1", "visits", ("success", "visits"), description="something else"),)
    strange = (Code("1", "weather", ("weather",)),)
    with pytest.raises(BadInput) as raised:
        gather_codes({"p": project}, {"book": book, "other": other, "strange": strange})
    assert [problem.file for problem in raised.value.problems] == ["other, code 1", "strange"]


def document(
    key: str, text: str, consent: str, codings: tuple[Coding, ...], unit: str = "", name: str = ""
) -> Document:
    attributes = {"consent": consent, "unit": unit, "group": "case city" if unit else "Brussels"}
    return Document(key, f"Interview {name or key}", (name or key,), text, attributes, codings)


def invented() -> dict[str, Project]:
    said = f"Well. Ms {CANARY} of Rivertown and Zoë Ünal met.\nAnd Ünalová wrote to Quentin Quirke.\n"
    one, two = Coding(6, 47, "personal factor", "Real Coder"), Coding(6, 47, "personal factor", "Other Coder")
    turn = said.index("\n") + 1
    late = Coding(turn, turn + 12, "visits", "Real Coder")
    secret = Coding(0, 10, "visits", "Real Coder")
    documents = (
        document("d1", said, "pseudonymous", (one, two, late), "U1", f"Petra {CANARY}"),
        document("d2", said, "with case", (one, late), "U1", "Zoë Ünal"),
        document("d3", "Secret: the vault is open.\n", "no", (secret,), "U2", "Quentin Quirke"),
        document("d4", "Secret, too: nobody asked.\n", "", (secret,), "", "Silent Partner"),
    )  # fmt: skip
    codes = tuple(Code(name, name, (name,)) for name in ("personal factor", "visits"))
    return {"source": Project(codes, documents, ("Other Coder", "Real Coder"))}


def written(others: dict[str, str] | None = None) -> tuple[str, dict[str, pd.DataFrame]]:
    accepted = accept_interviews(invented(), Interviews(), UNITS, others or {})
    tables = summarise_interviews(accepted, longest=400, confidence_level=0.95)
    everything = {**tables, "set_aside": accepted.set_aside, "accounting": accepted.accounting}
    return "\n".join(table.to_csv(index=False) for table in everything.values()), everything


def test_nothing_without_consent_and_no_name_is_written() -> None:
    text, _ = written()
    for name in (CANARY, "Petra", "Zoë", "Ünal", "Quentin", "Quirke", "Silent", "Real Coder", "Other Coder"):
        assert name.lower() not in text.lower(), name
    assert "Secret" not in text
    assert "vault" not in text
    assert "[name]" in text


def test_what_is_not_consented_to_is_counted() -> None:
    _, tables = written()
    accounting = tables["accounting"].iloc[0]
    assert (accounting["rows_in"], accounting["rows_out"], accounting["rows_set_aside"]) == (11, 7, 4)
    assert len(tables["set_aside"]) == 4
    assert set(tables["set_aside"]["reason"]) == {"no consent to be quoted"}


def test_the_unit_is_shown_only_with_consent_to_that() -> None:
    _, tables = written()
    by_consent = tables["documents"].set_index("consent")
    assert pd.isna(by_consent.loc["pseudonymous", "unit_id"])
    assert by_consent.loc["with case", "unit_id"] == "U1"
    cases = tables["code_by_case"].set_index(["case", "code"])["interviews"]
    assert cases[("U1", "visits")] == 1
    assert cases[("case city", "visits")] == 1
    quotations = tables["quotations"].set_index(["consent", "code"])["quotation"]
    assert "[place]" in quotations[("pseudonymous", "personal factor")]
    assert "Rivertown" in quotations[("with case", "personal factor")]


def test_a_passage_that_begins_within_a_name_does_not_leave_its_end() -> None:
    project = invented()["source"]
    first = project.documents[0]
    start = first.text.index(CANARY) + 4
    cut = document(
        "d1", first.text, "pseudonymous", (Coding(start, start + 9, "visits", "Real Coder"),), "U1", f"P {CANARY}"
    )
    changed = {"source": Project(project.codes, (cut,), project.coders)}
    accepted = accept_interviews(changed, Interviews(), UNITS, {})
    quotation = summarise_interviews(accepted, longest=400, confidence_level=0.95)["quotations"]["quotation"].iloc[0]
    assert CANARY[4:].lower() not in quotation.lower()
    assert quotation.startswith("[name]")


@pytest.mark.parametrize("inside", ["30 555", "0100", "mayor@to", "example"])
def test_a_passage_that_begins_within_an_address_or_a_number_does_not_leave_its_end(inside: str) -> None:
    text = "Write to mayor@town.example or call +49 30 5550100, she said."
    start = text.index(inside) + 1
    for first, last in ((start, len(text)), (0, start)):
        low, high = whole_words(text, first, last)
        spoken = Redactor([]).redacted(text[low:high])
        assert not {"mayor", "town", "example", "555", "0100"} & set(re.findall(r"[a-z]+|[0-9]+", spoken))
        assert "[phone]" in spoken or "[e-mail]" in spoken


def test_others_who_are_spoken_of_are_replaced() -> None:
    redactor = Redactor([], {"Viktor Bezděkovský": "[the mayor]"})
    assert redactor.redacted("Viktor Bezděkovský left. Bezdekovskeho left.") == "[the mayor] left. [name] left."
    assert redactor.redacted("Victory!") == "Victory!"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abcžšéÜ -.", max_size=30), st.sampled_from(["Žofie Malá", "Ota", "Li"]))
def test_a_name_never_survives(text: str, name: str) -> None:
    found = Redactor([name]).redacted(f"{text} {name.upper()} {text}")
    assert name.casefold() not in found.casefold()


def test_pseudonyms_do_not_follow_the_order_of_names() -> None:
    names = [f"person {i:02d}" for i in range(30)]
    given_names = pseudonyms(names, "P")
    assert sorted(given_names.values()) == [f"P{i:02d}" for i in range(1, 31)]
    assert [given_names[name] for name in names] != sorted(given_names.values())
    assert given_names == pseudonyms(reversed(names), "P")


def test_codes_are_counted_by_passage_and_paragraph() -> None:
    _, tables = written()
    matrix = tables["code_by_case"].set_index(["case", "code"])
    assert matrix.loc[("case city", "personal factor"), "passages"] == 1  # both coders, one passage
    pair = tables["cooccurrence"].iloc[0]
    assert (pair["paragraphs"], pair["only_code"]) == (0, 2)


def test_agreement_is_alpha_of_paragraphs_and_of_characters() -> None:
    text = "aaaa\nbbbb\ncccc\ndddd\n"
    one = (Coding(0, 4, "x", "A"), Coding(5, 9, "x", "A"))
    two = (Coding(0, 2, "x", "B"), Coding(10, 14, "x", "B"))
    documents = (document("d1", text, "pseudonymous", one + two),)
    accepted = accept_interviews({"s": Project((), documents, ("A", "B"))}, Interviews(), UNITS, {})
    found = summarise_interviews(accepted, longest=400, confidence_level=0.95)["agreement"].set_index("basis")
    paragraphs = np.array([[1, 1, 0, 0], [1, 0, 1, 0]], float)
    assert found.loc["paragraph", "alpha"] == pytest.approx(krippendorff_alpha(paragraphs, "nominal"))
    characters = np.zeros((2, 20))
    characters[0, 0:4] = characters[0, 5:9] = characters[1, 0:2] = characters[1, 10:14] = 1
    assert found.loc["character", "alpha"] == pytest.approx(krippendorff_alpha(characters, "nominal"))
    assert found.loc["character", "agreement"] == pytest.approx((characters[0] == characters[1]).mean())


def test_a_unit_outside_of_the_frame_is_a_sentence() -> None:
    projects = {"s": Project((), (document("d1", "x", "no", (), "U9"),), ())}
    with pytest.raises(BadInput, match='s, document 1, column "unit": "U9" found, a unit of the frame'):
        accept_interviews(projects, Interviews(), UNITS, {})


def test_plain_tables_are_read_and_all_their_faults_told(tmp_path: Path) -> None:
    texts, codings = tmp_path / "documents.csv", tmp_path / "codings.csv"
    texts.write_text('document,name,unit,group,consent,text\nD1,Eva,,Brussels,no,"Hello\nthere"\n', encoding="utf-8")
    codings.write_text("document,start,end,code,coder\nD1,0,5,outer/inner,anna\n", encoding="utf-8")
    attributes = {name: name for name in ("unit", "group", "consent")}
    project = read_interview_tables(texts, codings, attributes)
    assert project.documents[0].codings == (Coding(0, 5, "outer / inner", "anna"),)
    assert project.documents[0].names == ("Eva",)
    assert project.coders == ("anna",)
    codings.write_text("document,start,end,code,coder\nD2,0,5,x,anna\nD1,9,50,x,anna\nD1,0,2,,anna\n", encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        read_interview_tables(texts, codings, attributes)
    report = raised.value.report()
    for words in ("row 2", "a document of documents.csv", '"9 to 50" found', "whose 11 characters", "row 4"):
        assert words in report


def test_a_long_quotation_is_cut_between_words() -> None:
    assert shortened("one two three", 9) == "one two …"
    assert shortened("one", 9) == "one"


def test_no_archive_member_is_read_twice_as_large_as_it_says(tmp_path: Path) -> None:
    path = qdpx(tmp_path)
    raw = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        declared = archive.getinfo("Sources/S1.txt").file_size
    # the central directory claims fewer bytes than the member holds
    lying = raw.replace(declared.to_bytes(4, "little"), (declared - 9).to_bytes(4, "little"))
    path.write_bytes(lying)
    with pytest.raises(BadInput, match=r"Sources/S1\.txt"):
        read_qdpx(path)
