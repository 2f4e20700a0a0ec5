"""The terminal interface of unionwork: screens and widgets, no rule and no SQL."""

from __future__ import annotations
