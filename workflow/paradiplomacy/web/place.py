"""A place of the gazetteer, as all that look for places in texts hold it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A place in a partner country."""

    place_id: str
    country: str
    kind: str
    name: str
    admin1: str
    population: int
