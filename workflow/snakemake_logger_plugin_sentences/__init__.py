"""Snakemake's screen, for people: a sentence per job, how far the run is, and the reason in one line.

A logger plugin of Snakemake, which finds it by its name; profiles/default chooses it (`logger: sentences`). Everything
that it shortens stands whole in `.snakemake/log`.
"""

from __future__ import annotations

import re
import sys
from logging import LogRecord
from typing import Any

from snakemake.logging import DefaultFormatter, get_event
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

MOST_FILES = 2  # named of each reason; a manifest rests on sixty
CHATTER = ("Select jobs to execute", "Execute ", "Using shell:", "Assuming unrestricted", "Rules claiming more threads")
# What follows are digests and registry entries, which tell a reader nothing and hold semicolons of their own.
PARAMS = re.compile(r"Params have changed since last execution.*?(?=; Software environment definition|$)", re.DOTALL)


def short_reason(reason: str) -> str:
    """Return a reason with at most `MOST_FILES` files of each kind; "Kind: a, b, c, d; Kind: e" is Snakemake's form."""
    kinds = []
    for kind in PARAMS.sub("Its settings or its code have changed", reason).split("; "):
        name, colon, files = kind.partition(": ")
        listed = files.split(", ")
        shown = ", ".join(listed[:MOST_FILES])
        more = f" and {len(listed) - MOST_FILES} more" if len(listed) > MOST_FILES else ""
        kinds.append(f"{name}{colon}{shown}{more}")
    return "; ".join(kinds)


class SentenceFormatter(DefaultFormatter):  # type: ignore[misc]
    """Formats the events of a job as sentences, everything else as Snakemake does."""

    def format_job_info(self, msg: dict[str, Any]) -> str:
        """Return the rule's message and the reason for which it runs."""
        if not msg["rule_msg"]:
            return str(super().format_job_info(msg))
        return f"  {msg['rule_msg']}\n      {short_reason(str(msg['reason']))}"

    def format_progress(self, msg: dict[str, Any]) -> str:
        """Return how many jobs are done."""
        return f"[{msg['done']} of {msg['total']}]"

    def format_job_error(self, msg: dict[str, Any]) -> str:
        """Return where the run stopped; the reason was printed by the job itself."""
        return f"Stopped in rule {msg['rule_name']}; what the job said stands in {', '.join(msg['log'])}"


class LogHandler(LogHandlerBase):
    """Writes the sentences to the screen."""

    def __post_init__(self) -> None:
        self.setFormatter(SentenceFormatter(self.common_settings.quiet, self.common_settings.show_failed_logs))

    def emit(self, record: LogRecord) -> None:
        """Print one event, unless it says what the sentences already tell."""
        text = self.format(record)
        if get_event(record) == LogEvent.JOB_FINISHED or not text or text.startswith(CHATTER):
            return
        stream = sys.stdout if self.common_settings.stdout else sys.stderr
        stream.write(text + "\n")
        stream.flush()

    @property
    def writes_to_stream(self) -> bool:
        """It takes the place of Snakemake's own screen."""
        return True

    @property
    def writes_to_file(self) -> bool:
        """It writes no file."""
        return False

    @property
    def has_filter(self) -> bool:
        """What `--quiet` asks for is Snakemake's own filter."""
        return False

    @property
    def has_formatter(self) -> bool:
        """It formats the events itself."""
        return True

    @property
    def needs_rulegraph(self) -> bool:
        """It draws no graph."""
        return False
