"""The Pipeline that continues: the second half of another one, derived from it.

Functions over plain data: a Pipeline in, a new Pipeline out. `derive` is the door, and `record` is
what stands on the derived one; files and results of a KRM function are not known here.
"""

from __future__ import annotations

from inject_intercepts.continuation.derivation import Derivation, derive
from inject_intercepts.continuation.halves import first_half
from inject_intercepts.continuation.order import Order
from inject_intercepts.continuation.record import Backend, BadRecord, Record, read

__all__ = [
    "Backend",
    "BadRecord",
    "Derivation",
    "Order",
    "Record",
    "derive",
    "first_half",
    "read",
]
