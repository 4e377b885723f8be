"""The plan of a run: which files each rule reads and writes, derived from configuration and source registry.

The Snakefile asks the plan; the library does not know Snakemake.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from paradiplomacy.config.load import load_configuration
from paradiplomacy.config.model import Configuration
from paradiplomacy.config.names import PAGE_DECISIONS
from paradiplomacy.config.used_sources import used_sources
from paradiplomacy.config.waves import Wave
from paradiplomacy.digest import code_digests
from paradiplomacy.findings.files import FINDINGS, INTERVIEWS, OF_CASES
from paradiplomacy.reports.chapters import chapters_of, labels_of
from paradiplomacy.sources.check import check_sources
from paradiplomacy.sources.registry import Source, load_registry

WAVE_WEIGHTS = ("final_dispositions", "response_rates", "responders", "response_model", "weights", "weight_diagnostics")
ROBUSTNESS = ("specifications", "specification_summary", "adjusted", "prediction", "calibration", "roc", "spatial")
PAGE_FORMATS = ("html", "pdf", "docx")


class Plan:
    """Everything that rule files need to know of a run.

    Parameters
    ----------
    settings
        the configuration as Snakemake merged it.
    root
        the project's folder.

    Raises
    ------
    BadInput
        for a faulty configuration or registry, a source that is not registered, and a raw file that is missing.
    """

    def __init__(self, settings: Mapping[str, Any], root: Path) -> None:
        self.configuration: Configuration = load_configuration(settings)
        self._root = root
        self._registry: dict[str, Source] = load_registry(root / self.configuration.registry)
        check_sources(self.configuration, self._registry, root)

    # ---- where things stand -----------------------------------------------------------------------------------

    def result(self, path: str) -> str:
        """Return the path of a result of this world."""
        return f"{self.configuration.results}/{path}"

    def log(self, rule: str) -> str:
        """Return the path of a rule's log; `rule` may hold wildcards."""
        return f"logs/{self.configuration.world.name}/{rule}.log"

    def benchmark(self, rule: str) -> str:
        """Return the path of a rule's benchmark; `rule` may hold wildcards."""
        return f"benchmarks/{self.configuration.world.name}/{rule}.tsv"

    def code(self, rule: str) -> str:
        """Return the digest of the code that the rule's script reaches; a rule carries it as a parameter."""
        return self.all_code[rule]

    @cached_property
    def all_code(self) -> dict[str, str]:
        """The code digest of every rule."""
        scripts = sorted((self._root / "workflow" / "scripts").glob("*.py"))
        return code_digests(scripts, self._root / "workflow", self._root / ".snakemake" / "parsed_code.json")

    def section(self, *names: str) -> dict[str, Any]:
        """Return parts of the configuration as plain values: all of it that a rule depends on, and no more."""
        return self.configuration.model_dump(mode="json", include=set(names))

    # ---- sources ----------------------------------------------------------------------------------------------

    def source(self, source_id: str | None) -> str | list[str]:
        """Return the path of a verified raw file; for null, nothing."""
        return [] if source_id is None else self.result(f"sources/{source_id}/{self._registry[source_id].file_name}")

    def optional_source(self, section: str, key: str = "source") -> str | list[str]:
        """Return the path of a source that a section of the frame names; nothing where the section is null."""
        return self.source(getattr(getattr(self.configuration.frame, section), key, None))

    def source_files(self, source_ids: Iterable[str]) -> list[str]:
        """Return the paths of several verified raw files."""
        return [str(self.source(source_id)) for source_id in source_ids]

    def party_keys(self, name: str) -> str | list[str]:
        """Return the path of a list of keys of parties; nothing without a table of local parties, which they serve."""
        parties = self.configuration.frame.parties
        return self.source(getattr(parties.keys, name, None) if parties.local is not None else None)

    def supplied_sources(self) -> dict[str, str]:
        """Return the paths of the tables of supplied covariates, by source id."""
        ids = sorted({entry.source for entry in self.configuration.frame.supplied.values()})
        return {source_id: str(self.source(source_id)) for source_id in ids}

    def origin(self, source_id: str) -> str | list[str]:
        """Return where a raw file is taken from: embedded, from the mirror, or nothing when it is downloaded."""
        origin = self._registry[source_id].origin(self.configuration.mirror)
        return [] if origin is None else origin.as_posix()

    def registered(self, source_id: str) -> dict[str, Any]:
        """Return the registry entry of a source as plain values."""
        return self._registry[source_id].model_dump(mode="json")

    def wanted(self, source_id: str) -> dict[str, Any]:
        """Return what taking a source rests on, as plain values: a corrected title or licence takes no file again."""
        return self._registry[source_id].model_dump(mode="json", include={"id", "address", "sha256", "size"})

    @cached_property
    def sources(self) -> list[str]:
        """Ids of the sources that this world uses, sorted."""
        return sorted({source_id for _, source_id in used_sources(self.configuration)})

    def partner_labels(self) -> dict[str, list[str]]:
        """Return the spellings of each partner country in registers."""
        return {code: partner.labels for code, partner in self.configuration.partners.items()}

    def partner_places(self) -> dict[str, dict[str, str]]:
        """Return, for each partner country, the names of places in other languages with the one that counts."""
        return {code: partner.places for code, partner in self.configuration.partners.items()}

    def vintages(self) -> dict[str, str | None]:
        """Return year and month of the vintage of each register."""
        return {name: register.as_of for name, register in self.configuration.registers.items()}

    def party_days(self) -> dict[str, str]:
        """Return the day at which the party in office counts for each partner."""
        parties = self.configuration.frame.parties
        return {partner: parties.dates.get(partner, parties.date) for partner in self.configuration.partners}

    def supplied_labels(self) -> dict[str, str]:
        """Return the names in print of the supplied covariates."""
        return {name: entry.label for name, entry in self.configuration.frame.supplied.items()}

    # ---- what is made -----------------------------------------------------------------------------------------

    @property
    def waves(self) -> list[str]:
        """Names of the survey waves."""
        return list(self.configuration.waves)

    @property
    def partner_waves(self) -> list[str]:
        """Names of the survey waves of partner places."""
        return list(self.configuration.partner_waves)

    @property
    def all_waves(self) -> dict[str, Wave]:
        """The survey waves, of units and of partner places."""
        return {**self.configuration.waves, **self.configuration.partner_waves}

    def wave_codebooks(self) -> list[str]:
        """Return the paths of the codebooks of all waves."""
        return [wave.codebook for wave in self.all_waves.values()]

    def promises(self) -> dict[str, str]:
        """Return the path of the codebook of each wave that asks units, which says what may be shown of them."""
        return {name: wave.codebook for name, wave in self.configuration.waves.items()}

    def waves_of_pairs(self, partner_wave: str, file: str) -> list[str]:
        """Return the path of `file` in the results of the waves that asked the units about these partners."""
        asked = self.configuration.partner_waves[partner_wave]
        same = [n for n, w in self.configuration.waves.items() if (w.partner, w.level) == (asked.partner, asked.level)]
        return [self.result(f"survey/{wave}/{file}") for wave in same]

    def answers_of(self, wave: str) -> str:
        """Return the path of the answers of a wave, of units or of partner places."""
        return self.result(f"survey/{wave}/{'pair_answers' if wave in self.partner_waves else 'responses'}.csv")

    def invited_of(self, wave: str) -> str:
        """Return the path of what became of the invitations of a wave, of units or of pairs."""
        return self.result(f"survey/{wave}/{'pairs' if wave in self.partner_waves else 'dispositions'}.csv")

    def per_partner_wave(self, file: str) -> list[str]:
        """Return the path of `file` in the results of each wave of partner places."""
        return [self.result(f"survey/{wave}/{file}") for wave in self.partner_waves]

    @property
    def panels(self) -> list[str]:
        """Names of the panels."""
        return list(self.configuration.panels)

    @property
    def registers(self) -> list[str]:
        """Names of the registers."""
        return list(self.configuration.registers)

    @property
    def publications(self) -> list[str]:
        """Names of the publications."""
        return list(self.configuration.publications)

    @property
    def reported_studies(self) -> list[str]:
        """Studies that a publication reports, sorted."""
        return sorted({publication.study for publication in self.configuration.publications.values()})

    def publication_study(self, name: str) -> str:
        """Return the study that a publication reports."""
        return self.configuration.publications[name].study

    def chapters(self, publication: str) -> list[str]:
        """Return the paths of the chapters that a publication is put together from."""
        return chapters_of(self.configuration.publications[publication].source)

    @cached_property
    def labels(self) -> list[str]:
        """Labels of all publications, sorted."""
        sources = [publication.source for publication in self.configuration.publications.values()]
        return labels_of({*sources, *(chapter for name in self.publications for chapter in self.chapters(name))})

    def per_wave(self, file: str) -> list[str]:
        """Return the path of `file` in the results of each wave."""
        return [self.result(f"survey/{wave}/{file}") for wave in self.waves]

    def panel_files(self, panel: str, file: str) -> list[str]:
        """Return the path of `file` in the results of both waves of a panel."""
        return [self.result(f"survey/{wave}/{file}") for wave in self.configuration.panels[panel].waves]

    def panel_codebooks(self, panel: str) -> list[str]:
        """Return the paths of the codebooks of both waves of a panel."""
        return [self.configuration.waves[wave].codebook for wave in self.configuration.panels[panel].waves]

    def panel_waves(self, panel: str) -> list[dict[str, Any]]:
        """Return both waves of a panel as plain values."""
        return [self.section("waves")["waves"][wave] for wave in self.configuration.panels[panel].waves]

    def survey_outcomes(self) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
        """Return field, codes that count as yes and codes that count as no of each outcome that the survey gives."""
        return {
            name: (outcome.field, tuple(outcome.counts_as_yes), tuple(outcome.counts_as_no))
            for name, outcome in self.configuration.outcomes.items()
            if outcome.field is not None
        }

    def survey_settings(self) -> dict[str, Any]:
        """Return the parts of the configuration that the codebooks of the survey rest on."""
        return self.section("world", "results", "waves", "partner_waves", "partners", "report", "disclosure")

    def per_panel(self, file: str) -> list[str]:
        """Return the path of `file` in the results of each panel."""
        return [self.result(f"survey/panels/{panel}/{file}") for panel in self.panels]

    def codebooks(self) -> list[str]:
        """Return the paths of the published codebooks, the index of waves first; none where there is no survey."""
        if not self.waves:
            return []
        files = ["index.html", *(f"{wave}.{kind}" for wave in self.all_waves for kind in ("html", "ddi.xml"))]
        return [self.result(f"reports/codebook/{file}") for file in files]

    def per_register(self, file: str) -> list[str]:
        """Return the path of `file` in the results of each register."""
        return [self.result(f"web/{register}/{file}") for register in self.registers]

    def page_ties(self, *names: str) -> list[str]:
        """Return the paths of these tables on ties that web pages state; none where there is no archive."""
        return [self.result(f"web/{name}.csv") for name in names if self.configuration.archives.sources]

    @property
    def coding(self) -> bool:
        """Tell whether people code passages of web pages."""
        return bool(self.configuration.archives.sources and self.configuration.coding.coders)

    def coding_tables(self, *names: str) -> list[str]:
        """Return the paths of these tables of the human coding; none where nobody codes."""
        return [self.result(f"web/coding/{name}.csv") for name in names if self.coding]

    def coding_sheets(self, kind: str) -> list[str]:
        """Return the path of a sheet of each coder: "sheet" with all passages, "open" with those still to code."""
        return [self.result(f"web/coding/{kind}_{coder}.xlsx") for coder in self.configuration.coding.coders]

    def page_decisions(self) -> list[str]:
        """Return the path of the table that decides which places on web pages are ties; none without an archive."""
        return self.page_ties(PAGE_DECISIONS)

    def per_archive(self, file: str) -> list[str]:
        """Return the path of `file` in the results of each web archive."""
        return [self.result(f"web/pages/{archive}/{file}") for archive in self.configuration.archives.sources]

    def per_stage(self, file: str) -> list[str]:
        """Return the path of `file` in the results of every stage that takes rows on or sets them aside."""
        return [
            self.result(f"frame/{file}"),
            *self.per_wave(file),
            *self.per_partner_wave(file),
            *self.per_register(file),
            *self.per_archive(file),
            *self.coding_tables(file.removesuffix(".csv")),
            *self.interviews(f"records/{file}"),
        ]

    def findings(self, study: str) -> list[str]:
        """Return the paths of a study's findings."""
        return [self.result(f"findings/{study}/{name}") for name in FINDINGS]

    def interviews(self, *names: str) -> list[str]:
        """Return the paths of these results of the interviews; none where there are no interviews."""
        return [self.result(f"findings/interviews/{n}") for n in names if self.configuration.interviews.sources]

    def tidy_tables(self) -> list[str]:
        """Return the paths of all tidy tables of this world, in the order of the flow, for the validation report."""
        findings = [path for study in self.reported_studies for path in self.findings(study) if path.endswith(".csv")]
        findings += [
            self.result(f"findings/{s}/{n}")
            for s in self.configuration.cases.studies
            for n in OF_CASES
            if n.endswith(".csv")
        ]
        return [
            str(self.source(self.configuration.countries)),
            str(self.source(self.configuration.region_names)),
            *(self.result(f"frame/{name}.csv") for name in ("units", "parties", "supplied", "covariate_sources")),
            *(
                path
                for name in (
                    "responses",
                    "named_partners",
                    "dispositions",
                    "flags",
                    "duplicates",
                    "frequencies",
                    *WAVE_WEIGHTS,
                )
                for path in self.per_wave(f"{name}.csv")
            ),
            *(
                path
                for name in ("pair_answers", "pairs", "flags", "duplicates", "frequencies")
                for path in self.per_partner_wave(f"{name}.csv")
            ),
            *(
                path
                for name in ("mentions", "resolutions", "country_labels", "partner_countries", "partner_country_rows")
                for path in self.per_register(f"{name}.csv")
            ),
            *(
                path
                for name in ("panel", "panel_changes", "panel_transitions")
                for path in self.per_panel(f"{name}.csv")
            ),
            *(path for name in ("set_aside", "accounting") for path in self.per_stage(f"{name}.csv")),
            *self.per_archive("pages.csv"),
            *self.page_ties("page_mentions", "page_ties", "web_evaluation", "page_coverage"),
            *self.coding_tables("coding_sample", "codes", "coded", "reliability", "classifier_agreement"),
            *self.page_ties("tie_decisions", "coding_counts"),
            *(self.result(f"ties/{name}.csv") for name in ("ties", "evidence", "public_ties", "public_evidence")),
            *(self.result(f"ties/{wave}/dyads.csv") for wave in self.partner_waves),
            *(self.result(f"analysis/{name}.csv") for name in ("analysis", "public_analysis")),
            *(self.result(f"models/{name}.csv") for name in ("estimates", "predictions", "fits", "partner_tests")),
            *(self.result(f"models/{name}.csv") for name in ("inference", "country_influence", "partner_differences")),
            *(self.result(f"models/{name}.csv") for name in ("diagnostics", "count_fit")),
            *(self.result(f"models/{name}.csv") for name in ROBUSTNESS),
            *dict.fromkeys(findings),
            *self.interviews(*(f"{name}.csv" for name in INTERVIEWS)),
            self.result("findings/reconciliation.csv"),
            self.result("findings/frame_counts.csv"),
            *(self.result(f"findings/{name}.csv") for name in ("claims", "claim_checks", "verdict_rates")),
        ]

    def judged_tables(self) -> list[str]:
        """Return the paths of the tables beside a study's findings that claims may lead to."""
        models = ("estimates", "partner_differences", "partner_tests", "prediction", "spatial")
        return [
            *(self.result(f"models/{name}.csv") for name in models),
            *(self.result(f"findings/{name}.csv") for name in ("reconciliation", "frame_counts")),
            *(
                self.result(f"findings/{study}/{name}")
                for study in self.configuration.cases.studies
                if study != self.configuration.claims.study
                for name in OF_CASES
            ),
        ]

    def all_results(self) -> list[str]:
        """Return the paths of all results that the manifest lists, by stage."""
        results = [
            *(str(self.source(source_id)) for source_id in self.sources),
            *self.tidy_tables(),
            *self.per_archive("pages.jsonl"),
            *(path for kind in ("sheet", "open") if self.coding for path in self.coding_sheets(kind)),
            *([self.result("web/coding/adjudication.xlsx")] if self.coding else []),
            *(path for study in self.reported_studies for path in self.findings(study) if path.endswith(".json")),
            *(self.result(f"reports/figures/{study}") for study in self.reported_studies),
            *(self.result(f"reports/cases/{study}") for study in self.configuration.cases.studies),
            *self.interviews("values.json", "codebook.qdc"),
            *self.pages(),
            *(self.result(f"reports/tables/{name}") for name in self.publications),
            *self.codebooks(),
            *(self.result(f"reports/validation.{kind}") for kind in ("html", "csv")),
            self.result("explorer.html"),
            self.result("index.html"),
        ]
        return list(dict.fromkeys(results))  # the table of countries is a source and a tidy table

    def registered_sources(self) -> list[dict[str, Any]]:
        """Return the registry entries of the sources in use, with their ids."""
        return [{"id": source_id} | self.registered(source_id) for source_id in self.sources]

    def pages(self) -> list[str]:
        """Return the paths of all publications in all formats."""
        return [self.result(f"reports/{name}.{kind}") for name in self.publications for kind in PAGE_FORMATS]

    def effective_configuration(self) -> str:
        """Return the configuration as JSON, as it was used, without mirror and shards, which change no result."""
        settings = self.configuration.model_dump(mode="json", exclude={"mirror", "shards"})
        return json.dumps(settings, indent=1, ensure_ascii=False)  # in its own order, which is that of print
