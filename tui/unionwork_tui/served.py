"""The interface as the browser's server starts it, one process for each page: `python -m unionwork_tui.served`."""

from __future__ import annotations

import json
import os
import sys
from datetime import date

from unionwork_tui import launch

VARIABLE = "UNIONWORK_SERVED"


def write_options(place: str, operator: str | None, on: date | None, lang: str) -> str:
    """The text of the variable that says what to open; a command line could be read by everybody on the machine."""
    return json.dumps({"place": place, "operator": operator, "on": on.isoformat() if on else None, "lang": lang})


def main() -> int:
    """Open what the variable says."""
    told = json.loads(os.environ.pop(VARIABLE))
    on = date.fromisoformat(told["on"]) if told["on"] else None
    return launch(told["place"], operator=told["operator"], on=on, lang=told["lang"])


if __name__ == "__main__":
    sys.exit(main())
