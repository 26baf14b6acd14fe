"""Measures permits: processor time and wall time of each document, rendered and signed, and memory over many of them.

Run as `gatehouse bench permit`, with `--documents N` and `--fonts FOLDER` if need be.
"""

import argparse
import gc
import platform
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image

from caseportal.documents.contents import PermitContent, Portrait, Sex
from caseportal.documents.demokeys import make_demo_keys
from caseportal.documents.keys import SigningKey
from caseportal.documents.rendering import render
from caseportal.documents.signing import sign
from shared.i18n import LocalisedText

_MEMORY_AFTER = 5
"""Documents after which memory is read for the first time: fonts and caches are loaded by then."""


def sample() -> PermitContent:
    """Give a permit with a portrait of usual size."""
    picture = BytesIO()
    Image.effect_noise((413, 531), 60).convert("RGB").save(picture, "JPEG", quality=85)
    return PermitContent(
        number="115000000012",
        issuer=LocalisedText(zh="內政部移民署", en="National Immigration Agency"),
        permit_type=LocalisedText(zh="大陸地區人民多次入出境證", en="Multiple Exit and Entry Permit, Mainland Area"),
        purpose=LocalisedText(zh="陸生就學", en="Study"),
        name_zh="Bench",
        name_en="LIN, HSIAO-MING",
        resident_number="",
        passport_number="T12345678",
        identity_number="360426199101010071",
        birth_date=date(1991, 1, 1),
        sex=Sex.FEMALE,
        birth_place="Jiangxi",
        address="243 New Taipei City, Taishan District, Gongzhuan Road 84",
        school="National Taipei University of Technology",
        issued_on=date(2026, 11, 21),
        valid_until=date(2028, 11, 20),
        stay_until=date(2028, 11, 20),
        portrait=Portrait("image/jpeg", picture.getvalue()),
        verification_page="https://portal.example.gov.tw/verify",
        verification_code="7KQ4M-2XVB7-RWYP5-HC8SD-93JTNE",
    )


def resident_mib() -> float:
    """Give the memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """Render and sign the documents one after another in this process, as one worker does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=50)
    parser.add_argument("--fonts", type=Path, default=Path("build/fonts"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_demo_keys(Path(folder), datetime.now(UTC))
        key, content = SigningKey(Path(folder)), sample()
        sign(render(content, arguments.fonts), key, content.number)  # the first one loads fonts and libraries
        gc.freeze()  # as the processes of the pool do
        gc.disable()
        cpu: list[float] = []
        wall: list[float] = []
        size, early = 0, 0.0
        for number in range(arguments.documents):
            each = replace(content, number=f"115{number:09d}")
            started, busy = time.perf_counter(), time.process_time()
            size = len(sign(render(each, arguments.fonts), key, each.number))
            cpu.append((time.process_time() - busy) * 1000)
            wall.append((time.perf_counter() - started) * 1000)
            if number == _MEMORY_AFTER:
                gc.collect()
                early = resident_mib()
        wall.sort()
        print(f"machine       {platform.machine()}, Python {platform.python_version()}")
        print(f"documents     {arguments.documents}, {size / 1024:.0f} KiB each")
        print(f"processor     {statistics.median(cpu):.0f} ms per document (median), {min(cpu):.0f} ms at best")
        print(f"wall time     p50 {wall[len(wall) // 2]:.0f} ms, p99 {wall[int(len(wall) * 0.99)]:.0f} ms")
        print(f"memory        {early:.0f} MiB after {_MEMORY_AFTER} documents, {resident_mib():.0f} MiB at the end")
    sys.exit(0)


if __name__ == "__main__":
    main()
