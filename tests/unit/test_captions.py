"""Numbers in captions: put in before an engine sees them, and a fault named where it stands."""

from __future__ import annotations

import pytest

from paradiplomacy.problems import BadInput
from paradiplomacy.reports.captions import captions_filled
from paradiplomacy.reports.engine.document import Cell, read_document

TEXT = """\
---
title: Ties
---

```{python}
#| label: setup
#| output: false
units = {"city": 'so-called "cities"'}
```

Text keeps its [[brackets]].

```{python}
#| label: fig-map
#| fig-cap: "A map: [[len(units)]] kind, [[units['city']]]."
#| fig-alt: "A map."
units
```
"""


def test_a_caption_prints_what_it_asks_for_and_text_stays(tmp_path):
    source = tmp_path / "paper.qmd"
    source.write_text(captions_filled(TEXT, "paper.qmd", tmp_path), encoding="utf-8")
    caption = next(b.fig_cap for b in read_document(source).blocks if isinstance(b, Cell) and b.label == "fig-map")
    assert caption == 'A map: 1 kind, so-called "cities".'
    assert "[[brackets]]" in source.read_text(encoding="utf-8")
    assert len(source.read_text(encoding="utf-8").split("\n")) == len(TEXT.split("\n"))


def test_a_caption_that_asks_for_what_is_not_there_is_a_fault_of_its_row(tmp_path):
    with pytest.raises(BadInput) as bad:
        captions_filled(TEXT.replace("units['city']", "units['sea']"), "paper.qmd", tmp_path)
    assert [(p.file, p.row) for p in bad.value.problems] == [("paper.qmd", 15)]
    assert "KeyError" in bad.value.report()
