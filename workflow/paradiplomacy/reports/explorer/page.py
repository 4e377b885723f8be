"""Writes the explorer as one HTML file: markup, style, program and contents, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from os.path import relpath
from pathlib import Path
from typing import Any

from paradiplomacy.reports.explorer.columns import as_script_data
from paradiplomacy.reports.explorer.contents import ExplorerSettings
from paradiplomacy.reports.explorer.outlines import window

PARTS = Path(__file__).parent
STYLES = ("tokens.css", "layout.css", "parts.css", "narrow.css")
# in the order in which one builds on another; they share one scope
PROGRAM = (
    "text.js",
    "evidence.js",
    "address.js",
    "choice.js",
    "elements.js",
    "list.js",
    "map.js",
    "unit.js",
    "comparison.js",
    "download.js",
    "start.js",
)


def write_explorer(path: str | Path, contents: Mapping[str, Any], settings: ExplorerSettings) -> None:
    """Write the explorer.

    The page asks for nothing: its policy (Content-Security-Policy) allows this one program and these styles, by their
    digests, and no request. A text of a raw file that looks like markup or a program stays a text.

    Parameters
    ----------
    contents
        what `explorer_contents` returns.
    settings
        the world and its stamp, the colours of the partners, and where the front page stands.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    partners = settings.shown_partners.values()
    colours = "".join(f"--{name}: {one.colour}; " for name, one in zip(("first", "second"), partners, strict=False))
    style = f":root {{ {colours}}}\n" + _joined(STYLES)
    program = f'"use strict";\n(() => {{\n{_joined(PROGRAM)}}})();\n'
    environment = Environment(
        loader=FileSystemLoader(PARTS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    width, height = window()
    page = environment.get_template("explorer.html").render(
        world=settings.world,
        policy=_policy(style, program),
        style=Markup(style),  # noqa: S704 - the project's own text
        program=Markup(program),  # noqa: S704 - the project's own text
        contents=Markup(as_script_data(contents)),  # noqa: S704 - no character of it can end the element
        notes=contents["notes"],
        width=width,
        height=height,
        home=relpath(Path(settings.results) / "index.html", Path(path).parent),
        origins=relpath(Path(settings.results) / "release/origins.html", Path(path).parent),
    )
    Path(path).write_text(page + "\n", encoding="utf-8", newline="\n")


def _joined(names: tuple[str, ...]) -> str:
    return "".join((PARTS / name).read_text(encoding="utf-8") for name in names)


def _policy(style: str, program: str) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, program))
    style_digest, program_digest = digests
    return (
        f"default-src 'none'; script-src 'sha256-{program_digest}'; style-src 'sha256-{style_digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
