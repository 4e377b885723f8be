"""The section of the configuration on shards: how long jobs are cut into pieces that run beside each other.

The stages web and models run the pieces and join them; how many there are changes no result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from paradiplomacy.config.names import STRICT

FOLDER = "shards"  # parts stand in a folder of this name until they are joined; they are no results

Pieces = Annotated[int, Field(ge=1, le=1000)]


class Shards(BaseModel):
    """Into how many jobs a long one is cut, for a cluster or a machine of many cores; no result depends on it."""

    model_config = STRICT

    archives: Pieces = 1
    """Jobs that take the pages of one web archive."""
    specifications: Pieces = 1
    """Jobs that run the specification curve; each takes pairs of study and partner, more than there are stay idle."""


@dataclass(frozen=True)
class Shard:
    """One of `of` pieces: every `of`-th item, from number `number` on, which counts from 1."""

    number: int = 1
    of: int = 1

    def takes(self, place: int) -> bool:
        """Tell whether the item at this place, counted from 0, belongs to the piece."""
        return place % self.of == self.number - 1


WHOLE = Shard()


def part_of(result: str, piece: str = "{shard}") -> str:
    """Return the path of what one piece writes of a result; by default with the wildcard `shard`."""
    folder, _, file = result.rpartition("/")
    return f"{folder}/{FOLDER}/{piece}/{file}"


def parts_of(result: str, number: int) -> list[str]:
    """Return the paths of what all pieces write of a result; none where it is made in one piece."""
    return [part_of(result, str(piece)) for piece in range(1, number + 1)] if number > 1 else []


def is_part(path: str) -> bool:
    """Tell whether a file is what one piece wrote: it is joined to a result, deleted, and named in no record."""
    return f"/{FOLDER}/" in path
