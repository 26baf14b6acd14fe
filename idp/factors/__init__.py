"""Factors: one folder each, with its forms, templates, tables, translations; may import `journeys`, `captcha` and below.

`base` is the contract, `registry` finds the factors through the entry points `gatehouse.factors`, so that another
package can bring one. Nothing outside a factor's folder names it, except policies, which do as data.
"""

from idp.factors.base import (
    Ask,
    Begun,
    BusyError,
    Enrolment,
    Factor,
    FactorServices,
    FieldFault,
    Page,
    Proven,
    Stay,
    Write,
    nothing_to_write,
)
from idp.factors.registry import FactorRegistry, load_factors

__all__ = [
    "Ask",
    "Begun",
    "BusyError",
    "Enrolment",
    "Factor",
    "FactorRegistry",
    "FactorServices",
    "FieldFault",
    "Page",
    "Proven",
    "Stay",
    "Write",
    "load_factors",
    "nothing_to_write",
]
