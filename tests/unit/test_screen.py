"""The screen of a run: reasons in one line, one sentence per job, and nothing lost of an error."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from snakemake_logger_plugin_sentences import LogHandler, SentenceFormatter, short_reason


@pytest.mark.parametrize(
    ("reason", "short"),
    [
        ("Missing output files: a.csv", "Missing output files: a.csv"),
        ("Input files updated by another job: a, b, c, d", "Input files updated by another job: a, b and 2 more"),
        (
            "Missing output files: a; Code has changed since last execution",
            "Missing output files: a; Code has changed since last execution",
        ),
        (
            "Params have changed since last execution: Union of params: before: 'x' now: 'y'",
            "Its settings or its code have changed",
        ),
        (
            "Updated input files: a; Params have changed since last execution: Union of params: before: 'CSV; own' "
            "now: 'x, y, z; w'; Software environment definition has changed since last execution",
            "Updated input files: a; Its settings or its code have changed; "
            "Software environment definition has changed since last execution",
        ),
    ],
)
def test_a_reason_is_cut_to_what_a_reader_takes_in(reason: str, short: str) -> None:
    assert short_reason(reason) == short


def test_a_job_is_its_sentence_and_its_reason() -> None:
    told = SentenceFormatter().format_job_info(
        {"rule_msg": "Taking the census", "reason": "Missing output files: u.csv"}
    )
    assert told.split("\n") == ["  Taking the census", "      Missing output files: u.csv"]


def test_an_error_names_rule_and_log(capsys: pytest.CaptureFixture[str]) -> None:
    import logging

    from snakemake_interface_logger_plugins.common import LogEvent

    common = SimpleNamespace(quiet=set(), show_failed_logs=False, stdout=False)
    handler = LogHandler(common, None)
    for event, extra in [
        (LogEvent.JOB_FINISHED, {}),
        (LogEvent.JOB_ERROR, {"rule_name": "build_frame", "log": ["logs/build_frame.log"]}),
        (None, {}),
    ]:
        record = logging.LogRecord("snakemake", logging.INFO, "", 0, "plain words", None, None)
        record.__dict__.update({"event": event, **extra})
        handler.emit(record)
    said = capsys.readouterr().err
    assert said == "Stopped in rule build_frame; what the job said stands in logs/build_frame.log\nplain words\n"
