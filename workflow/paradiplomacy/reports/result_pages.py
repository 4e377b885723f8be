"""Pages of a run that are not publications (front page, validation report): one style, one way to write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

THEME = Path(__file__).parent / "theme"


def write_page(path: str | Path, template: str, **facts: Any) -> None:
    """Write `template` of the theme, filled with `facts`, as one HTML file that needs no other file to be shown."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(THEME),
        autoescape=True,  # whatever the name of a template ends in: names of places are not markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    Path(path).write_text(environment.get_template(template).render(**facts) + "\n", encoding="utf-8")
