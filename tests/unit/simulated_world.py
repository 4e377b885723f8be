"""The simulated world as the committed truth gives it, drawn once: tests read its tables and change none of them."""

from __future__ import annotations

from functools import cache

from paradiplomacy.simulate.world import World, simulate_world


@cache
def committed_world() -> World:
    return simulate_world()
