"""Lets `python -m unionwork_cli` run the command line."""

from __future__ import annotations

from unionwork_cli.main import main

if __name__ == "__main__":
    main()
