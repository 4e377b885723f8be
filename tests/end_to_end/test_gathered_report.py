"""Snakemake's own report of a built world: one file, made without the network, with all that people look at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workspace import Workspace

NO_NETWORK = "http://127.0.0.1:9"  # nobody listens there


def test_the_report_holds_publications_figures_and_tables(
    built: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, NO_NETWORK)
    target = tmp_path / "report.html"
    done = built.snakemake("--report", str(target))
    assert done.returncode == 0, done.stderr[-4000:]
    assert "WARNING/" not in done.stdout + done.stderr, "a caption is no valid reStructuredText"
    page = target.read_text(encoding="utf-8")
    reports = built.folder / "results/reports"
    shown = [
        *(path.name for kind in ("html", "pdf", "docx") for path in reports.glob(f"*.{kind}")),
        *(path.name for path in reports.glob("figures/*/*.png")),
        *(path.name for path in reports.glob("tables/*/*.csv")),
        *(path.name for path in reports.glob("codebook/*_20*.html")),
    ]
    assert len(shown) > 60
    assert [name for name in shown if f'"{name}"' not in page] == []
    categories = ("Publications", "Figures", "Tables", "Codebooks", "Checks", "Release", "Findings", "Models", "Cases")
    assert [category for category in categories if f'"{category}"' not in page] == []
    results, _ = json.JSONDecoder().raw_decode("{" + page.partition("var results = {")[2])
    assert [name for name, entry in results.items() if not (entry["caption"] and entry["labels"])] == []
    assert {"results/findings/eu_us_vs_china/cooperation.csv", "results/models/estimates.csv"} <= set(results)
    for name in results:  # the page is made to be passed on
        if name.endswith(".csv") and "/reports/" not in name:
            columns = (built.folder / name).read_text("utf-8").partition("\n")[0].split(",")
            assert not {"unit_id", "pseudonym"} & set(columns), name
    assert "SIMULATED DATA" in page
