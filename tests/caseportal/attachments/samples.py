"""Hostile and honest files."""

import io
import struct
import zlib

import pikepdf


def pdf(script: bool = False, pages: int = 1, password: str = "") -> bytes:
    """A PDF, with a script that runs when it is opened if asked for."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if script:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('hello')")
        document.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(
                Names=["go", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('again')")]
            )
        )
    target = io.BytesIO()
    document.save(target, encryption=pikepdf.Encryption(user=password, owner=password) if password else None)
    return target.getvalue()


def huge_png(side: int = 50_000) -> bytes:
    """A PNG whose header says side × side pixels, in a few hundred bytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))

    header = struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
