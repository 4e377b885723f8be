"""The registers of twin towns as a typed model: format, coverage, vintage. Part of the model of the configuration."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from paradiplomacy.config.names import STRICT, CountryCode, Level, Name

RegisterFormatName = Literal[
    "wikipedia_table",
    "wikipedia_sister_cities",
    "wikidata_export",
    "wikidata_network",
    "wikidata_pairs",
    "wikidata_entities",
    "italian_infobox",
]


class Register(BaseModel):
    """A register of twin towns."""

    model_config = STRICT

    title: str
    """Name in tables."""
    sources: Annotated[list[Name], Field(min_length=1)]
    """Sources of the register, one or several files of one format; each belongs to one register."""
    format: RegisterFormatName = "wikipedia_table"
    """Format of its files, of the English or the Italian Wikipedia, or of Wikidata's property P190."""
    companions: list[Name] = []
    """Sources that the format reads beside each of its files, in its order: names or countries of the places."""
    as_of: Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = None
    """Year and month of its vintage ("2026-02"), from which ties have when they were first and last seen."""
    vintage_of: Name | None = None
    """Name of the list of which it is a vintage; vintages of one list are not independent, null: a list of its own."""
    levels: list[Level]
    """Levels of units that the register covers; elsewhere its silence means nothing."""
    countries: Literal["all"] | list[CountryCode] = "all"
    """Countries that the register covers (Eurostat codes), or "all"; elsewhere its silence means nothing."""

    partial: bool = False
    """true where it holds a part that nobody can tell: what it shows is evidence, its silence means nothing."""

    def covers(self, level: str, country: str) -> bool:
        """Tell whether the register could show a tie of a unit of this level and country."""
        return not self.partial and level in self.levels and (self.countries == "all" or country in self.countries)
