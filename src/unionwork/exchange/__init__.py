"""Exchange: sheets in and out; knows declarations, and neither the store nor the work.

Stable for other layers: `grids.read_book`, `headers.recognise`, `headers.recognise_book`,
`layouts.Layout`, `cells.reader_for`, `cells.read_cell`, `rows.read_rows`, `problems.Problem`,
`problems.write_problem_book`, `writing.write_table`, `showing.shower_for`, `templates.write_template`.
"""

from __future__ import annotations
