"""The pictures of the documentation: all are there, small, of the size they say, and named on both pages."""

from __future__ import annotations

import struct
import sys
import zlib

import pytest

from tests.meta.repository import ROOT

sys.path.insert(0, str(ROOT))

from docs.pictures import _CELL, FOLDER, PICTURES, Picture
from docs.smaller import make_smaller


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", png, 16)
    return int(width), int(height)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_there_small_and_shows_a_whole_terminal(picture: Picture) -> None:
    png = (FOLDER / f"{picture.name}.png").read_bytes()
    assert len(png) <= 120_000
    assert size_of(png) == (_CELL[0] * picture.size[0], _CELL[1] * picture.size[1])


def test_there_are_no_other_pictures_and_each_is_on_a_page() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(picture.name for picture in PICTURES)
    assert len(PICTURES) <= 8
    text = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("终端界面.md", "en/终端界面.md"))
    assert [picture.name for picture in PICTURES if f"pictures/{picture.name}.png)" not in text] == []


def a_png(rows: list[list[tuple[int, int, int]]], filters: list[int]) -> bytes:
    """A picture whose rows are written with these filters of PNG, by its definition."""
    lines, above = b"", bytes(len(rows[0]) * 3)
    for row, sort in zip(rows, filters, strict=True):
        plain = bytes(value for pixel in row for value in pixel)
        coded = bytearray()
        for place, value in enumerate(plain):
            left = plain[place - 3] if place >= 3 else 0
            up, corner = above[place], above[place - 3] if place >= 3 else 0
            guesses = {abs(left + up - corner - held): held for held in (corner, up, left)}
            expected = (0, left, up, (left + up) // 2, guesses[min(guesses)])[sort]
            coded.append((value - expected) % 256)
        lines += bytes([sort]) + coded
        above = plain
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    )
    packed = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.parametrize("sort", range(5))
def test_a_smaller_picture_shows_the_same(sort: int) -> None:
    colours = [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 0, 255)]
    rows = [[colours[(x * x + y * 3) % 4] for x in range(7)] for y in range(5)]
    small = make_smaller(a_png(rows, [sort] * 5), (6, 4))
    assert size_of(small) == (6, 4)
    chunks, at = {}, 8
    while at < len(small):
        (length,) = struct.unpack_from(">I", small, at)
        chunks[small[at + 4 : at + 8]] = small[at + 8 : at + 8 + length]
        at += length + 12
    table = [tuple(chunks[b"PLTE"][place : place + 3]) for place in range(0, len(chunks[b"PLTE"]), 3)]
    data = zlib.decompress(chunks[b"IDAT"])
    shown = [[table[index] for index in data[line * 7 + 1 : line * 7 + 7]] for line in range(4)]
    assert shown == [row[:6] for row in rows[:4]]
