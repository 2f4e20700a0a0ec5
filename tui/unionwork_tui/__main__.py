"""`python -m unionwork_tui [PLACE]`."""

from __future__ import annotations

import sys

from unionwork_tui import launch

if __name__ == "__main__":
    sys.exit(launch(*sys.argv[1:2]))
