"""Field tables of the web archive: sites of units, the log of the crawl, and pages as they were extracted."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field

SITES = Dataset(
    name="sites",
    description="Official sites of units, from which the crawl starts and by which archived pages find their unit.",
    key=("unit_id", "address"),
    fields=(
        Field("unit_id", "text", "unit", required=True),
        Field("address", "text", "address of its site; pages below its last slash belong to it", required=True),
    ),
)

PAGES = Dataset(
    name="pages",
    content="public",
    description="Pages of an archive whose text was taken, one row per page; the text stands in pages.jsonl.",
    key=("archive", "archive_offset"),
    fields=(
        Field("archive", "text", "source id of the archive", required=True),
        Field("archive_offset", "integer", "where the record begins in the archive, bytes", minimum=0, required=True),
        Field("page_id", "text", "name of the page: archive and offset", required=True),
        Field("unit_id", "text", "unit whose page it is", required=True),
        Field("address", "text", "address of the page", required=True),
        Field("captured", "text", "day of its capture, YYYY-MM-DD"),
        Field("date", "text", "day that the page states of itself, else that of its capture, YYYY-MM-DD"),
        Field("date_stated", "boolean", "whether the page states its day", required=True),
        Field("media_type", "text", "type of the content", allowed=("html", "pdf"), required=True),
        Field("charset", "text", "character set by which it was decoded; empty for PDF"),
        Field("language", "text", "language of its text, ISO 639-1; empty where it cannot be told"),
        Field("declared_language", "text", "language that the page declares, ISO 639-1"),
        Field("size", "integer", "size of the content, bytes", minimum=0, required=True),
        Field("sha256", "text", "digest of the content", required=True),
        Field("blocks", "integer", "blocks of text", minimum=0, required=True),
        Field("letters", "integer", "letters of all blocks", minimum=0, required=True),
        Field("text_line", "integer", "line of the page in pages.jsonl, from 1", minimum=1, required=True),
    ),
)

CRAWL_LOG = Dataset(
    name="crawl_log",
    description="Every address that the crawl met, with what became of it.",
    key=("address",),
    fields=(
        Field("address", "text", "address", required=True),
        Field("unit_id", "text", "unit from whose site it was reached", required=True),
        Field("depth", "integer", "links from the site's start", minimum=0, required=True),
        Field("priority", "integer", "cue words for partner cities or international affairs in link and address",
              minimum=0, required=True),
        Field("state", "text", "what became of it", allowed=("waiting", "archived", "repeat", "refused", "failed"),
              required=True),
        Field("status", "integer", "status of HTTP of the last answer"),
        Field("reason", "text", "why it was refused or failed"),
        Field("attempts", "integer", "requests made", minimum=0, required=True),
        Field("file", "text", "archive file that holds the answer"),
        Field("offset", "integer", "where its record begins in this file, bytes", minimum=0),
        Field("sha256", "text", "digest of the content"),
    ),
)  # fmt: skip

CRAWL_CUES = Dataset(
    name="crawl_cues",
    description="Words in links and addresses that lead to pages on partner cities and international affairs.",
    key=("language", "cue"),
    fields=(
        Field("language", "text", "language, ISO 639-1", required=True),
        Field(
            "cue",
            "text",
            "beginning of a word or phrase; letters and accents as the language writes them",
            required=True,
        ),
    ),
)
