"""Read a network of twinned places on Wikidata (GEXF 1.2draft): a register, and where the items of others are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

from paradiplomacy.problems import BadInput, Problem
from paradiplomacy.readers.pairs import pairs_of_items

if TYPE_CHECKING:
    import pandas as pd

NAMESPACE = "http://www.gexf.net/1.2draft"
LARGEST = 500_000_000  # bytes; the file of 2022 has 2 million
CHUNK = 1 << 16
COUNTRY = "country"  # title of the attribute that names a node's country


class _Graph:
    """What is taken from the file while it streams by; nothing else of it is kept in memory."""

    def __init__(self, file: str) -> None:
        self.labels: dict[str, str] = {}
        self.countries: dict[str, str] = {}
        self.edges: list[tuple[str, str, int]] = []
        self.problems: list[Problem] = []
        self._file = file
        self._titles: dict[str, str] = {}
        self._node = ""
        self._first = True
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes, last: bool) -> None:
        self._parser.Parse(chunk, last)

    def fault(self, expected: str, remedy: str, column: str = "", value: str = "") -> None:
        line = self._parser.CurrentLineNumber
        self.problems.append(Problem(self._file, expected, remedy, line, column, value))

    def _doctype(self, *_: object) -> None:
        # a network needs none, and what it may declare (entities, other files) must not be followed
        self.fault("no document type declaration", "remove it")
        raise BadInput(self.problems)

    def _start(self, name: str, given: dict[str, str]) -> None:
        namespace, _, element = name.rpartition(" ")
        if self._first:
            self._first = False
            if (namespace, element) != (NAMESPACE, "gexf"):
                self.fault(f"gexf of {NAMESPACE}", "export the network as GEXF 1.2draft", value=name[:60])
                raise BadInput(self.problems)
        if namespace != NAMESPACE:
            return
        if element == "attribute":
            self._titles[given.get("id", "")] = given.get("title", "")
        elif element == "node":
            self._node = given.get("id", "")
            if not self._node or self._node in self.labels:
                self.fault("a node with an id of its own", "correct it", "id", self._node)
            self.labels[self._node] = given.get("label", "")
        elif element == "attvalue" and self._titles.get(given.get("for", "")) == COUNTRY:
            self.countries[self._node] = given.get("value", "")
        elif element == "edge":
            self._edge(given)

    def _edge(self, given: dict[str, str]) -> None:
        for end in ("source", "target"):
            if given.get(end, "") not in self.labels:
                self.fault("the id of a node", "add the node, or remove the edge", end, given.get(end, ""))
        self.edges.append((given.get("source", ""), given.get("target", ""), self._parser.CurrentLineNumber))


def read_network(path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the nodes and the edges of a network.

    Returns
    -------
    tuple
        label and country by item (missing where the file gives none), and source, target and row, the line of the edge.

    Raises
    ------
    BadInput
        when the file is missing, larger than 500 MB, no XML, no GEXF 1.2draft, declares a document type, has no nodes,
        or an edge ends in no node.
    """
    import pandas as pd

    file = Path(path).as_posix()
    graph = _Graph(file)
    try:
        if (size := Path(path).stat().st_size) > LARGEST:
            raise BadInput([Problem(file, f"at most {LARGEST:,} bytes", "take a part of it", value=f"{size:,} bytes")])
        with Path(path).open("rb") as source:
            while chunk := source.read(CHUNK):
                graph.feed(chunk, last=False)
        graph.feed(b"", last=True)
    except FileNotFoundError:
        raise BadInput([Problem(file, "this file to exist", "put it there, or correct its name")]) from None
    except expat.ExpatError as error:
        raise BadInput([Problem(file, f"well-formed XML ({error})", "download the file again")]) from None
    if not graph.labels:
        graph.problems.append(Problem(file, "nodes with id and label", "export the network again"))
    if graph.problems:
        raise BadInput(graph.problems)
    nodes = pd.DataFrame(
        {"label": pd.Series(graph.labels, dtype="string"), "country": pd.Series(graph.countries, dtype="string")}
    ).replace("", pd.NA)
    return nodes, pd.DataFrame(graph.edges, columns=["source", "target", "row"])


def read_wikidata_network(path: str | Path) -> pd.DataFrame:
    """Return the edges of a network as pairs (`readers.pairs`); row is the line of the edge.

    Raises
    ------
    BadInput
        as `read_network`.
    """
    nodes, edges = read_network(path)
    return pairs_of_items(edges, nodes)
