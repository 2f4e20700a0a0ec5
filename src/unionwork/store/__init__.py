"""Where records live: tables made from kinds, the compiler of expressions, registers, journal, tree."""

from __future__ import annotations
