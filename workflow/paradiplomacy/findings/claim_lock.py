"""The lock of the claims ledger: what was declared, on which day, and what is otherwise since.

`python -m paradiplomacy lock-claims` writes it; `claims` compares it with the claims that a run judges.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from paradiplomacy.config.load import load_model
from paradiplomacy.findings.claim_evidence import digest_of, setting_at
from paradiplomacy.findings.claim_fields import AS_LOCKED, CHANGED, NOT_LOCKED
from paradiplomacy.findings.claim_model import Claim
from paradiplomacy.problems import BadInput, Problem

DECIDES = {"text", "estimand", "expected", "checks", "combine", "family"}  # a change elsewhere moves no verdict
HEAD = (
    "# Digests of the claims as they were declared. Written by python -m paradiplomacy lock-claims; do not edit.\n"
    "# A claim or margin that is otherwise since is shown in the ledger; locking it again keeps the earlier entry.\n"
)


class Declaration(BaseModel):
    """One declaration of a claim: digest of what decides, day, reason, and the margins that it named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: str
    locked: str
    reason: str
    margins: dict[str, float] = {}


class Lock(BaseModel):
    """The declarations of each claim, the latest last."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claims: dict[str, list[Declaration]] = {}


def read_lock(path: str | Path) -> Lock:
    """Return the lock; a missing file locks nothing."""
    if not Path(path).exists():
        return Lock()
    return load_model(yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}, Lock, Path(path).as_posix())


def claim_digest(claim: Claim) -> str:
    """Return the digest of what decides about a claim; remarks on limits, data and source are left out."""
    return digest_of(claim.model_dump(mode="json", include=DECIDES))


def claim_settings(claim: Claim, settings: Mapping[str, Any], place: str) -> dict[str, float]:
    """Return the margins and bounds of the configuration that a claim names."""
    keys = {key for check in claim.checks for key in (check.margin, check.bound) if isinstance(key, str)}
    return {key: setting_at(settings, key, place) for key in sorted(keys)}


def compare_with_lock(claim: Claim, margins: Mapping[str, float], declared: list[Declaration]) -> dict[str, str | None]:
    """Return the columns lock, locked, digest, locked_digest and changes of the ledger."""
    digest = claim_digest(claim)
    if not declared:
        return {"lock": NOT_LOCKED, "locked": None, "digest": digest, "locked_digest": None, "changes": None}
    last = declared[-1]
    words = []
    if digest != last.digest:
        words.append(f"The claim or its tests are others than on {last.locked}: digest {last.digest}, now {digest}.")
    for key in sorted({*margins, *last.margins} if digest == last.digest else margins):
        before, now = last.margins.get(key), margins.get(key)
        if before != now:
            words.append(f"{key} was {_text(before)} on {last.locked} and is {_text(now)}.")
    state = CHANGED if words else AS_LOCKED
    for earlier, later in pairwise(declared):
        words.append(f"Declared on {earlier.locked} as {earlier.digest}, again on {later.locked}: {later.reason}")
    return {
        "lock": state,
        "locked": last.locked,
        "digest": digest,
        "locked_digest": last.digest,
        "changes": " ".join(words) or None,
    }


def lock_claims(
    path: str | Path, claims: Mapping[str, Claim], settings: Mapping[str, Any], *, day: str, reason: str | None
) -> list[str]:
    """Write the lock file and return a sentence for each claim that is locked anew.

    Parameters
    ----------
    settings
        the configuration as plain values, for the margins.
    day
        today (YYYY-MM-DD).
    reason
        why the claims are declared, or declared again.

    Raises
    ------
    BadInput
        when there is something to lock and no reason is given; nothing is written then.
    """
    lock = read_lock(path)
    entries = {name: list(declared) for name, declared in lock.claims.items()}
    said = []
    for name, claim in claims.items():
        margins = claim_settings(claim, settings, f"claims: claims.{name}")
        state = compare_with_lock(claim, margins, entries.get(name, []))["lock"]
        if state != AS_LOCKED:
            again = "again, as it was changed" if state == CHANGED else "for the first time"
            said.append(f"{name} is locked {again}.")
            new = Declaration(digest=claim_digest(claim), locked=day, reason=reason or "", margins=margins)
            entries.setdefault(name, []).append(new)
    if said and not (reason and reason.strip()):
        expected = f"a reason, as {len(said)} claims would be locked ({', '.join(s.split()[0] for s in said)})"
        raise BadInput([Problem(Path(path).as_posix(), expected, 'give it: lock-claims --reason "..."')])
    if said:
        plain = Lock(claims={name: entries[name] for name in sorted(entries, key=_number)}).model_dump(mode="json")
        text = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=1000)
        Path(path).write_text(HEAD + text, encoding="utf-8")
    return said


def _number(name: str) -> tuple[int, str]:
    digits = "".join(character for character in name if character.isdigit())
    return int(digits), name


def _text(value: float | None) -> str:
    return "not named" if value is None else f"{value:g}"
