"""Claims: addresses, tests, families, verdicts and the lock, on a small ledger and hand-made figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from paradiplomacy.config.model import World
from paradiplomacy.config.ranking import Ranking
from paradiplomacy.config.study import Study
from paradiplomacy.config.waves import Wave
from paradiplomacy.findings.claim_evidence import Evidence, files_by_name
from paradiplomacy.findings.claim_fields import AS_LOCKED, CHANGED, CLAIM_CHECKS, CLAIMS, NOT_LOCKED
from paradiplomacy.findings.claim_lock import Lock, compare_with_lock, lock_claims, read_lock
from paradiplomacy.findings.claim_model import Check, Claim, load_claims
from paradiplomacy.findings.claim_tests import (
    NOT_BY_UNITS,
    NOT_HERE,
    OPEN,
    REJECTED,
    SUPPORTED,
    Figure,
    combine,
    equivalence_p,
    judge_figure,
    printed_figure,
    two_sided_p,
)
from paradiplomacy.findings.claims import judge_claims
from paradiplomacy.findings.values import ValueBook
from paradiplomacy.problems import BadInput
from paradiplomacy.reports.claim_tables import lock_words, summary_sentence
from paradiplomacy.tables import write_table

ROOT = Path(__file__).resolve().parents[2]
SETTINGS: dict[str, Any] = {"claims": {"margins": {"half": 0.5, "small": 0.1}}, "ranking": {"margin": 1.25}}
STUDY = Study(title="s", partners=["CN"], levels=["city"], countries="all", outcomes=["y"], models=["m"])
WAVE = Wave(title="w", source="s", codebook="c", partner="CN", level="city", period="2021")
REAL = World(name="open", simulated=False, stamp="")
LEVEL = 0.95


def check(**more: Any) -> Check:
    return Check.model_validate({"label": "l", "file": "values", "value": "share.CN", "test": "above"} | more)


def claim(*checks: Check, **more: Any) -> Claim:
    entry = {"text": "t", "source": "s", "estimand": "e", "expected": "x", "data": "d", "checks": list(checks)}
    return Claim.model_validate(entry | more)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    book = ValueBook("r", "i")
    book.set("share.CN", 0.6, "share", 0.55, 0.65)
    book.set("share.CN.n", 100, "count")
    book.set("effect.y.a", 0.1, "percentage points", 0.01, 0.19)
    book.set("effect.y.a.p", 0.03, "p")
    book.set("effect.y.b", 0.3, "percentage points", 0.2, 0.4)
    book.set("effect.y.b.p", 0.0001, "p")
    book.set("base", "covered", "text")
    book.set("second", "upheld", "text")
    book.write(tmp_path / "values.json")
    (tmp_path / "sizes.csv").write_text(
        "term,level,estimate,conf_low,conf_high,n,note\n"
        "a,city,0.02,-0.03,0.07,50,\nb,city,0.3,0.2,0.4,50,\nc,city,,,,0,the list is empty\n",
        encoding="utf-8",
    )
    return {"values": tmp_path / "values.json", "sizes": tmp_path / "sizes.csv"}


def judge(claims: dict[str, Claim], files: dict[str, Path], *, lock: Lock | None = None, surveyed: bool = True) -> Any:
    ledger, checks = judge_claims(
        claims,
        Evidence(files, {"outcome": "y"}, files["values"].parent),
        file="claims.yaml",
        lock=lock or Lock(),
        settings=SETTINGS,
        study=STUDY,
        waves={"w": WAVE} if surveyed else {},
        ranking=Ranking(),
        confidence_level=LEVEL,
        world=REAL,
    )
    write_table(ledger, files["values"].parent / "claims.csv", CLAIMS)  # both fit their field tables
    write_table(checks, files["values"].parent / "claim_checks.csv", CLAIM_CHECKS)
    return ledger.set_index("claim"), checks


# ---- single figures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("estimate", "null", "expected"),
    [
        (0.1, 0.3, REJECTED),
        (0.4, 0.3, SUPPORTED),
        (-0.1, -0.3, SUPPORTED),
        (0.1, 0.0, SUPPORTED),
        (-0.1, None, REJECTED),
    ],
)
def test_the_side_is_taken_from_where_the_p_value_starts(estimate: float, null: float | None, expected: str) -> None:
    figure = Figure(estimate, estimate - 0.3, estimate + 0.3, p=0.001, null=null)
    wanted = check(test="above", p="p_value", value=None, where={})
    assert two_sided_p(figure, wanted, 0, LEVEL) == 0.001
    judged = judge_figure(figure, wanted, bound=0, margin=None, confidence_level=LEVEL, p_holm=0.004)
    assert judged.verdict == expected
    assert ("permutations" in judged.reason) == bool(null)


@pytest.mark.parametrize(
    ("test", "estimate", "low", "high", "expected"),
    [
        ("above", 0.6, 0.55, 0.65, SUPPORTED),
        ("above", 0.6, 0.45, 0.75, OPEN),
        ("above", 0.4, 0.35, 0.45, REJECTED),
        ("below", 0.4, 0.35, 0.45, SUPPORTED),
        ("below", 0.6, 0.55, 0.65, REJECTED),
        ("differs", 0.4, 0.35, 0.45, SUPPORTED),
        ("differs", 0.5, 0.45, 0.55, OPEN),
        ("within", 0.5, 0.45, 0.55, SUPPORTED),
        ("within", 0.5, 0.35, 0.65, OPEN),
        ("within", 0.9, 0.85, 0.95, REJECTED),
    ],
)
def test_a_figure_with_interval(test: str, estimate: float, low: float, high: float, expected: str) -> None:
    wanted = check(test=test, margin="claims.margins.small" if test == "within" else None)
    figure = Figure(estimate, low, high, unit="share")
    margin = 0.1 if test == "within" else None
    assert judge_figure(figure, wanted, bound=0.5, margin=margin, confidence_level=LEVEL).verdict == expected


def test_a_large_p_value_of_a_difference_never_supports_that_two_are_alike() -> None:
    wide = Figure(0.0, -0.5, 0.5, p=1.0)
    wanted = check(test="within", margin="claims.margins.small")
    assert judge_figure(wide, wanted, bound=0, margin=0.1, confidence_level=LEVEL).verdict == OPEN


def test_a_difference_that_matters_can_be_ruled_out() -> None:
    narrow = Figure(0.01, -0.02, 0.04, unit="share")
    told = judge_figure(narrow, check(), bound=0, margin=0.1, confidence_level=LEVEL)
    assert told.verdict == REJECTED
    assert "10.0%" in told.reason
    assert judge_figure(narrow, check(), bound=0, margin=None, confidence_level=LEVEL).verdict == OPEN


def test_a_ratio_is_level_between_one_over_the_margin_and_the_margin() -> None:
    wanted = check(test="within", margin="ranking.margin", scale="ratio")
    for low, high, expected in ((0.85, 1.15, SUPPORTED), (0.7, 1.4, OPEN), (1.3, 1.9, REJECTED), (0.5, 0.7, REJECTED)):
        figure = Figure((low * high) ** 0.5, low, high)
        assert judge_figure(figure, wanted, bound=1, margin=1.25, confidence_level=LEVEL).verdict == expected


def test_counts_of_all_units_are_compared_as_they_are() -> None:
    count = Figure(3, unit="count")
    assert judge_figure(count, check(exact=True), bound=0, margin=None, confidence_level=LEVEL).verdict == SUPPORTED
    assert judge_figure(count, check(), bound=0, margin=None, confidence_level=LEVEL).verdict == OPEN
    equal = check(test="equals", margin="claims.margins.small")
    assert judge_figure(count, equal, bound=3, margin=0, confidence_level=LEVEL).verdict == SUPPORTED
    assert judge_figure(count, equal, bound=4, margin=0, confidence_level=LEVEL).verdict == REJECTED


@given(st.floats(-3, 3), st.floats(0.01, 2), st.floats(0.1, 2))
def test_p_values_of_intervals_are_those_of_the_normal_distribution(
    estimate: float, error: float, margin: float
) -> None:
    reach = stats.norm.ppf(0.975) * error
    figure = Figure(estimate, estimate - reach, estimate + reach)
    wanted = check(test="within", margin="m")
    assert two_sided_p(figure, check(), 0.0, LEVEL) == pytest.approx(2 * stats.norm.sf(abs(estimate) / error))
    tails = stats.norm.sf((margin - estimate) / error), stats.norm.sf((margin + estimate) / error)
    assert equivalence_p(figure, wanted, 0.0, margin, LEVEL) == pytest.approx(max(tails))


@given(st.lists(st.sampled_from([SUPPORTED, REJECTED, OPEN, NOT_HERE]), min_size=1))
def test_a_claim_holds_only_when_its_tests_do(verdicts: list[str]) -> None:
    assert (combine(verdicts, "all") == SUPPORTED) == (set(verdicts) == {SUPPORTED})
    assert (combine(verdicts, "all") == REJECTED) == (REJECTED in verdicts)
    assert (combine(verdicts, "any") == SUPPORTED) == (SUPPORTED in verdicts)
    assert (combine(verdicts, "any") == REJECTED) == (set(verdicts) == {REJECTED})


def test_a_figure_is_printed_with_interval_and_units() -> None:
    figure = Figure(-0.041, -0.083, 0.001, n=679, unit="percentage points")
    assert printed_figure(figure, LEVEL) == "\u22124.1 points (95% CI \u22128.3 to +0.1, n = 679)"


# ---- the ledger ---------------------------------------------------------------------------------------------------


def test_a_value_is_found_judged_and_traced(files: dict[str, Path]) -> None:
    ledger, checks = judge({"C1": claim(check(bound="claims.margins.half"))}, files)
    assert ledger.loc["C1", "verdict"] == SUPPORTED
    row = checks.iloc[0]
    assert (row["file"], row["address"], row["n"], row["bound"]) == ("values.json", "share.CN", 100, 0.5)
    assert row["printed"] == "60.0% (95% CI 55.0% to 65.0%, n = 100)"


def test_files_of_other_studies_have_a_name_of_their_own() -> None:
    paths = ["r/findings/one/values.json", "r/findings/two/values.json", "r/models/estimates.csv", "r/findings/f.csv"]
    assert files_by_name(paths, "one") == dict(zip(("values", "two/values", "estimates", "f"), paths, strict=True))


def test_a_margin_moves_the_verdict(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    claims = {"C1": claim(check(bound="claims.margins.half"))}
    monkeypatch.setitem(SETTINGS["claims"]["margins"], "half", 0.7)
    assert judge(claims, files)[0].loc["C1", "verdict"] == REJECTED


def test_holm_adjusts_over_the_claims_of_a_family(files: dict[str, Path]) -> None:
    weak, strong = check(value="effect.{outcome}.a"), check(value="effect.{outcome}.b")
    alone, _ = judge({"C1": claim(weak), "C2": claim(strong)}, files)
    assert list(alone["verdict"]) == [SUPPORTED, SUPPORTED]
    third = check(value="share.CN", bound=0.599)  # a third test, with a p value near one
    family = {"C1": claim(weak, family="f"), "C2": claim(strong, family="f"), "C3": claim(third, family="f")}
    together, checks = judge(family, files)
    assert list(together["verdict"]) == [OPEN, SUPPORTED, OPEN]
    assert list(checks["p_holm"][:2]) == [pytest.approx(0.06), pytest.approx(0.0003)]


def test_rows_of_a_table_are_tests_of_their_own(files: dict[str, Path]) -> None:
    rows = check(value=None, file="sizes", where={"level": "city"}, every="term", n="n")
    ledger, checks = judge({"C1": claim(rows, combine="any", family="f"), "C2": claim(rows)}, files)
    assert list(checks["label"][:3]) == ["l: a", "l: b", "l: c"]
    assert list(checks["verdict"][:3]) == [OPEN, SUPPORTED, NOT_HERE]
    assert "the list is empty" in checks["reason"][2]
    assert list(ledger["verdict"]) == [SUPPORTED, OPEN]


def test_what_cannot_be_tested_says_why(files: dict[str, Path]) -> None:
    named = {"value": "base", "says": ["other"], "otherwise": "Only some are named."}
    ledger, _ = judge(
        {
            "C1": claim(check(needs=["survey"])),
            "C2": claim(check(only_if=named)),
            "C4": Claim(text="t", source="s", evidence="documents."),
            "C5": claim(check(value="second", test="says", supported_by=["upheld"], beside="share.CN")),
        },
        files,
        surveyed=False,
    )
    assert list(ledger["verdict"]) == [NOT_HERE, NOT_HERE, NOT_BY_UNITS, SUPPORTED]
    assert ledger.loc["C1", "reason"] == "This world has no survey."
    assert ledger.loc["C2", "reason"] == "Only some are named."
    assert ledger.loc["C5", "figure"].startswith("upheld: 60.0%")
    assert summary_sentence(ledger.reset_index()).startswith(
        "Of 4 claims of the project description: 1 supported, 2 not"
    )


def test_a_value_that_may_be_absent_and_a_table_without_rows_are_told(files: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("term,estimate,conf_low,conf_high\n", encoding="utf-8")
    ledger, _ = judge(
        {
            "C1": claim(check(value="effect.y.c", absent="No city is governed by it.")),
            "C2": claim(check(value=None, file="empty", where={"term": "a"})),
        },
        files | {"empty": tmp_path / "empty.csv"},
    )
    assert list(ledger["verdict"]) == [NOT_HERE, NOT_HERE]
    assert ledger.loc["C1", "reason"] == "There is no estimate: No city is governed by it."
    assert ledger.loc["C2", "reason"] == "There is no estimate: its table has no rows."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": "shares.CN"}, 'did you mean "share.CN"'),
        ({"file": "value"}, 'did you mean "values"'),
        ({"value": None, "file": "sizes", "where": {"term": "aa"}}, 'did you mean "a"'),
        ({"value": None, "file": "sizes", "where": {"terms": "a"}}, 'did you mean "term"'),
        ({"value": None, "file": "sizes", "where": {"level": "city"}}, "one row of sizes, not 3"),
        ({"bound": "claims.margins.halb"}, 'did you mean "half"'),
    ],
)
def test_an_address_that_leads_nowhere_is_a_sentence(
    files: dict[str, Path], wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadInput) as caught:
        judge({"C1": claim(check(**wrong)), "C2": claim(check(**wrong))}, files)
    assert len(caught.value.problems) == 2  # all faults at once
    assert sentence in caught.value.report()
    assert "claims.C1" in caught.value.report()


def test_an_entry_that_cannot_be_judged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(
        "claims:\n  C1: {text: t, source: s, estimand: e, expected: x, data: d, combin: all, checks:\n"
        "    [{label: l, file: f, value: v, test: within}]}\n  C2: {text: t, source: s}\n",
        encoding="utf-8",
    )
    with pytest.raises(BadInput) as caught:
        load_claims(path)
    report = caught.value.report()
    assert 'did you mean "combine"' in report
    assert "need a margin" in report
    assert "evidence that could test it" in report


def test_one_of_several_tests_needs_a_family() -> None:
    with pytest.raises(ValueError, match="supported by chance too often"):
        claim(check(), check(), combine="any")


# ---- the lock -----------------------------------------------------------------------------------------------------


def test_a_lock_needs_a_reason_and_keeps_what_was_declared(tmp_path: Path) -> None:
    path, first = tmp_path / "claims.lock", {"C1": claim(check(bound="claims.margins.half"))}
    with pytest.raises(BadInput, match="a reason"):
        lock_claims(path, first, SETTINGS, day="2026-01-01", reason=None)
    assert not path.exists()
    lock_claims(path, first, SETTINGS, day="2026-01-01", reason="first")
    assert lock_claims(path, first, SETTINGS, day="2026-01-02", reason=None) == []  # nothing is otherwise
    second = {"C1": claim(check(bound="claims.margins.half", test="below"))}
    with pytest.raises(BadInput, match=r"1 claims would be locked \(C1\)"):
        lock_claims(path, second, SETTINGS, day="2026-01-02", reason=None)
    lock_claims(path, second, SETTINGS, day="2026-01-02", reason="sign was wrong")
    declared = read_lock(path).claims["C1"]
    assert [(entry.locked, entry.reason) for entry in declared] == [
        ("2026-01-01", "first"),
        ("2026-01-02", "sign was wrong"),
    ]
    state = compare_with_lock(second["C1"], {"claims.margins.half": 0.5}, declared)
    assert state["lock"] == AS_LOCKED
    assert "sign was wrong" in str(state["changes"])


def test_a_change_after_the_lock_shows_both_digests(files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "claims.lock"
    lock_claims(path, {"C1": claim(check())}, SETTINGS, day="2026-01-01", reason="first")
    changed = claim(check(test="below"))
    ledger, _ = judge({"C1": changed, "C2": claim(check())}, files, lock=read_lock(path))
    row = ledger.loc["C1"]
    assert (row["lock"], ledger.loc["C2", "lock"]) == (CHANGED, NOT_LOCKED)
    assert row["digest"] != row["locked_digest"]
    assert row["digest"] in row["changes"]
    assert row["locked_digest"] in row["changes"]
    assert "Changed after the lock, and marked by a star: C1." in lock_words(ledger.reset_index())


def test_a_margin_that_is_another_after_the_lock_is_told(tmp_path: Path) -> None:
    declared = claim(check(bound="claims.margins.half"))
    lock_claims(tmp_path / "l", {"C1": declared}, SETTINGS, day="2026-01-01", reason="first")
    entries = read_lock(tmp_path / "l").claims["C1"]
    state = compare_with_lock(declared, {"claims.margins.half": 0.6}, entries)
    assert state["lock"] == CHANGED
    assert state["changes"] == "claims.margins.half was 0.5 on 2026-01-01 and is 0.6."


def test_remarks_do_not_break_the_lock(tmp_path: Path) -> None:
    lock_claims(tmp_path / "l", {"C1": claim(check(), limits="none")}, SETTINGS, day="2026-01-01", reason="first")
    entries = read_lock(tmp_path / "l").claims["C1"]
    assert compare_with_lock(claim(check(), limits="some"), {}, entries)["lock"] == AS_LOCKED


def test_the_claims_of_the_project_are_locked_as_they_are() -> None:
    claims = load_claims(ROOT / "resources" / "claims.yaml")
    lock = read_lock(ROOT / "resources" / "claims.lock")
    assert set(lock.claims) == set(claims)
    numbers = {int("".join(filter(str.isdigit, name))) for name in claims}
    assert numbers == set(range(1, 21))  # every claim of the project description has an entry
