"""A digest of the code that a rule's script reaches, by which a changed library function runs exactly its rules again.

Stands before all stages: the Snakefile gives each rule `code_digest(script, root)` as a param. The code is parsed, so
comments, layout and docstrings do not count, and only what runs counts: imports within functions do, imports under
`if TYPE_CHECKING:` do not. Reach is read from import statements; modules named at run time are not seen, and a
contract test keeps the library free of them.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

DIGITS = 16  # 64 bits: no two states of one script's code will meet by chance

Import = tuple[int, str, tuple[str, ...]]
"""Leading dots, module and imported names of one import statement, as `ast.ImportFrom` gives them."""
Parsed = tuple[str, tuple[Import, ...]]
"""Digest of the normalised code of a file, and its import statements."""


def code_digest(script: str | Path, root: str | Path) -> str:
    """Return a digest of the code behind one script.

    Parameters
    ----------
    script
        the script of the rule.
    root
        folder in which the local packages stand (`workflow/`); a package elsewhere does not count as local.

    Returns
    -------
    str
        16 hexadecimal digits over the normalised code of the script and of every local module that it reaches, and
        over the bytes of the data files beside these modules (see `_data_files`). It depends on nothing but their
        content and their place below `root`, not on the place of `root`; a new minor version of Python, which
        parses differently, may change it.

    Raises
    ------
    FileNotFoundError
        when the script does not exist, or no package stands in `root`.
    SyntaxError
        when a reached module cannot be parsed.
    """
    return code_digests([script], root)[Path(script).stem]


def code_digests(scripts: Iterable[str | Path], root: str | Path, memory: str | Path | None = None) -> dict[str, str]:
    """Return the digest of the code behind each script (see `code_digest`), by the name of the script without ".py".

    Parameters
    ----------
    scripts, root
        the scripts of the rules, and the folder in which the local packages stand.
    memory
        file that keeps from one run to the next what was parsed. It goes by the content of each file, not by its
        date, so that it is never out of date; what is no longer there leaves it. None: all code is parsed.
    """
    root = Path(root).resolve()
    if not any(root.glob("*/__init__.py")):
        raise FileNotFoundError(f"no package stands in {root.name}: it is not the folder of the library")
    parser = _Parser(memory)
    packages = _modules(root)
    of_folder = cache(_modules)
    beside = cache(lambda folder: [(_place(file, root), _digest(file.read_bytes())) for file in _data_files(folder)])
    digests = {}
    for script in (Path(script).resolve() for script in scripts):
        modules = of_folder(script.parent) | packages  # Snakemake puts the script's folder last
        reached = _reached(script, modules, parser)
        parts = [(_place(file, root), code) for file, code in reached.items()]
        for folder in {file.parent for file in reached if file != script}:
            parts.extend(beside(folder))
        lines = (f"{place}\t{code}" for place, code in sorted(parts))
        digests[script.stem] = _digest("\n".join(lines).encode())[:DIGITS]
    parser.remember()
    return digests


class _Parser:
    """Parses each file once: in a process, and with a memory also from one process to the next."""

    def __init__(self, memory: str | Path | None) -> None:
        self._memory = None if memory is None else Path(memory)
        self._known = {} if self._memory is None else _recalled(self._memory)
        self._used: dict[str, Parsed] = {}
        self._of_file: dict[Path, Parsed] = {}

    def parsed(self, file: Path) -> Parsed:
        """Return the digest of the normalised code of a file and its import statements."""
        if file not in self._of_file:
            source = file.read_bytes()
            content = _digest(source)
            self._used[content] = self._known.get(content) or _parsed(source, file.as_posix())
            self._of_file[file] = self._used[content]
        return self._of_file[file]

    def remember(self) -> None:
        """Write the memory anew where it lacks something that was used; where it cannot be written, do without."""
        if self._memory is None or self._used.keys() <= self._known.keys():
            return
        text = json.dumps({"parser": _parser_version(), "modules": self._used})
        beside = self._memory.with_name(f"{self._memory.name}.{os.getpid()}")  # two runs may write at once
        with suppress(OSError):
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, encoding="utf-8")
            beside.replace(self._memory)


def _recalled(memory: Path) -> dict[str, Parsed]:
    """Return what an earlier process parsed, by the digest of its content; nothing where this parser is another."""
    try:
        kept = json.loads(memory.read_text(encoding="utf-8"))
        if kept["parser"] != _parser_version():
            return {}
        return {
            content: (code, tuple((dots, module, tuple(names)) for dots, module, names in imports))
            for content, (code, imports) in kept["modules"].items()
        }
    except (OSError, ValueError, TypeError, KeyError):
        return {}


@cache
def _parser_version() -> str:
    """Return what the result of parsing depends on besides the source: this module and the version of Python."""
    return f"{sys.version_info.major}.{sys.version_info.minor} {_digest(Path(__file__).read_bytes())}"


def _place(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _reached(script: Path, modules: Mapping[str, tuple[Path, str]], parser: _Parser) -> dict[Path, str]:
    """Return the digest of each file that runs with `script`: itself and what it imports, directly or not."""
    digests: dict[Path, str] = {}
    waiting = [(script, "")]
    while waiting:
        file, package = waiting.pop()
        if file in digests:
            continue
        digests[file], imports = parser.parsed(file)
        for name in _imported_names(imports, package):
            while name:  # importing a.b.c runs a, a.b and a.b.c
                if name in modules and modules[name][0] not in digests:
                    waiting.append(modules[name])
                name = name.rpartition(".")[0]
    return digests


def _modules(folder: Path) -> dict[str, tuple[Path, str]]:
    """Return file and package of each module that can be imported from `folder`, by dotted name."""
    found = {}
    for parent, _, files in os.walk(folder):
        package = ".".join(Path(parent).relative_to(folder).parts)
        for file in files:
            if file == "__init__.py":  # a package hides a module of its name, whose folder comes earlier
                found[package] = (Path(parent, file), package)
            elif file.endswith(".py"):
                name = f"{package}.{file[:-3]}" if package else file[:-3]
                found[name] = (Path(parent, file), package)
    return found


def _imported_names(imports: Iterable[Import], package: str) -> Iterator[str]:
    """Yield the dotted names that may be modules: `from a import b` runs a, and a.b when that is a module."""
    for dots, module, names in imports:
        base = module
        if dots:
            above = package.split(".")
            base = ".".join([*above[: len(above) - dots + 1], module]).rstrip(".")
        yield base
        yield from (f"{base}.{name}" for name in names)


def _data_files(folder: Path) -> Iterator[Path]:
    """Yield the data files that the modules in `folder` may load.

    These are all files there that are not Python, and those in subfolders that are not packages themselves; which of
    them a module really reads is not asked. Hidden and compiled files do not count.
    """
    for path in folder.iterdir():
        if path.name.startswith((".", "__pycache__")):
            continue
        if path.is_dir() and not (path / "__init__.py").exists():
            yield from _data_files(path)
        elif path.is_file() and path.suffix not in (".py", ".pyc"):
            yield path


def _parsed(source: bytes, file: str) -> Parsed:
    """Return the digest of normalised source code and its import statements."""
    words: list[str] = []
    imports: list[Import] = []
    _walk(ast.parse(source, filename=file), words, imports)
    return _digest("\0".join(words).encode("utf-8", "surrogatepass")), tuple(imports)


def _walk(node: ast.AST, words: list[str], imports: list[Import]) -> None:
    """Append the node as words, without positions, and every import below it."""
    if isinstance(node, ast.Import):
        imports.extend((0, alias.name, ()) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        imports.append((node.level, node.module or "", tuple(alias.name for alias in node.names)))
    words.append(type(node).__name__)
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, ast.AST):
            _walk(value, words, imports)
        elif isinstance(value, list):
            words.append("[")
            for item in _running(value):
                if isinstance(item, ast.AST):
                    _walk(item, words, imports)
                else:
                    words.append(repr(item))
            words.append("]")
        else:
            words.append(repr(value))


def _running(items: list[object]) -> Iterator[object]:
    """Yield what runs: not strings that stand alone (docstrings of modules, functions, attributes), not typing."""
    for item in items:
        if isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant) and isinstance(item.value.value, str):
            continue
        if isinstance(item, ast.If) and _is_type_checking(item.test):
            yield from _running(list(item.orelse))
        else:
            yield item


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def files_digest(paths: Iterable[str | Path]) -> str:
    """Return a digest of the contents of files, in the order given; it does not depend on where they stand."""
    return _digest("\n".join(_digest(Path(path).read_bytes()) for path in paths).encode())[:DIGITS]
