"""Field tables of the claims ledger."""

from __future__ import annotations

from typing import get_args

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.claim_model import Test
from paradiplomacy.findings.claim_tests import VERDICTS
from paradiplomacy.findings.fields import WORLD

NOT_LOCKED, AS_LOCKED, CHANGED = "not locked", "as locked", "changed after the lock"

CLAIMS = Dataset(
    name="claims",
    content="public",
    description="Each claim of the project description with its verdict, and whether it is as it was declared.",
    key=("claim",),
    fields=(
        Field("claim", "text", "number of the claim", label="Claim", required=True),
        Field("order", "integer", "place in print", minimum=0, required=True),
        Field("text", "text", "what is claimed", required=True),
        Field("claimed_in", "text", "where it is claimed", required=True),
        Field("estimand", "text", "what is estimated, of which units"),
        Field("expected", "text", "sign or size that is expected, declared before the data"),
        Field("test", "text", "how it is tested, in words"),
        Field("data", "text", "evidence that is taken"),
        Field("verdict", "text", "what follows", allowed=VERDICTS, required=True),
        Field("reason", "text", "why this follows", required=True),
        Field("figure", "text", "leading figure as it is printed"),
        Field("checks", "integer", "tests of the claim", minimum=0, required=True),
        Field("holding", "integer", "of these, those that hold", minimum=0, required=True),
        Field("failing", "integer", "of these, those that fail", minimum=0, required=True),
        Field("family", "text", "family of tests within which p values are adjusted (Holm 1979)"),
        Field("limits", "text", "what the verdict does not say"),
        Field("evidence", "text", "evidence that could test it, where unit data cannot"),
        Field("lock", "text", "how it stands to its declaration", allowed=(NOT_LOCKED, AS_LOCKED, CHANGED),
              required=True),
        Field("locked", "text", "day of the declaration"),
        Field("digest", "text", "digest of what decides: text, estimand, expected sign and tests", required=True),
        Field("locked_digest", "text", "the same at the declaration"),
        Field("changes", "text", "what is otherwise than at the declaration, and earlier ones with their reason"),
        WORLD,
    ),
)  # fmt: skip

CLAIM_CHECKS = Dataset(
    name="claim_checks",
    content="estimates",
    description="Each test of each claim: figure, interval, test, margin, verdict, and the file that it came from.",
    key=("claim", "part"),
    fields=(
        Field("claim", "text", "number of the claim", required=True),
        Field("part", "integer", "number of the test within the claim", minimum=1, required=True),
        Field("label", "text", "what is tested", required=True),
        Field("file", "text", "file of the figure, within the results", required=True),
        Field("address", "text", "named value, or columns and what they hold", required=True),
        Field("estimate", "number", "figure; empty where there is none or where it is a word"),
        Field("conf_low", "number", "lower end of its interval"),
        Field("conf_high", "number", "upper end of its interval"),
        Field("word", "text", "what the file says, where it is no number"),
        Field("n", "integer", "units that it rests on", minimum=0),
        Field("printed", "text", "figure, interval and number of units as they are printed"),
        Field("test", "text", "test", allowed=get_args(Test), required=True),
        Field("bound", "number", "what the figure is compared with", required=True),
        Field("margin", "number", "margin of the test"),
        Field("margin_key", "text", "its place in the configuration"),
        Field("p_value", "number", "p value of no difference, or of a difference beyond the margin", minimum=0,
              maximum=1),
        Field("p_holm", "number", "the same, adjusted for its family", minimum=0, maximum=1),
        Field("verdict", "text", "what follows", allowed=VERDICTS, required=True),
        Field("reason", "text", "why this follows", required=True),
        WORLD,
    ),
)  # fmt: skip
