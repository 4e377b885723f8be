"""Names, codes and levels as the configuration takes them, and how strictly; the ground of its typed models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
PartnerCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Level = Literal["city", "region"]
WEB_PAGES = "web_pages"  # the list of ties that archived pages of the units state, beside registers and waves
WEB_PAGES_TITLE = "Web pages of the units"
PAGE_DECISIONS = "tie_decisions"  # the table that decides which places on web pages are ties
# a section is built when it is first checked: a job needs few of them; what their keys mean, docstrings.py knows
STRICT = ConfigDict(extra="forbid", frozen=True, defer_build=True)
