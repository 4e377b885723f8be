"""The configuration as typed models. Each description here is what users read in config.yaml, schema and manual.

A study, a partner country, a wave, a factor or a model is configuration: none of them is named in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
PartnerCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Level = Literal["city", "region"]
EstimatorName = Literal[
    "logit",
    "firth",
    "flac",
    "linear probability",
    "fixed-effects logit",
    "conditional logit",
    "random-intercept logit",
    "within-between logit",
    "poisson",
    "negative binomial",
    "truncated poisson",
    "truncated negative binomial",
    "hurdle poisson",
    "hurdle negative binomial",
    "zero-inflated poisson",
    "zero-inflated negative binomial",
    "ordered logit",
    "multinomial logit",
    "bivariate probit",
]


class Section(BaseModel):
    """Base of every section: unknown keys are errors, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


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
    invitations: Name | None = None
    """Source of the list of invited units with their tokens; null where there is no survey."""

    @model_validator(mode="after")
    def _simulated_is_stamped(self) -> World:
        if self.simulated and "SIMULATED" not in self.stamp:
            raise ValueError("the stamp of a simulated world must hold the word SIMULATED")
        if self.truth and not self.simulated:
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


class Cities(Section):
    """The census of cities."""

    source: Name
    """Source of the list of cities (Urban Audit GeoJSON)."""
    population: Name
    """Source of their population (Eurostat SDMX-CSV, urb_cpop1)."""
    names: Name | None = None
    """Source of further names of the cities (GeoNames), by which registers find them; null for none."""
    minimum_population: Annotated[int, Field(ge=1)] = 50_000
    """Smallest city of the census, inhabitants."""
    below_minimum: Literal["error", "set_aside"] = "error"
    """What to do with a smaller city: "error" for a list that should hold none, "set_aside" for a larger list."""


class Regions(Section):
    """The census of regions."""

    source: Name
    """Source of the boundaries (GISCO GeoJSON, NUTS 2)."""
    population: Name | None = None
    """Source of their population (Eurostat SDMX-CSV, demo_r_pjanaggr3); null for none."""


class Gdp(Section):
    """Gross domestic product per inhabitant."""

    source: Name
    """Source (Eurostat TSV, nama_10r_3gdp)."""
    unit: str = "PPS_EU27_2020_HAB"
    """Eurostat's code of the unit: purchasing power standards per inhabitant."""
    latest_year: Annotated[int, Field(ge=1990, le=2100)]
    """Latest year to take; an earlier one is taken where this is missing, and recorded."""
    earliest_year: Annotated[int, Field(ge=1990, le=2100)]
    """Earliest year to take; before it the value is missing."""


class Ports(Section):
    """Access to the sea."""

    source: Name
    """Source (World Port Index)."""
    harbour_sizes: list[Literal["Large", "Medium", "Small", "Very Small"]]
    """Harbour sizes that count as a sea port."""
    port_city_km: Annotated[float, Field(gt=0)]
    """A unit is a port city when the nearest such port is at most this far, km."""


class Parties(Section):
    """Governing parties."""

    parties: Name
    """Source of parties with family and left-right position (ParlGov view_party)."""
    cabinets: Name
    """Source of national cabinets (ParlGov view_cabinet)."""
    local: Name | None = None
    """Source of the parties of mayors and regional heads; null: the national governing party is taken."""
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """Day at which the party in office is taken."""
    blocs: dict[str, Literal["left", "centre", "right", "other"]]
    """Bloc of each party family of ParlGov."""


class Airports(Section):
    """Airports with scheduled routes."""

    source: Name
    """Source of the airports (OpenFlights airports.dat)."""
    routes: Name
    """Source of the routes (OpenFlights routes.dat)."""
    year: Annotated[int, Field(ge=1990, le=2100)]
    """Year of the routes, which the source does not say; it is recorded with the distances."""
    long_haul_km: Annotated[float, Field(gt=0)] = 4000
    """A direct route longer than this is long haul, great-circle km (Eurocontrol: longer than 4,000 km)."""


class Education(Section):
    """Tertiary education of the people aged 25 to 64, at NUTS 2."""

    source: Name
    """Source (Eurostat SDMX-CSV, edat_lfse_04)."""
    latest_year: Annotated[int, Field(ge=1990, le=2100)]
    """Latest year to take; an earlier one is taken where this is missing, and recorded."""
    earliest_year: Annotated[int, Field(ge=1990, le=2100)]
    """Earliest year to take; before it the value is missing."""


class Typologies(Section):
    """Types of NUTS 3 regions: which are coastal."""

    source: Name
    """Source (GISCO GeoJSON, label points of NUTS 3 with the property COAST_TYPE)."""


class Frame(Section):
    """The census of units and what is known of each."""

    nuts_version: str
    """Version of the NUTS codes of the sources."""
    cities: Cities
    """The census of cities."""
    regions: Regions
    """The census of regions."""
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
    """Types of NUTS 3 regions: which are coastal; null: this world has no source."""


class Wave(Section):
    """One survey wave: one questionnaire about one partner country at one level."""

    title: str
    """Name in tables."""
    source: Name
    """Source of the raw export."""
    codebook: str
    """Path of the codebook: raw column to field, answers to codes."""
    partner: PartnerCode
    """Partner country that the wave asks about."""
    level: Level
    """Level of the units."""
    period: str
    """Field time, as it is printed ("May 2020 to May 2021")."""


class Register(Section):
    """A register of twin towns."""

    title: str
    """Name in tables."""
    sources: Annotated[list[Name], Field(min_length=1)]
    """Sources of the register, one or several files of one format; each belongs to one register."""
    format: Literal["wikipedia_table", "wikidata_export", "italian_infobox"] = "wikipedia_table"
    """Format of its files: table of pairs (Wikipedia), export of property P190 (Wikidata), infobox (Italian)."""
    levels: list[Level]
    """Levels of units that the register covers; elsewhere its silence means nothing."""
    countries: Literal["all"] | list[CountryCode] = "all"
    """Countries that the register covers (Eurostat codes), or "all"; elsewhere its silence means nothing."""

    def covers(self, level: str, country: str) -> bool:
        """Tell whether the register could show a tie of a unit of this level and country."""
        return level in self.levels and (self.countries == "all" or country in self.countries)


class Outcome(Section):
    """A dependent variable."""

    label: str
    """Name in tables and figures."""
    kind: Literal["binary", "count", "ordered"]
    """Binary outcomes are modelled by logit, counts by negative binomial, answers on a scale by ordered logit."""
    evidence: Literal["survey", "ties"]
    """Taken from the answers of a wave, or from ties of all sources."""
    field: str | None = None
    """Survey field (survey outcomes only)."""
    counts_as_yes: list[str] = []
    """Answers that count as yes (survey outcomes only)."""
    counts_as_no: list[str] = []
    """Answers that count as no; every other answer is missing (survey outcomes only)."""
    answers: list[str] = []
    """Answers on a scale from the lowest to the highest; every other answer is missing (kind: ordered only)."""

    @model_validator(mode="after")
    def _survey_outcomes_have_a_field(self) -> Outcome:
        if (self.kind == "ordered") != bool(self.answers) or (self.kind == "ordered" and self.evidence != "survey"):
            raise ValueError("kind: ordered is for survey outcomes and needs answers, and only it does")
        if self.kind == "ordered":
            if not self.field or self.counts_as_yes or self.counts_as_no:
                raise ValueError("an ordered outcome needs field, and neither counts_as_yes nor counts_as_no")
            return self
        if self.evidence == "survey" and not (
            self.field and self.counts_as_yes and self.counts_as_no and self.kind == "binary"
        ):
            raise ValueError("a survey outcome is binary and needs field, counts_as_yes and counts_as_no")
        if self.evidence == "ties" and (self.field or self.counts_as_yes or self.counts_as_no):
            raise ValueError("field, counts_as_yes and counts_as_no are for survey outcomes")
        return self


class Factor(Section):
    """An explanatory variable of the analysis table."""

    label: str
    """Name in tables and figures."""
    contrast: Literal["doubling", "presence", "category", "step"]
    """Its marginal effect compares a doubling (of a logarithm), 1 with 0, categories, or a number and a step more."""
    reference: str | None = None
    """Reference category (categories only)."""
    step: Annotated[float, Field(gt=0)] | None = None
    """The step, in units of the factor, for which ratio and marginal effect are (contrast: step only)."""

    @model_validator(mode="after")
    def _categories_have_a_reference(self) -> Factor:
        if (self.contrast == "category") != (self.reference is not None):
            raise ValueError("a reference is given for contrast: category, and only there")
        if (self.contrast == "step") != (self.step is not None):
            raise ValueError("a step is given for contrast: step, and only there")
        return self


class Model(Section):
    """A step of the model ladder."""

    label: str
    """Name in tables."""
    factors: list[Name] = []
    """Explanatory variables."""
    formula: str | None = None
    """In place of factors one line (cooperates ~ log_population * cee); it is fitted to the outcome that it names."""
    estimator: EstimatorName | None = None
    """Estimator; fitted to the outcomes that it is for. null: logit, negative binomial or ordered logit."""
    levels: list[Level]
    """Levels at which it is fitted; with few regions only few factors can be supported."""

    @model_validator(mode="after")
    def _factors_or_formula(self) -> Model:
        if bool(self.factors) == bool(self.formula):
            raise ValueError("a model has factors or a formula, one of the two")
        return self


class Study(Section):
    """A study: which units, partners, outcomes and models."""

    title: str
    """Title."""
    partners: list[PartnerCode]
    """Partner countries."""
    levels: list[Level]
    """Levels of units."""
    countries: Literal["all"] | list[CountryCode]
    """Countries of the units (Eurostat codes), or "all"."""
    outcomes: list[Name]
    """Outcomes that are modelled, the leading one first."""
    models: list[Name]
    """Models, in the order of the ladder; the last is the one that text and figures rest on."""
    further_models: list[Name] = []
    """Models beside the ladder, such as other estimators or a formula; they stand in the tables of models/ only."""

    def outcome_of_kind(self, kind: Literal["binary", "count"], outcomes: Mapping[str, Outcome]) -> str:
        """Return the first outcome of a kind; the first binary one is what text and figures rest on."""
        return next(name for name in self.outcomes if outcomes[name].kind == kind)

    def leading_model(self, level: str, models: Mapping[str, Model]) -> str:
        """Return the last step of the ladder that is fitted at a level."""
        return [name for name in self.models if level in models[name].levels][-1]


class Inference(Section):
    """How sure the estimates are: units of a country resemble each other, and countries are few and unequal."""

    variance: Literal["CV3", "CV3 one step", "CV1"] = "CV3"
    """Variance of all intervals: cluster jackknife (CV3, recommended), its one-step form, or the sandwich CV1."""
    draws: Annotated[int, Field(ge=99)] = 999
    """Draws of the score wild bootstrap that stands beside it."""
    imputations: Annotated[int, Field(ge=20)] = 20
    """Number of times that missing numbers, such as GDP, are imputed beside complete cases."""
    equivalence_margin: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Difference of a marginal effect between two partners that is too small to matter, as a probability."""


class Publication(Section):
    """A publication."""

    title: str
    """Title on the front page."""
    source: str
    """Path of its Quarto source."""
    study: Name
    """Study that it reports."""


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
    basemap: Name
    """Source of the base map of the figures (GeoJSON)."""
    partners: dict[PartnerCode, Partner]
    """Partner countries by ISO code."""
    frame: Frame
    """The census of units."""
    waves: dict[Name, Wave] = {}
    """Survey waves."""
    registers: dict[Name, Register] = {}
    """Registers of twin towns."""
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
    studies: dict[Name, Study]
    """The studies."""
    publications: dict[Name, Publication]
    """The publications."""
    report: Report
    """How publications are rendered."""

    @model_validator(mode="before")
    @classmethod
    def _null_removes_an_entry(cls, data: Any) -> Any:
        """An overlay cannot take a key away, so an entry set to null in one of the tables of entries is removed."""
        tables = ("partners", "waves", "registers", "outcomes", "factors", "models", "studies", "publications")
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
        for name, wave in self.waves.items():
            known(f"waves.{name}.partner", [wave.partner], self.partners)
        for name, model in self.models.items():
            known(f"models.{name}.factors", model.factors, self.factors)
        for name, study in self.studies.items():
            known(f"studies.{name}.partners", study.partners, self.partners)
            known(f"studies.{name}.outcomes", study.outcomes, self.outcomes)
            known(f"studies.{name}.models", study.models, self.models)
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
        for name, publication in self.publications.items():
            known(f"publications.{name}.study", [publication.study], self.studies)
        if wrong:
            raise ValueError("; ".join(wrong))
        return self
