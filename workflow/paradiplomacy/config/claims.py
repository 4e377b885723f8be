"""Where the claims ledger stands and by which margins its claims are judged. Part of the model of the configuration."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from paradiplomacy.config.names import STRICT, Name


class Claims(BaseModel):
    """The claims of the project description, and how they are judged."""

    model_config = STRICT

    source: Name
    """Source of the claims: what each says, its estimand, test and expected sign."""
    lock: str = "resources/claims.lock"
    """Path of the lock file: digest of each claim on the day it was declared (python -m paradiplomacy lock-claims)."""
    rates: Name
    """Source of the counts of verdicts in simulated worlds with a known truth (make verdicts)."""
    study: Name
    """Study whose findings the claims are about."""
    margins: dict[Name, Annotated[float, Field(ge=0)]] = {}
    """Margins and bounds that claims name; a change after the lock is shown in the ledger."""
