"""How ties are read from web pages, as typed models. Part of the model of the configuration."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

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
