"""Journeys: one server-side record per attempt, its id in the URL, many per browser; may import `policies` and below.

A journey belongs to one browser, is kept sealed in the store of short-lived values, and moves only by compare-and-set:
of two tabs or parallel posts one wins. Evidence is added here and nowhere else.
"""

from idp.journeys.attempts import Admitted, Attempts, Locked
from idp.journeys.journey import Journey, JourneyKind
from idp.journeys.steps import Enough, FactorStep, Step, Unreachable, next_step
from idp.journeys.store import JourneyStore

__all__ = [
    "Admitted",
    "Attempts",
    "Enough",
    "FactorStep",
    "Journey",
    "JourneyKind",
    "JourneyStore",
    "Locked",
    "Step",
    "Unreachable",
    "next_step",
]
