"""The commands beside the flow: `python -m paradiplomacy COMMAND`, run in the project's folder.

For maintainers (accept, simulate, document, scaffold, build-gazetteer, train-classifier): they change committed files,
so what they did shows in `git diff`. For everyone (judge-passages, evaluate-passages): they try the reading of pages.
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
GAZETTEER = Path("resources/gazetteer")


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
    parser = argparse.ArgumentParser(prog="python -m paradiplomacy", description="Commands beside the flow.")
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
    gazetteer = commands.add_parser("build-gazetteer", help="write the gazetteer of partner places from GeoNames")
    gazetteer.set_defaults(command=_build_gazetteer)

    train = commands.add_parser("train-classifier", help="train the reading of web pages and cross-validate it")
    train.set_defaults(command=_train_classifier)

    judge = commands.add_parser("judge-passages", help="find ties in passages: JSON lines, or a MediaWiki dump")
    judge.add_argument("file", type=Path, metavar="FILE", help="lines with text or blocks, unit, country")
    judge.add_argument("--out", type=Path, metavar="FILE", help="write every judged place as CSV")
    judge.set_defaults(command=_judge_passages)

    evaluation = commands.add_parser("evaluate-passages", help="compare the ties found with the coded ones")
    evaluation.add_argument("file", type=Path, metavar="FILE", help="JSON lines that hold their coded ties, too")
    evaluation.set_defaults(command=_evaluate_passages)
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


def _build_gazetteer(_: argparse.Namespace) -> int:
    from paradiplomacy.web.gazetteer_build import write_gazetteer

    for path in write_gazetteer(GAZETTEER):
        print(f"{path.as_posix()} is written anew.")
    return 0


def _train_classifier(_: argparse.Namespace) -> int:
    from paradiplomacy.web.judging import train_classifier

    for title, table in train_classifier(Path()).items():
        print(f"{title}:\n{table.round(3).to_string(index=False)}\n")
    return 0


def _judge_passages(options: argparse.Namespace) -> int:
    from paradiplomacy.tables import write_table
    from paradiplomacy.web.evidence_fields import PAGE_TIES
    from paradiplomacy.web.judging import judge_passages, spoken

    ties = judge_passages(Path(), options.file)
    for line in spoken(ties):
        print(line)
    print(f"{int((ties['decision'] == 'tie').sum())} ties found; {int(ties['review'].sum())} places to be coded.")
    if options.out:
        write_table(ties, options.out, PAGE_TIES)
    return 0


def _evaluate_passages(options: argparse.Namespace) -> int:
    from paradiplomacy.web.judging import evaluate_passages

    for table in evaluate_passages(Path(), options.file):
        print(f"{table.round(3).to_string(index=False)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
