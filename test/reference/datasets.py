"""Writes datasets/<name>.csv from scikit-learn's load_<name>(), or checks that they are the same.

    python test/reference/datasets.py            writes the five CSVs
    python test/reference/datasets.py --check    compares CSV and JSON with scikit-learn, bit for bit

A number is written as the shortest text that reads back as the same double, a whole one without ".0".
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets

NAMES = ["iris", "digits", "wine", "breast_cancer", "diabetes"]
FOLDER = Path(__file__).resolve().parents[2] / "datasets"


def load(name: str) -> tuple[list[str], np.ndarray, list]:
    """Column names with `target` last, the n x (d + 1) table, and the names of the target's values."""
    bunch = getattr(datasets, f"load_{name}")()
    columns = [str(feature) for feature in bunch.feature_names] + ["target"]
    table = np.column_stack([bunch.data, bunch.target]).astype(np.float64)
    targets = bunch.target_names.tolist() if "target_names" in bunch else []
    return columns, table, targets


def text(value: float) -> str:
    shortest = repr(float(value))
    return shortest[:-2] if shortest.endswith(".0") else shortest


def write(name: str) -> None:
    columns, table, _ = load(name)
    with open(FOLDER / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([text(value) for value in row] for row in table)


def differences(name: str) -> list[str]:
    columns, table, targets = load(name)
    with open(FOLDER / f"{name}.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    stored = np.array([[float(cell) for cell in row] for row in rows])
    about = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    found = []
    if header != columns:
        found.append("column names")
    if stored.shape != table.shape or stored.tobytes() != table.tobytes():
        found.append("values")
    if about["name"] != name or about["target_names"] != targets:
        found.append("name or target_names")
    if about["task"] != ("classification" if targets else "regression"):
        found.append("task")
    return found


def main() -> None:
    check = "--check" in sys.argv[1:]
    failed = False
    for name in NAMES:
        if not check:
            write(name)
        wrong = differences(name)
        failed = failed or bool(wrong)
        print(f"{name}: {'differs in ' + ', '.join(wrong) if wrong else 'the same bits'} "
              f"as scikit-learn {sklearn.__version__}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
