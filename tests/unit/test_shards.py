"""Jobs cut into shards: each item is taken once, and what is joined is what one job would have written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from robustness_world import draw_units, sections
from web_archives import SITES, answer, record, write_archive

from paradiplomacy.accounting import ACCOUNTING
from paradiplomacy.config.shards import WHOLE, Shard, is_part, part_of, parts_of
from paradiplomacy.models.specifications import run_specifications
from paradiplomacy.release.lineage import RuleFiles, steps_to, trace_flow
from paradiplomacy.survey.nonresponse_fields import WEIGHTS
from paradiplomacy.tables import typed, write_table
from paradiplomacy.web.archive import Limits, extract_archive, open_tables
from paradiplomacy.web.archive_shards import add_accounting, join_archive
from paradiplomacy.web.sites import SiteOwners, read_sites

FILES = ("pages.jsonl", "pages.csv", "set_aside.csv", "accounting.csv")


@given(st.integers(1, 50), st.integers(0, 200))
def test_each_item_belongs_to_one_piece(pieces: int, place: int) -> None:
    assert [Shard(piece, pieces).takes(place) for piece in range(1, pieces + 1)].count(True) == 1
    assert WHOLE.takes(place)


def take(folder: Path, archive: Path, shard: Shard) -> Path:
    """Take the pages of a shard as the rule does."""
    folder.mkdir(parents=True)
    sites = read_sites(archive.with_name("sites.csv"))
    pages, set_aside = open_tables(folder / "pages.csv", folder / "set_aside.csv")
    with pages, set_aside, (folder / "pages.jsonl").open("w", encoding="utf-8", newline="\n") as texts:
        counts = extract_archive(
            archive,
            archive="a",
            owners=SiteOwners(sites),
            units={"DE001C": (("Stadt",), "DE"), "DE002C": (("Ort",), "DE")},
            limits=Limits(),
            texts=texts,
            pages=pages,
            set_aside=set_aside,
            shard=shard,
        )
    row = {"stage": "extract_pages", "file": "a", **vars(counts)}
    write_table(pd.DataFrame([row]), folder / "accounting.csv", ACCOUNTING)
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return an archive with pages, cells that need quotes, a repeat and a damaged end."""
    (tmp_path / "sites.csv").write_text(SITES)
    pages = [
        answer(f"https://stadt.example/{number}?a,b", f"<p>Seite {number}, „Zitat“ \u2028 Łódź</p>".encode())
        for number in range(9)
    ]
    others = [
        answer("https://region.example/ort/c", b"<p>Ort</p>"),
        answer('https://nobody.example/"x",y', b"<p>Else</p>"),
        record("revisit", "https://stadt.example/again", b"HTTP/1.1 200 OK\r\n\r\n"),
    ]
    return write_archive(tmp_path / "a.warc.gz", [*pages[:4], *others, *pages[4:], b"no record"])


@pytest.mark.parametrize("pieces", [1, 2, 5, 40])
def test_joined_shards_of_an_archive_are_the_archive_byte_by_byte(tmp_path: Path, archive: Path, pieces: int) -> None:
    whole = take(tmp_path / "whole", archive, WHOLE)
    parts = [take(tmp_path / str(piece), archive, Shard(piece, pieces)) for piece in range(1, pieces + 1)]
    joined = tmp_path / "joined"
    joined.mkdir()
    texts, pages, set_aside, accounting = ([part / name for part in parts] for name in FILES)
    join_archive(
        texts=texts,
        pages=pages,
        set_aside=set_aside,
        joined_texts=joined / "pages.jsonl",
        joined_pages=joined / "pages.csv",
        joined_set_aside=joined / "set_aside.csv",
    )
    write_table(add_accounting(accounting), joined / "accounting.csv", ACCOUNTING)
    assert len((whole / "pages.jsonl").read_bytes().splitlines()) == 10
    for name in FILES:
        assert (joined / name).read_bytes() == (whole / name).read_bytes(), name


def test_an_archive_with_fewer_lines_than_rows_is_not_joined(tmp_path: Path, archive: Path) -> None:
    whole = take(tmp_path / "whole", archive, WHOLE)
    (whole / "pages.jsonl").write_text("")
    with pytest.raises(ValueError, match="shorter"):
        join_archive(
            texts=[whole / "pages.jsonl"],
            pages=[whole / "pages.csv"],
            set_aside=[whole / "set_aside.csv"],
            joined_texts=tmp_path / "t",
            joined_pages=tmp_path / "p",
            joined_set_aside=tmp_path / "s",
        )


def test_joined_shards_of_the_specifications_are_the_whole(root: Path) -> None:
    configuration = sections(root, "studies", "factors", "waves", "confidence_level", "robustness")
    configuration["robustness"] = configuration["robustness"].model_copy(
        update={"controls": ["cee"], "weights": ["none"], "estimators": ["logit"], "permutations": 19}
    )
    units = pd.concat([draw_units(seed, 12, 12).assign(partner=partner) for seed, partner in ((1, "CN"), (2, "US"))])
    frame = units[["unit_id"]].drop_duplicates().assign(level="city", log_gdp=0.0, nuts2="DE11")

    def run(shard: Shard) -> tuple[pd.DataFrame, pd.DataFrame]:
        weights = typed(pd.DataFrame(), WEIGHTS)
        return run_specifications(units, units=frame, weights=weights, whole_of={}, shard=shard, **configuration)

    whole = run(WHOLE)
    pieces = [run(Shard(number, 3)) for number in (1, 2, 3)]
    assert sum(len(specifications) > 0 for specifications, _ in pieces) == 2
    for place, keys in ((0, ["partner", "focal", "specification"]), (1, ["partner", "focal"])):
        joined = pd.concat([piece[place] for piece in pieces]).sort_values(keys, ignore_index=True)
        expected = whole[place].sort_values(keys, ignore_index=True)
        pd.testing.assert_frame_equal(joined, expected, check_dtype=False, check_exact=True)


def test_no_record_names_a_part() -> None:
    assert parts_of("results/a/b.csv", 1) == []
    parts = parts_of("results/a/b.csv", 2)
    assert parts == ["results/a/shards/1/b.csv", "results/a/shards/2/b.csv"]
    assert all(is_part(path) for path in parts) and not is_part("results/a/b.csv")
    one = [("whole", ["results/raw.csv"], "results/a/b.csv")]
    cut = [
        ("whole", ["results/raw.csv", *parts], "results/a/b.csv"),
        ("piece", ["results/raw.csv"], part_of("results/a/b.csv")),
    ]
    lineages, flows = [], []
    for rules in (one, cut):
        files = [RuleFiles(name, inputs, [output]) for name, inputs, output in rules]
        lineages.append(steps_to(["results/a/b.csv"], files))
        flows.append(trace_flow(["results/a/b.csv"], files, "results"))
    assert lineages[0] == lineages[1]
    assert flows[0] == flows[1]
    assert [step.rule for step in lineages[1]] == ["whole"]
