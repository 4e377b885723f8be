"""How ties are read from web pages and coded by people, as typed models. Part of the model of the configuration."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints, model_validator

from paradiplomacy.config.names import STRICT, Name, PartnerCode


class WebDecision(BaseModel):
    """When a place on a web page counts as a tie."""

    model_config = STRICT

    threshold: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Probability from which a place counts as a tie."""
    review: Annotated[list[Annotated[float, Field(ge=0, le=1)]], Field(min_length=2, max_length=2)] = [0.25, 0.75]
    """Band of doubt, from and to which probability: such places are given to a person to code."""

    @model_validator(mode="after")
    def _band_is_ordered(self) -> WebDecision:
        if self.review[0] > self.review[1]:
            raise ValueError("the band of review must be given from the smaller to the larger probability")
        return self


class Web(BaseModel):
    """How ties are read from web pages."""

    model_config = STRICT

    decision: WebDecision = WebDecision()
    """When a place on a web page counts as a tie."""
    gazetteer: dict[Name, Name] = {}
    """Sources of the tables of places and countries, by table; needed where there are archives."""
    cues: dict[Name, Name] = {}
    """Sources of the tables of words that speak for or against a tie, by table; needed where there are archives."""
    weights: Name | None = None
    """Source of the weights of the decision, as the command train-classifier writes them."""
    territories: dict[PartnerCode, PartnerCode] = {"HK": "CN", "MO": "CN", "TW": "TW"}
    """To which code places in Hong Kong, Macau and Taiwan are counted; a code that is no partner enters no study."""


class Coding(BaseModel):
    """Which passages of web pages people code, and what they returned."""

    model_config = STRICT

    coders: list[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]] = []
    """Pseudonyms of the coders, each of whom gets a sheet; none: no passage is drawn."""
    unlikely: Annotated[int, Field(ge=0)] = 200
    """Number of places below the band of doubt (web.decision.review) to draw; all others are coded."""
    double_share: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Share of the passages that two people code."""
    seed: str = "coding"
    """Another word draws another sample."""
    draws: Annotated[int, Field(ge=100)] = 2_000
    """Bootstrap draws of the intervals of agreement."""
    sheets: list[Name] = []
    """Sources of the sheets that came back; a coder may return several, of one round after the other."""
    adjudication: Name | None = None
    """Source of the sheet in which the adjudicator decided where two coders differ; null: none is back."""

    @model_validator(mode="after")
    def _people_can_be_told_apart(self) -> Coding:
        if len(set(self.coders)) < len(self.coders):
            raise ValueError("coding.coders: each name once")
        if {"classifier", "adjudicator"} & set(self.coders):
            raise ValueError("coding.coders: nobody goes by the name of classifier or adjudicator")
        if self.double_share > 0 and len(self.coders) == 1:
            raise ValueError("coding.coders: double coding needs two coders; name another or set double_share to 0")
        if (self.sheets or self.adjudication) and not self.coders:
            raise ValueError("coding.coders: the coders of the returned sheets are needed")
        return self
