"""The commands of a maintainer: `python -m paradiplomacy accept | simulate | document | scaffold`.

Beside the flow: none of them is part of a run, and they are run in the project's folder. They change committed files,
so what they did shows in `git diff`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from paradiplomacy.problems import BadInput

REGISTRY = Path("resources/sources.yaml")
DEMO = Path("resources/demo")
CODEBOOKS = Path("config/waves")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 an input must be mended (said in sentences on stderr)."""
    options = _parser().parse_args(arguments)
    try:
        done: int = options.command(options)
    except BadInput as bad:
        print(bad.report(), file=sys.stderr)
        return 1
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m paradiplomacy", description="Commands for maintainers.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    accept = commands.add_parser("accept", help="register the present content of sources: digest and size")
    accept.add_argument("sources", nargs="+", metavar="SOURCE", help="id of a source in the registry")
    accept.add_argument("--mirror", metavar="DIR", help="folder of mirrored files; without it the file is downloaded")
    accept.set_defaults(command=_accept)

    simulate = commands.add_parser("simulate", help="write the invented world of the demonstration")
    simulate.add_argument("--folder", type=Path, default=DEMO, metavar="DIR", help=f"default {DEMO.as_posix()}")
    simulate.add_argument("--seed", type=int, metavar="N", help="another world than the committed one")
    simulate.set_defaults(command=_simulate)

    document = commands.add_parser("document", help="compare schema, reference page and comments with the model")
    document.add_argument("--fix", action="store_true", help="write those that differ")
    document.set_defaults(command=_document)

    scaffold = commands.add_parser("scaffold", help="draft the codebook of a new survey export")
    scaffold.add_argument("export", metavar="FILE", help="export of LimeSurvey, Qualtrics, SPSS or a spreadsheet")
    scaffold.add_argument("--wave", metavar="NAME", help="name of the wave; default: that of the file")
    scaffold.set_defaults(command=_scaffold)
    return parser


def _accept(options: argparse.Namespace) -> int:
    from paradiplomacy.sources.accept import accept_source

    for source in options.sources:
        print(accept_source(REGISTRY, source, options.mirror))
    return 0


def _simulate(options: argparse.Namespace) -> int:
    from paradiplomacy.simulate.world import write_demo

    write_demo(options.folder, options.seed)
    print(f"The invented world stands in {options.folder.as_posix()}.")
    return 0


def _document(options: argparse.Namespace) -> int:
    from paradiplomacy.config.document import drifted, write_documents

    root = Path()
    if options.fix:
        for path in write_documents(root):
            print(f"{path.as_posix()} is written anew.")
        return 0
    problems = drifted(root)
    if problems:
        raise BadInput(problems)
    print("Schema, reference page and comments agree with the model.")
    return 0


def _scaffold(options: argparse.Namespace) -> int:
    from paradiplomacy.survey.scaffold import wave_name, write_draft

    wave = options.wave or wave_name(options.export)
    print(write_draft(options.export, CODEBOOKS / f"{wave}.yaml"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
