"""The command line of unionwork: parse, call the library once, print."""

from __future__ import annotations
