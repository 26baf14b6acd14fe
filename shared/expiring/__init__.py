"""Take-once and counted values with a lifetime: journeys, codes, counters. Over SQL by default, over Valkey
or Redis by one setting.

Every operation is one atomic step of the store, over any number of processes; there are no transactions across them.
A store that is not there raises `StoreUnavailableError`: callers fail closed.
"""

from shared.expiring.contract import ExpiringStore, StoreUnavailableError
from shared.expiring.opening import open_store
from shared.expiring.threads import AsyncExpiringStore

__all__ = ["AsyncExpiringStore", "ExpiringStore", "StoreUnavailableError", "open_store"]
