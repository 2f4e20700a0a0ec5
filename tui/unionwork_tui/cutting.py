"""Texts cut, padded and wrapped by the cells they take; a Chinese sign takes two."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells, set_cell_size


def cut(text: str, width: int, *, right: bool = False) -> str:
    """A text in exactly so many cells: padded, or cut with an ellipsis; control signs become spaces."""
    clean = plain(text)
    room = max(width, 0)
    cells = cell_len(clean)
    if cells > room:
        return set_cell_size(set_cell_size(clean, room - 1).rstrip() + "…", room) if room else ""
    return " " * (room - cells) + clean if right else clean + " " * (room - cells)


def wrap(text: str, width: int) -> list[str]:
    """The lines of a text at a width; breaks at spaces where there are some, else between any two signs."""
    lines: list[str] = []
    room = max(width, 2)
    for part in text.splitlines() or [""]:
        line = ""
        for word in _words(plain(part)):
            if cell_len(line) + cell_len(word.rstrip()) <= room:
                line += word
                continue
            if line:
                lines.append(line.rstrip())
            pieces = chop_cells(word.lstrip(), room) or [""]
            lines.extend(pieces[:-1])
            line = pieces[-1]
        lines.append(line.rstrip())
    return lines


def plain(text: str) -> str:
    """A text of one line, without signs that move the cursor."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _words(text: str) -> list[str]:
    """The pieces between which a line may break: Latin words with the space behind them, single wide signs."""
    words: list[str] = []
    joined = False
    for sign in text:
        wide = cell_len(sign) > 1
        # Closing punctuation stays with what it closes.
        if words and ((joined and not wide) or sign in "，。；：、）」”！？"):
            words[-1] += sign
        else:
            words.append(sign)
        joined = not wide and sign != " "
    return words
