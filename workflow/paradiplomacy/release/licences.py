"""What the licences of sources permit: what may stand in a replication package, and what its receiver must fetch.

A licence that is not known here, and a collection that names none, counts as one that does not permit redistribution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SPDX = "https://spdx.org/licenses/"


@dataclass(frozen=True)
class Licence:
    """A licence: its name in the SPDX list ("" for none), and whether copies may be passed on to anyone."""

    spdx: str
    redistribution: bool
    duty: str

    @property
    def address(self) -> str:
        """Page of the licence."""
        return f"{SPDX}{self.spdx}" if self.spdx else ""


NAMED = "name the source"
NONE_KNOWN = Licence("", False, "fetched by the receiver: no licence is known that permits redistribution")
# by the beginning of the text in the registry, the first that fits
KNOWN = (
    ("CC BY 4.0", Licence("CC-BY-4.0", True, NAMED)),
    ("CC-BY-4.0", Licence("CC-BY-4.0", True, NAMED)),
    ("CC BY-SA 4.0", Licence("CC-BY-SA-4.0", True, f"{NAMED}; share what is made from it alike")),
    ("CC0-1.0", Licence("CC0-1.0", True, "none")),
    ("MIT", Licence("MIT", True, NAMED)),
    ("ODbL 1.0", Licence("ODbL-1.0", True, f"{NAMED}; share databases that are made from it alike")),
    ("Unicode-3.0", Licence("Unicode-3.0", True, NAMED)),
    ("public domain", Licence("", True, "none")),
    ("GISCO terms", Licence("", False, "fetched by the receiver: no commercial use")),
)
UNNAMED = "the collection names no licence"


def as_released(sources: Iterable[Mapping[str, Any]], simulated: bool) -> list[Mapping[str, Any]]:
    """Return registry entries as they count for a release: in a simulated world nothing is restricted.

    Nobody answered there; the flow itself treats its answers as restricted all the same, which shows how that works.
    """
    return [{**source, "sensitivity": "public"} if simulated else source for source in sources]


def licence_of(source: Mapping[str, Any]) -> Licence:
    """Return what the licence of a registered source permits; a restricted source is never passed on."""
    text = str(source["licence"])
    if source["sensitivity"] == "restricted":
        return Licence("", False, "restricted: personal or confidential; ask its owner")
    found = next((licence for words, licence in KNOWN if text.startswith(words)), NONE_KNOWN)
    if UNNAMED in text:
        return Licence(found.spdx, False, f"fetched by the receiver: {UNNAMED}")
    return found
