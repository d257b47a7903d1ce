"""Makes test/fixtures/sqlite-ml-0.1.2.db: a database as a user of the Python package sqlite-ml has it.

    pip install sqlite-ml==0.1.2 scikit-learn==1.2.2 pandas==1.5.3 numpy==1.24.2 scipy==1.10.1
    python test/reference/seed_database.py

(Python 3.11. The package names no versions, but its rmse needs scikit-learn below 1.6.) The package draws
its splits from NumPy's global generator, so that is seeded before each training.
"""

import sqlite3
from pathlib import Path

import numpy as np
from sqlite_ml.sqml import SQML

FILE = Path(__file__).resolve().parents[1] / "fixtures" / "sqlite-ml-0.1.2.db"
IRIS = ("Iris prediction", "classification", "dataset_iris")
DIABETES = ("Diabetes progression", "regression", "dataset_diabetes")


def main() -> None:
    FILE.unlink(missing_ok=True)
    connection = sqlite3.connect(FILE)
    sqml = SQML()
    sqml.setup_schema(connection)
    sqml.register_functions(connection)
    for name in ("iris", "diabetes"):
        print(connection.execute("SELECT sqml_load_dataset(?)", (name,)).fetchone()[0])
    for (experiment, kind, table), algorithm in (
        (IRIS, "logistic_regression"),
        (IRIS, "svc"),
        (IRIS, "dummy"),
        (DIABETES, "linear_regression"),
    ):
        np.random.seed(53)
        arguments = (experiment, kind, algorithm, table, "target")
        print(connection.execute("SELECT sqml_train(?, ?, ?, ?, ?)", arguments).fetchone()[0])
    connection.execute("VACUUM")
    connection.close()
    print(FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
