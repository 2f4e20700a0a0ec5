"""Makes a PNG of a terminal smaller: few colours are on it, so a palette of them is enough."""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_MOST: Final = 256
# Each channel keeps so many of its upper bits; fewer ones only where more colours would be left than a palette holds.
_BITS: Final = (6, 5, 4, 3)


def make_smaller(png: bytes, most: tuple[int, int]) -> bytes:
    """The same picture with at most 256 colours, cut at the right and below to at most so many pixels.

    Raises:
        ValueError: it is no picture of 8 bits a channel, without interlacing.
    """
    width, height, channels, rows = _pixels(png)
    width, height = min(width, most[0]), min(height, most[1])
    pixels = [row[place : place + 3] for row in rows[:height] for place in range(0, width * channels, channels)]
    for bits in _BITS:
        rounding = bytes(_rounded(value, bits) for value in range(256))
        colours = Counter(pixel.translate(rounding) for pixel in pixels)
        if len(colours) <= _MOST:
            break
    palette = {colour: place for place, (colour, _) in enumerate(colours.most_common(_MOST))}
    # A colour beyond the palette takes the nearest one in it.
    for colour in colours:
        if colour not in palette:
            palette[colour] = palette[min(list(palette)[:_MOST], key=lambda held: _distance(held, colour))]
    indexes = bytes(palette[pixel.translate(rounding)] for pixel in pixels)
    lines = b"".join(b"\0" + indexes[line * width : (line + 1) * width] for line in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    table = b"".join(colour for colour, _ in colours.most_common(_MOST))
    parts = ((b"IHDR", header), (b"PLTE", table), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, body) for name, body in parts)


def _rounded(value: int, bits: int) -> int:
    steps = (1 << bits) - 1
    return round(value * steps / 255) * 255 // steps


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _pixels(png: bytes) -> tuple[int, int, int, list[bytes]]:
    """Width, height, channels, and the rows of a picture."""
    parts = list(_chunks(png))
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", parts[0][1])
    if depth != 8 or colour not in (2, 6) or interlaced:
        raise ValueError(f"not a plain picture: depth {depth}, colour type {colour}")
    channels = 3 if colour == 2 else 4
    data = zlib.decompress(b"".join(body for name, body in parts if name == b"IDAT"))
    size = width * channels
    rows: list[bytes] = []
    above = bytes(size)
    for line in range(height):
        start = line * (size + 1)
        above = _unfilter(data[start], bytearray(data[start + 1 : start + 1 + size]), above, channels)
        rows.append(above)
    return width, height, channels, rows


def _unfilter(sort: int, row: bytearray, above: bytes, step: int) -> bytes:
    """A row as it was before the filter of that number (PNG, 9.2)."""
    for place, value in enumerate(row if sort else ()):
        left = row[place - step] if place >= step else 0
        up = above[place]
        corner = above[place - step] if place >= step else 0
        row[place] = (value + (left, up, (left + up) // 2, _paeth(left, up, corner))[sort - 1]) & 255
    return bytes(row)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    by_left, by_up, by_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner
