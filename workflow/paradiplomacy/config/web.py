"""The sections of the configuration on web evidence: archived pages, and the crawl that fetches them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from paradiplomacy.config.names import STRICT, Name

Count = Annotated[int, Field(ge=1)]
Amount = Annotated[float, Field(gt=0)]


class Archives(BaseModel):
    """Archived web pages of the units."""

    model_config = STRICT

    sites: Name | None = None
    """Source of the list of official sites (unit_id, address); null where there are no archives."""
    sources: list[Name] = []
    """Sources of the web archives (WARC files), from which pages of text are taken."""
    largest_page_mb: Amount = 20
    """Largest content of one page after decompression, MB; a larger one is set aside."""
    deepest_nesting: Count = 300
    """Deepest nesting of HTML elements; a page beyond it is set aside."""
    most_blocks: Count = 20_000
    """Most blocks of text of one page; a page beyond it is set aside."""
    most_pdf_pages: Count = 400
    """Most pages of a PDF; one beyond it is set aside."""
    pdf_seconds: Amount = 20
    """Longest time to read one PDF; one that takes longer is set aside."""

    @model_validator(mode="after")
    def _archives_need_sites(self) -> Archives:
        if self.sources and self.sites is None:
            raise ValueError("archives.sites: a source is needed, as there are archives")
        return self


class Crawl(BaseModel):
    """How `snakemake crawl` fetches the sites of the units; no other target uses the network for pages."""

    model_config = STRICT

    sites: Name | None = None
    """Source of the list of sites to fetch (unit_id, address); null: there is nothing to crawl."""
    cues: Name
    """Source of the words in links and addresses that lead to partner cities and international affairs."""
    contact: str | None = None
    """Mail or web address of a person, sent with each request so that site owners can write; a crawl needs it."""
    folder: str = "archives"
    """Folder of the archive files, the log and the state by which a crawl goes on where it was ended."""
    pages_per_site: Count = 200
    """Most pages of one unit."""
    depth: Annotated[int, Field(ge=0)] = 4
    """Most links between the start of a site and a page."""
    pages_per_pattern: Count = 25
    """Most pages whose addresses differ in numbers only, as those of an endless calendar do."""
    redirects: Count = 5
    """Most redirects in a row."""
    attempts: Count = 3
    """Most requests for one page whose server fails or is slow."""
    largest_page_mb: Amount = 20
    """Largest page, MB; a larger one is broken off."""
    seconds_per_page: Amount = 30
    """Longest time for one page."""
    hours: Amount = 24
    """Longest time of one run; the next run goes on where it ended."""
    delay_seconds: Amount = 2
    """Time between two requests to one site at the start; it adapts to how fast the site answers."""
    archive_file_mb: Amount = 500
    """Size at which a new archive file is begun, MB."""
    allow_loopback: bool = False
    """true lets the crawl fetch from this computer and from private networks: for tests only."""
