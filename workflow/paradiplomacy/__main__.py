"""The commands beside the flow: `python -m paradiplomacy COMMAND`, run in the project's folder.

For maintainers (accept, expect, lock-claims, simulate, simulate-coders, document, document-results, scaffold,
build-gazetteer, train-classifier): they change committed files, so what they did shows in `git diff`. For everyone
(judge-passages, evaluate-passages, trace): they try the reading of pages, and follow a printed number back.
Those of a coding (coding-sheet, read-coding) write into the folder that they are given.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from paradiplomacy.problems import BadInput

REGISTRY = Path("resources/sources.yaml")
CONFIGURATION = Path("config/config.yaml")
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

    lock = commands.add_parser("lock-claims", help="declare the claims of the ledger: digests, day, margins")
    lock.add_argument("--reason", metavar="TEXT", help="why they are declared, or declared again; it is recorded")
    lock.set_defaults(command=_lock_claims)

    expect = commands.add_parser("expect", help="commit to the present results: `verify` compares with them")
    expect.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default results")
    expect.add_argument("--replace", action="store_true", help="replace expected results that differ")
    expect.set_defaults(command=_expect)

    fetch = commands.add_parser("fetch", help="fetch the sources that a replication package may not hold")
    fetch.add_argument("list", type=Path, metavar="FILE", help="left_out.csv of the package")
    fetch.add_argument("--mirror", type=Path, required=True, metavar="DIR", help="folder that takes them")
    fetch.set_defaults(command=_fetch)

    _add_coding(commands)

    simulate = commands.add_parser("simulate", help="write the invented world of the demonstration")
    simulate.add_argument("--folder", type=Path, default=DEMO, metavar="DIR", help=f"default {DEMO.as_posix()}")
    simulate.add_argument("--seed", type=int, metavar="N", help="another world than the committed one")
    simulate.set_defaults(command=_simulate)

    coders = commands.add_parser("simulate-coders", help="fill in the drawn coding sheets as simulated coders do")
    coders.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default results")
    coders.add_argument("--folder", type=Path, default=DEMO, metavar="DIR", help=f"default {DEMO.as_posix()}")
    coders.set_defaults(command=_simulate_coders)

    document = commands.add_parser("document", help="compare schema, reference page and comments with the model")
    document.add_argument("--fix", action="store_true", help="write those that differ")
    document.set_defaults(command=_document)

    of_results = commands.add_parser("document-results", help="write the glossary and the graph of the rules into docs")
    of_results.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default results")
    of_results.set_defaults(command=_document_results)

    scaffold = commands.add_parser("scaffold", help="draft the codebook of a new survey export")
    scaffold.add_argument("export", metavar="FILE", help="export of LimeSurvey, Qualtrics, SPSS or a spreadsheet")
    scaffold.add_argument("--wave", metavar="NAME", help="name of the wave; default: that of the file")
    scaffold.set_defaults(command=_scaffold)
    gazetteer = commands.add_parser("build-gazetteer", help="write the gazetteer of partner places from GeoNames")
    gazetteer.set_defaults(command=_build_gazetteer)

    train = commands.add_parser("train-classifier", help="train the reading of web pages and cross-validate it")
    train.set_defaults(command=_train_classifier)

    trace = commands.add_parser("trace", help="follow a printed number back to raw files and rows")
    trace.add_argument("value", metavar="NAME", help="name of a value, as share.CN.city.all.all")
    trace.add_argument("--results", type=Path, default=Path("results"), metavar="DIR", help="default results")
    trace.add_argument("--study", metavar="NAME", help="default: the first study that has the value")
    trace.add_argument("--rows", type=int, default=10, metavar="N", help="rows to print, 0 for all; default 10")
    trace.set_defaults(command=_trace)

    judge = commands.add_parser("judge-passages", help="find ties in passages: JSON lines, or a MediaWiki dump")
    judge.add_argument("file", type=Path, metavar="FILE", help="lines with text or blocks, unit, country")
    judge.add_argument("--out", type=Path, metavar="FILE", help="write every judged place as CSV")
    judge.set_defaults(command=_judge_passages)

    evaluation = commands.add_parser("evaluate-passages", help="compare the ties found with the coded ones")
    evaluation.add_argument("file", type=Path, metavar="FILE", help="JSON lines that hold their coded ties, too")
    evaluation.set_defaults(command=_evaluate_passages)
    return parser


def _add_coding(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sheet = commands.add_parser("coding-sheet", help="draw passages for human coding and write a workbook per coder")
    sheet.add_argument("candidates", type=Path, metavar="FILE", help="CSV of decisions on places on web pages")
    sheet.add_argument("--folder", type=Path, required=True, metavar="DIR", help="folder of the coding, without a plan")
    sheet.add_argument("--coders", nargs="+", required=True, metavar="NAME", help="who codes")
    sheet.add_argument("--likely-from", type=float, default=0.2, metavar="P", help="all from here on; default 0.2")
    sheet.add_argument("--unlikely", type=int, default=200, metavar="N", help="drawn of the others; default 200")
    sheet.add_argument("--double-share", type=float, default=0.2, metavar="P", help="coded twice; default 0.2")
    sheet.add_argument("--seed", default="coding", metavar="WORD", help="another word draws another sample")
    sheet.set_defaults(command=_coding_sheet)

    read = commands.add_parser("read-coding", help="read the workbooks back: agreement, adjudication, coded passages")
    read.add_argument("folder", type=Path, metavar="DIR", help="folder of the coding")
    read.add_argument("candidates", type=Path, metavar="FILE", help="the CSV that the plan was drawn from")
    read.add_argument("--confidence-level", type=float, default=0.95, metavar="P", help="of alpha; default 0.95")
    read.set_defaults(command=_read_coding)


def _coding_sheet(options: argparse.Namespace) -> int:
    from paradiplomacy.web.coding import write_coding_folder

    for path in write_coding_folder(
        options.candidates,
        options.folder,
        options.coders,
        likely_from=options.likely_from,
        unlikely=options.unlikely,
        double_share=options.double_share,
        seed=options.seed,
    ):
        print(path.as_posix())
    return 0


def _read_coding(options: argparse.Namespace) -> int:
    from paradiplomacy.web.coding import read_coding_folder

    for path in read_coding_folder(options.folder, options.candidates, options.confidence_level):
        print(path.as_posix())
    return 0


def _accept(options: argparse.Namespace) -> int:
    from paradiplomacy.sources.accept import accept_source

    for source in options.sources:
        print(accept_source(REGISTRY, source, options.mirror))
    return 0


def _lock_claims(options: argparse.Namespace) -> int:
    from datetime import date

    import yaml

    from paradiplomacy.config.load import load_configuration
    from paradiplomacy.findings.claim_lock import lock_claims
    from paradiplomacy.findings.claim_model import load_claims
    from paradiplomacy.sources.registry import load_registry

    configuration = load_configuration(yaml.safe_load(CONFIGURATION.read_text(encoding="utf-8")))
    claims = load_claims(load_registry(REGISTRY)[configuration.claims.source].path or "")
    settings = configuration.model_dump(mode="json")
    today = date.today().isoformat()
    for line in lock_claims(configuration.claims.lock, claims, settings, day=today, reason=options.reason):
        print(line)
    print(f"{configuration.claims.lock} holds the claims as they are.")
    return 0


def _expect(options: argparse.Namespace) -> int:
    from paradiplomacy.release.expected import FOLDER, write_expected

    for sentence in write_expected(options.results, FOLDER, options.replace):
        print(sentence)
    return 0


def _fetch(options: argparse.Namespace) -> int:
    from paradiplomacy.release.fetch import fetch_left_out

    for sentence in fetch_left_out(options.list, options.mirror, REGISTRY):
        print(sentence)
    return 0


def _simulate(options: argparse.Namespace) -> int:
    from paradiplomacy.simulate.world import write_demo

    write_demo(options.folder, options.seed)
    print(f"The invented world stands in {options.folder.as_posix()}.")
    return 0


def _simulate_coders(options: argparse.Namespace) -> int:
    from paradiplomacy.simulate import coders
    from paradiplomacy.simulate.parameters import read_truth
    from paradiplomacy.tables import read_table
    from paradiplomacy.web.coding import read_candidates
    from paradiplomacy.web.coding_fields import CODING_SAMPLE
    from paradiplomacy.web.coding_returns import adjudication_workbook, join_codings, read_returned_sheets

    truth, known = read_truth(options.folder / "truth.yaml"), coders.read_known(options.folder)
    drawn = options.results / "web/coding"
    sample = read_table(drawn / "coding_sample.csv", CODING_SAMPLE)
    names = sorted({name for row in sample["coders"] for name in row.split("|")})
    returned = {name: options.folder / f"coded_{name}.xlsx" for name in names}
    for name, path in returned.items():
        path.write_bytes(coders.fill_in(drawn / f"sheet_{name}.xlsx", name, truth, known))
    # the adjudicator gets what the coders disagree on, as the flow writes it
    candidates = read_candidates(options.results / "web/page_ties.csv")
    joined = join_codings(read_returned_sheets(returned, {}), sample, candidates)
    path = options.folder / "coded_adjudication.xlsx"
    path.write_bytes(adjudication_workbook(joined, sample, candidates))
    path.write_bytes(coders.fill_in(path, coders.ADJUDICATOR, truth, known))
    for written in (*returned.values(), path):
        print(f"{written.as_posix()} is written anew; accept it.")
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


def _document_results(options: argparse.Namespace) -> int:
    from paradiplomacy.release.rule_graph import RULES, rule_graph
    from paradiplomacy.reports.glossary import GLOSSARY, glossary_page
    from paradiplomacy.reports.validation_page import DATASETS

    pages = {GLOSSARY: glossary_page(DATASETS.values()), RULES: rule_graph(options.results, Path("workflow/rules"))}
    for path, text in pages.items():
        path.write_bytes(text.encode("utf-8"))
        print(f"{path.as_posix()} is written.")
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


def _trace(options: argparse.Namespace) -> int:
    from paradiplomacy.release.trace import trace_value

    print(trace_value(options.value, options.results, options.study, options.rows), end="")
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
