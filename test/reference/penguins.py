"""Writes datasets/penguins.csv from the package palmerpenguins 0.1.6, or checks that it is the same.

    pip install --no-deps palmerpenguins==0.1.6
    python test/reference/penguins.py                       writes the CSV
    python test/reference/penguins.py --check [other.csv]   compares it with the package's table, or with
                                                            another copy, such as inst/extdata/penguins.csv of
                                                            the R package (allisonhorst/palmerpenguins)

The order of the rows and each text and number stay as they are; species goes last, and NA is an empty cell.
"""

import csv
import importlib.util
import sys
from pathlib import Path

CSV = Path(__file__).resolve().parents[2] / "datasets" / "penguins.csv"
COLUMNS = ["island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex", "year", "species"]


def packaged() -> Path:
    """Where the package keeps the table; the package itself is not imported, for it would want pandas."""
    return Path(importlib.util.find_spec("palmerpenguins").origin).parent / "data" / "penguins.csv"


def table(source: Path) -> list[list[str]]:
    with open(source, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [COLUMNS] + [["" if row[name] == "NA" else row[name] for name in COLUMNS] for row in rows]


def main() -> None:
    check = sys.argv[1:2] == ["--check"]
    source = Path(sys.argv[2]) if len(sys.argv) > 2 else packaged()
    if not check:
        with open(CSV, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(table(source))
    with open(CSV, newline="", encoding="utf-8") as file:
        same = list(csv.reader(file)) == table(source)
    print(f"penguins: {'the same cells' if same else 'differs'}")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
