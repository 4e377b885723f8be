"""A window of the browser on the explorer: what it asked for, what went wrong in it, what it shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

MARKUP = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
PHONE = {"width": 390, "height": 844}
VIEWS = ("", "#unit={0}", "#unit={0}&with={1}", "#level=region&partner=CN")


class Visit:
    """A window of the browser with what it asked for and what went wrong in it."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.file = file
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.context = browser.new_context(**options)
        self.context.route("**/*", self._answer)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def _answer(self, route: Any) -> None:
        self.asked.append(route.request.url.split("#")[0])
        if self.asked[-1] == self.file.as_uri():
            route.continue_()
        else:
            route.abort()

    def start(self) -> Any:
        """Open the page anew and return it."""
        self.page.goto("about:blank")
        self.page.goto(self.file.as_uri())
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def end(self) -> None:
        """Say that the page asked for nothing but itself and that nothing went wrong."""
        assert set(self.asked) == {self.file.as_uri()}
        assert self.faults == []


def until(page: Any, holds: Callable[[], bool]) -> None:
    """Wait until something holds; the page's policy allows no program that would wait inside it."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(20)
    raise AssertionError("what was waited for did not come")


def shown(page: Any) -> int:
    return int(page.inner_text("#count").split(" of ")[0].replace(",", ""))
