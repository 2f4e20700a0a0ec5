"""The words in which areas and regions declare what there is."""

from __future__ import annotations
