"""Numbers in captions: what a caption asks for in double square brackets is put in before an engine sees the text.

Quarto evaluates inline expressions in the text only, so that a caption, an option of its cell, cannot hold one.
"""

from __future__ import annotations

import re
from contextlib import chdir
from pathlib import Path
from typing import Any

from paradiplomacy.problems import BadInput, Problem

SETUP = re.compile(r"^```\{python\}\n#\| label: setup\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
ASKED = re.compile(r"\[\[(?P<code>.+?)\]\](?!\])")
_OPTION = re.compile(r"#\| (?:fig|tbl)-cap: ")


def captions_filled(text: str, file: str, staged: str | Path) -> str:
    """Return the text of a publication with the numbers of its captions; its lines stay where they are.

    Parameters
    ----------
    text
        the assembled text; its cell `setup` gives the names that captions may use.
    file
        its name, for faults.
    staged
        the folder in which its cells run.

    Raises
    ------
    BadInput
        for each expression in a caption that cannot be evaluated.
    """
    setup = SETUP.search(text)
    names: dict[str, Any] = {}
    found: list[Problem] = []
    lines = text.split("\n")
    asking = [row for row, line in enumerate(lines) if _OPTION.match(line) and ASKED.search(line)]
    if not asking:
        return text
    with chdir(staged):
        if setup:
            exec(setup["code"], names)  # noqa: S102 - the project's own source
        for row in asking:
            try:
                lines[row] = ASKED.sub(lambda asked: _quoted(eval(asked["code"], names)), lines[row])  # noqa: S307
            except Exception as error:
                said = f"{type(error).__name__}: {error}"
                expected = f"an expression that can be printed expected in [[...]] ({said})"
                found.append(Problem(file, expected, "mend the caption", row=row + 1))
    if found:
        raise BadInput(found)
    return "\n".join(lines)


def _quoted(value: object) -> str:
    """Return a value as it stands within the double quotes of a caption."""
    return str(value).replace("\\", "\\\\").replace('"', '\\"')
