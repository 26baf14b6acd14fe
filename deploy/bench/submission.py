"""Measures the submission of a case with three files: `./gatehouse bench submission [HOW_MANY]`.

One portal process without a network: the way from upload to receipt number through the real services (child processes for
files, durable SQLite, sealing, outbox). Prints CPU per case (children included), p50, p99 and resident memory.
"""

from __future__ import annotations

import asyncio
import io
import platform
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from uuid import UUID

from PIL import Image
from pydantic import SecretStr

from caseportal.app import build_portal
from caseportal.attachments.intake import Accepted, take_in
from caseportal.cases.drafts import Applicant
from caseportal.cases.states import CaseEvent, Role
from caseportal.cases.transitions import Actor
from caseportal.casetypes.permits import PermitRecord
from caseportal.models.opening import close_database, migrate_database, open_database
from caseportal.portal import Portal
from caseportal.settings import PortalSettings
from shared.sealing import new_key

_FILES = ("photo", "single_permit", "travel_permit")


def _scan() -> bytes:
    """A picture as phones give it: 1600 × 1200, about 200 KB."""
    target = io.BytesIO()
    Image.effect_noise((1600, 1200), 18).convert("RGB").save(target, "JPEG", quality=45)
    return target.getvalue()


def _settings(home: Path) -> PortalSettings:
    return PortalSettings(
        home=home,
        base_url="http://localhost:8500",
        database_url=f"sqlite:///{home / 'bench.db'}",
        sealing_keys=[f"b1:{new_key()}"],
        index_key=SecretStr(new_key()),
        mail_url="smtp://localhost:25",
        issuer="http://localhost:8400",
        client_id="bench",
        client_secret=SecretStr("bench"),
    )


async def _submit(portal: Portal, number: int, content: bytes) -> UUID:
    case_type = portal.case_types.of_case("multi_entry")
    applicant = Applicant(f"student-{number}", "Wang Mei-li", "meili@example.org", {})
    permit = PermitRecord(
        f"115A{number:08d}", "single_entry", "valid", True, None, None, {"chinese_name": "Wang Mei-li"}
    )
    case = await portal.drafts.open(case_type, applicant, permit, "zh-Hant-TW")
    for key in _FILES:
        item = case_type.item(key)
        taken = await take_in(portal.rewriters, f"{key}.jpg", content)
        if item is None or not isinstance(taken, Accepted):
            raise SystemExit("the sample file was not taken")
        await portal.files.add(case.id, applicant.subject, item, taken)
    actor = Actor(Role.APPLICANT, applicant.subject, applicant.name)
    outcome = await portal.cases.apply(case.id, CaseEvent.SUBMIT, actor, case.version)
    if not outcome.ok:
        raise SystemExit(f"the case was not submitted: {outcome.refusal}")
    return case.id


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


async def measure(how_many: int) -> None:
    """Submits cases one after another and prints the figures."""
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        settings, content = _settings(Path(folder)), _scan()
        await migrate_database(settings.database_url)
        await open_database(settings.database_url)
        portal = build_portal(settings)
        try:
            for number in range(3):
                await _submit(portal, number, content)
            started, seconds = _cpu(), []
            for number in range(3, 3 + how_many):
                begun = time.perf_counter()
                await _submit(portal, number, content)
                seconds.append(time.perf_counter() - begun)
        finally:
            await portal.close()
            await close_database()
        spent = (_cpu() - started) / how_many
    cuts = statistics.quantiles(seconds, n=100)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"machine: {platform.machine()}, Python {platform.python_version()}; 3 files of {len(content) / 1024:.0f} KB a case"
    )
    print(f"cases: {how_many}; CPU per case (start of the children included): {spent * 1000:.1f} ms")
    print(f"p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms; resident {memory:.0f} MB")


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
