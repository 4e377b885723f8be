"""Kinds of cooperation, its model and the network as typed models. Part of the model of the configuration."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from paradiplomacy.config.names import STRICT, Name


class Typology(BaseModel):
    """Kinds of cooperation: latent classes of what the units that cooperate tick, and what goes with them."""

    model_config = STRICT

    fields: Annotated[list[Name], Field(min_length=1)] = ["areas", "benefits"]
    """Fields of the codebooks whose boxes are the items; a wave that does not ask one has it missing."""
    forms: bool = True
    """Whether the forms of the partnerships that a unit names are items, too."""
    not_items: list[Name] = ["none"]
    """Boxes that say "none" and are no items."""
    most_classes: Annotated[int, Field(ge=2, le=10)] = 6
    """Largest number of classes that is fitted."""
    smallest_class: Annotated[float, Field(ge=0, lt=0.5)] = 0.05
    """Smallest share of a class; a number of classes with a smaller one is not chosen."""
    fewest_units: Annotated[int, Field(ge=10)] = 50
    """Fewest units for which classes are looked for."""
    starts: Annotated[int, Field(ge=1)] = 20
    """Random starts of each fit; the best counts."""
    draws: Annotated[int, Field(ge=10)] = 100
    """Resamples of the units, for stability and intervals."""
    coordination: list[Name] = [
        "coordination_ministry",
        "coordination_other_ministry",
        "coordination_embassy",
        "coordination_region",
        "coordination_eu",
        "coordination_delegation",
        "coordination_commission",
    ]
    """Ordered fields of coordination; the mean of their places on the scale is taken."""
    personal: Name = "success_factors_personal"
    """Box of the codebooks that says that persons made the success."""


class Network(BaseModel):
    """The network of units and partner places."""

    model_config = STRICT

    places: list[Name]
    """Sources of the partner places with province or state and population (tables of the gazetteer)."""
    coordinates: Name
    """Source of their coordinates."""
    tiles: Name
    """Source of the places of provinces and states on a grid of tiles, which stands for a map."""
    dominance: Annotated[float, Field(ge=1)] = 3.0
    """Of places that share a name the largest is taken, when it has this many times the inhabitants of the next."""
    draws: Annotated[int, Field(ge=99)] = 499
    """Permutations of tests, and resamples of the units for intervals."""
    null_draws: Annotated[int, Field(ge=19)] = 49
    """Networks with the same degrees, with which communities are compared."""
