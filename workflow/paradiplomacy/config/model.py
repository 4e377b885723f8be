"""The configuration as typed models. Each description here is what users read in config.yaml, schema and manual.

A study, a partner country, a wave, a factor or a model is configuration: none of them is named in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from paradiplomacy.config.cases import Cases, Interviews
from paradiplomacy.config.census import Alternatives, Cities, Education, Gdp, Nuts, NutsVersion, Regions
from paradiplomacy.config.claims import Claims
from paradiplomacy.config.cooperation import Network, Typology
from paradiplomacy.config.covariates import Airports, Parties, Ports, Seats, Supplied, Typologies
from paradiplomacy.config.names import STRICT, WEB_PAGES, Name, PartnerCode
from paradiplomacy.config.page_ties import Coding, Web
from paradiplomacy.config.ranking import Ranking
from paradiplomacy.config.registers import Register
from paradiplomacy.config.robustness import Robustness
from paradiplomacy.config.shards import Shards
from paradiplomacy.config.study import Factor, Inference, Model, Outcome, Study
from paradiplomacy.config.success import Coordination, Milestone, Success
from paradiplomacy.config.waves import Disclosure, Nonresponse, Panel, PartnerWave, Wave
from paradiplomacy.config.web import Archives, Crawl


class Section(BaseModel):
    """Base of every section: unknown keys are errors, values do not change after loading."""

    model_config = STRICT


class World(Section):
    """Which world the evidence comes from."""

    name: Name
    """Short name of the world; logs and benchmarks stand in a folder of this name."""
    simulated: bool
    """true when the units and answers are invented; then every page, figure and table bears the stamp."""
    stamp: str
    """Text of the stamp; empty for real data."""
    truth: Name | None = None
    """Source of the true effects of a simulated world, with which the estimates are compared; null for real data."""
    truth_units: Name | None = None
    """Source of what each unit of a simulated world truly does, with which shares are compared; null for real data."""
    truth_pages: Name | None = None
    """Source of what each web page of a simulated world truly says, with which decisions are compared; else null."""
    invitations: Name | None = None
    """Source of the list of invited units with their tokens; null where there is no survey."""

    @model_validator(mode="after")
    def _simulated_is_stamped(self) -> World:
        if self.simulated and "SIMULATED" not in self.stamp:
            raise ValueError("the stamp of a simulated world must hold the word SIMULATED")
        if (self.truth or self.truth_units or self.truth_pages) and not self.simulated:
            raise ValueError("only a simulated world has a known truth")
        return self


class Partner(Section):
    """A partner country."""

    name: str
    """Name in running text."""
    adjective: str
    """Adjective in running text ("Chinese")."""
    labels: list[str]
    """Every spelling of the country in registers of twin towns; places under other labels are not counted."""
    places: dict[str, str] = {}
    """Names of places in other languages (Pechino) and the one (Beijing) under which their ties are merged."""
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
    """Colour in figures; choose one that differs from the others in grey, too."""


class Frame(Section):
    """The census of units and what is known of each."""

    nuts_version: NutsVersion
    """Version of the NUTS codes of the frame, and of each source that names no other."""
    nuts: Nuts = Nuts()
    """What is known of the NUTS codes themselves."""
    cities: Cities
    """The census of cities."""
    regions: Regions
    """The census of regions."""
    districts: Name | None = None
    """Source of places of GeoNames that are districts although no code says so (kind: places, and the counts)."""
    alternatives: Alternatives = Alternatives()
    """Other definitions of a city or region, which are counted beside that of the frame."""
    gdp: Gdp
    """Gross domestic product."""
    ports: Ports
    """Access to the sea."""
    parties: Parties
    """Governing parties."""
    airports: Airports | None = None
    """Airports with scheduled routes; null: this world has no source."""
    education: Education | None = None
    """Tertiary education; null: this world has no source."""
    typologies: Typologies | None = None
    """Types of NUTS 3 regions; null: this world has no source."""
    seats: Seats | None = None
    """Seats of first-order administrations; null: this world has no source."""
    supplied: dict[Name, Supplied] = {}
    """Numeric covariates that a researcher adds, by their name; null takes one out."""

    @model_validator(mode="before")
    @classmethod
    def _null_removes_a_covariate(cls, data: Any) -> Any:
        """As with the tables of entries of the configuration: an overlay takes an entry out by setting it to null."""
        supplied = data.get("supplied") if isinstance(data, Mapping) else None
        if not isinstance(supplied, Mapping):
            return data
        return {**data, "supplied": {name: entry for name, entry in supplied.items() if entry is not None}}

    @property
    def placing_units(self) -> list[str]:
        """Sources of the local units by which cities are placed: none where the list of cities places them."""
        return [] if self.cities.kind == "urban_audit" else list(self.nuts.local_units)

    @property
    def placing_areas(self) -> str | None:
        """Source of the areas by which cities are placed: none where the list of cities places them."""
        return None if self.cities.kind == "urban_audit" or self.nuts.areas is None else self.nuts.areas.source

    @model_validator(mode="after")
    def _other_versions_have_a_converter(self) -> Frame:
        versions = {
            "regions.population_nuts_version": (self.regions.population_nuts_version, {2}),
            "gdp.nuts_version": (self.gdp.nuts_version, {2, 3}),
            "education.nuts_version": (self.education.nuts_version if self.education else None, {2}),
            "nuts.areas.nuts_version": (self.nuts.areas.nuts_version if self.nuts.areas else None, {3}),
        }
        held = set(self.nuts.matrices())
        for key, (version, levels) in versions.items():
            if version not in (None, self.nuts_version) and not {(version, level) for level in levels} <= held:
                wanted = " and ".join(f"NUTS {level}" for level in sorted(levels))
                raise ValueError(f"frame.{key}: frame.nuts.converters needs one from {version} for {wanted}")
        return self


class Publication(Section):
    """A publication."""

    title: str
    """Title on the front page."""
    source: str
    """Path of its Quarto source."""
    study: Name
    """Study that it reports."""
    form: Literal["article", "monograph", "methods", "ledger"]
    """What it is; the front page lists publications by it."""


class Report(Section):
    """How publications are rendered."""

    engine: Literal["auto", "quarto", "builtin"] = "auto"
    """quarto needs the Quarto CLI 1.9 or newer; builtin needs nothing more; auto takes Quarto where it is there."""
    authors: list[str]
    """Authors of the publications."""


class Configuration(Section):
    """Everything that a run depends on besides code and data."""

    world: World
    """Which world the evidence comes from."""
    results: str = "results"
    """Folder of the results."""
    registry: str = "resources/sources.yaml"
    """Path of the source registry."""
    mirror: str | None = None
    """Folder from which registered files are taken; null: from their registered addresses."""
    countries: Name
    """Source of the table of countries: codes, names, macro-region, spellings in registers."""
    country_labels: Name
    """Source of the names of all other countries in registers, so that no label goes unnoticed."""
    region_names: Name
    """Source of the names of regions, counties, Länder and the like, in English and their own languages."""
    place_decisions: Name | None = None
    """Source of a researcher's decisions on places of registers, which go before the rules; null for none."""
    basemap: Name
    """Source of the base map of the figures (GeoJSON)."""
    partners: dict[PartnerCode, Partner]
    """Partner countries by ISO code."""
    frame: Frame
    """The census of units."""
    waves: dict[Name, Wave] = {}
    """Survey waves."""
    panels: dict[Name, Panel] = {}
    """Panels: pairs of waves that are compared unit by unit."""
    disclosure: Disclosure = Disclosure()
    """What may be printed of the answers of single waves."""
    nonresponse: Nonresponse
    """How answers are weighted so that they stand for all invited units."""
    partner_waves: dict[Name, PartnerWave] = {}
    """Survey waves of partner places, about pairs of a unit and a partner."""
    registers: dict[Name, Register] = {}
    """Registers of twin towns."""
    archives: Archives = Archives()
    """Archived web pages of the units."""
    crawl: Crawl
    """How `snakemake crawl` fetches the sites of the units."""
    counted_ties: Annotated[list[Literal["active", "dormant", "ended", "unknown"]], Field(min_length=1)] = [
        "active",
        "dormant",
        "ended",
        "unknown",
    ]
    """States of ties that count in outcomes from ties; a tie that is only planned never does."""
    web: Web = Web()
    """How ties are read from web pages."""
    coding: Coding = Coding()
    """Which passages of web pages people code, and what they returned."""
    outcomes: dict[Name, Outcome]
    """Dependent variables."""
    factors: dict[Name, Factor]
    """Explanatory variables."""
    models: dict[Name, Model]
    """The model ladder."""
    confidence_level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    """Level of every interval."""
    inference: Inference = Inference()
    """How sure the estimates are."""
    robustness: Robustness
    """How the leading results are put to the test: specification curve, prediction across countries, space."""
    success: Success = Success()
    """Success of the units that cooperate: each item counts from 0 (lowest) to 1 (highest), their mean is the index."""
    coordination: Coordination = Coordination()
    """How units coordinate their cooperation with others at home."""
    cases: Cases = Cases()
    """Which units become case studies, and which could cooperate and do not."""
    interviews: Interviews = Interviews()
    """Coded interviews. What a person did not consent to is counted and goes nowhere."""
    milestones: dict[Name, Milestone] = {}
    """Turning points: marked in figures over time; periods run from one to the next."""
    ranking: Ranking = Ranking()
    """How partner countries are ranked by the ties that registers show."""
    typology: Typology = Typology()
    """Kinds of cooperation, and the model of cooperation."""
    network: Network
    """The network of units and partner places."""
    claims: Claims
    """The claims of the project description, and how they are judged."""
    studies: dict[Name, Study]
    """The studies."""
    publications: dict[Name, Publication]
    """The publications."""
    report: Report
    """How publications are rendered."""
    shards: Shards = Shards()
    """Into how many jobs long ones are cut; no result depends on it."""

    @model_validator(mode="before")
    @classmethod
    def _null_removes_an_entry(cls, data: Any) -> Any:
        """An overlay cannot take a key away, so an entry set to null in one of the tables of entries is removed."""
        tables = (
            "partners",
            "waves",
            "registers",
            "outcomes",
            "factors",
            "models",
            "studies",
            "publications",
            "panels",
            "partner_waves",
            "milestones",
        )
        if not isinstance(data, dict):
            return data
        return {
            key: {k: v for k, v in value.items() if v is not None}
            if key in tables and isinstance(value, dict)
            else value
            for key, value in data.items()
        }

    @model_validator(mode="after")
    def _names_exist(self) -> Configuration:
        wrong: list[str] = []

        def known(place: str, names: list[str], table: dict[str, Any]) -> None:
            wrong.extend(
                f'{place}: "{name}" is not defined; there are {", ".join(table)}' for name in names if name not in table
            )

        if self.waves and not self.world.invitations:
            wrong.append("world.invitations: a source is needed, as there are survey waves")
        owners: dict[str, str] = {}
        for name, register in self.registers.items():
            for source in register.sources:
                if owners.setdefault(source, name) != name:
                    wrong.append(f'registers.{name}.sources: "{source}" belongs to register {owners[source]}')
        known("frame.parties.dates", list(self.frame.parties.dates), self.partners)
        wrong.extend(
            f'frame.supplied: "{name}" is the name of an outcome; choose another'
            for name in self.frame.supplied
            if name in self.outcomes
        )
        for name, wave in self.waves.items():
            known(f"waves.{name}.partner", [wave.partner], self.partners)
        for name, wave in self.partner_waves.items():
            known(f"partner_waves.{name}.partner", [wave.partner], self.partners)
            if name in self.waves:
                wrong.append(f'partner_waves.{name}: "{name}" is the name of a wave, too; rename one of them')
        for name, panel in self.panels.items():
            known(f"panels.{name}.waves", panel.waves, self.waves)
            if len({self.waves[wave].level for wave in panel.waves if wave in self.waves}) > 1:
                wrong.append(f"panels.{name}.waves: both waves must ask units of one level")
        known("ranking.registers", self.ranking.registers, self.registers)
        known("nonresponse.covariates", self.nonresponse.covariates, self.factors)
        lists: dict[str, Any] = {**self.registers, **self.waves, WEB_PAGES: self.archives}
        if WEB_PAGES in self.registers or WEB_PAGES in self.waves:
            wrong.append(f'"{WEB_PAGES}" names the ties of archived pages; rename the register or wave')
        for name, outcome in self.outcomes.items():
            known(f"outcomes.{name}.sources", outcome.sources or [], lists)
        for name, model in self.models.items():
            known(f"models.{name}.factors", model.factors, self.factors)
        for name, study in self.studies.items():
            known(f"studies.{name}.partners", study.partners, self.partners)
            known(f"studies.{name}.outcomes", study.outcomes, self.outcomes)
            known(f"studies.{name}.models", study.models, self.models)
            known(f"studies.{name}.waves", study.waves or [], self.waves)
            unused = [wave for wave in study.waves or [] if wave in self.waves]
            unused = [wave for wave in unused if wave not in study.asked_waves(self.waves)]
            if unused:  # a unit would have two answers to one question, or the study has no such unit
                wrong.append(
                    f"studies.{name}.waves: {', '.join(unused)} cannot be used: another wave of the list asks units of "
                    "the same level about the same partner, or the study has not this partner or level"
                )
            known(f"studies.{name}.further_models", study.further_models, self.models)
            wrong.extend(
                f'studies.{name}.models: "{model}" has an estimator or a formula of its own; name it in further_models'
                for model in study.models
                if model in self.models and (self.models[model].estimator or self.models[model].formula)
            )
            wrong.extend(
                f'studies.{name}.further_models: the formula of "{model}" is for none of the outcomes '
                f"{', '.join(study.outcomes)}; put one of them left of its tilde"
                for model in study.further_models
                if model in self.models
                and (formula := self.models[model].formula)
                and formula.partition("~")[0].strip() not in study.outcomes
            )
            wrong.extend(
                f'studies.{name}.further_models: "{model}" stands in models, too; take it out of one'
                for model in study.further_models
                if model in study.models
            )
        known("robustness.controls", self.robustness.controls, self.factors)
        known("robustness.focal", list(self.robustness.focal), self.factors)
        for name, way in self.robustness.outcomes.items():
            known(f"robustness.outcomes.{name}.outcome", [way.outcome], self.outcomes)
        wrong.extend(self.robustness.misfits(self.outcomes, self.factors))
        for name, selection in self.cases.selections.items():
            place = f"cases.selections.{name}"
            known(f"{place}.study", [selection.study], self.studies)
            known(f"{place}.factors", selection.factors or [], self.factors)
            of = self.studies.get(selection.study)
            if of and (selection.partner not in of.partners or selection.level not in of.levels):
                wrong.append(f"{place}: study {selection.study} has not this partner or level")
        if len({milestone.year for milestone in self.milestones.values()}) < len(self.milestones):
            wrong.append("milestones: two of them have the same year")
        known("claims.study", [self.claims.study], self.studies)
        for name, publication in self.publications.items():
            known(f"publications.{name}.study", [publication.study], self.studies)
        if wrong:
            raise ValueError("; ".join(wrong))
        return self
