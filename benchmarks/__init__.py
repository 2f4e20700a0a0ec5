"""Speed: each row beside the tool that a person would otherwise use, in one run."""

from __future__ import annotations
