"""The audit log: typed events, a chain that seals them, its verification; may import only `storage` and `shared`.

A room that does something worth recording declares its kinds as a subclass of `EventKind` in a file of its own and
calls `AuditLog.record` with the connection of the change itself. See docs/decisions/0003.
"""

from idp.audit.chain import Verdict, seal_pending, verify
from idp.audit.events import AuditLog, Event, EventKind

__all__ = ["AuditLog", "Event", "EventKind", "Verdict", "seal_pending", "verify"]
