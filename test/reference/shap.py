"""Writes shap.json: SHAP values of scikit-learn's trees by the shap package.

    python test/reference/shap.py

TreeExplainer (tree path dependent) on the tables of trees.py, random_state 0, the first ROWS rows: by row and number
(the classes, of two the second; the value; the raw score of gradient_boosting) a value a column.
"""

import json
import os
import sys
import warnings
from pathlib import Path

# This file has the package's name.
FOLDER = str(Path(__file__).resolve().parent)
sys.path = [place for place in sys.path if os.path.abspath(place or ".") != FOLDER]
import numpy as np
import shap
import sklearn

sys.path.append(FOLDER)
from trees import ALGORITHMS, TABLES

warnings.simplefilter("ignore")
TARGET = Path(__file__).with_suffix(".json")
ROWS = 6
CASES = [
    ("two", "decision_tree", {}),
    ("wine", "decision_tree", {"max_depth": 4}),
    ("diabetes", "decision_tree", {}),
    ("iris", "random_forest", {"n_estimators": 10}),
    ("breast_cancer", "random_forest", {"n_estimators": 20}),
    ("diabetes", "random_forest", {"n_estimators": 10, "max_features": 0.5}),
    ("wine", "extra_trees", {"n_estimators": 10}),
    ("breast_cancer", "gradient_boosting", {"n_estimators": 30}),
    ("diabetes", "gradient_boosting", {"n_estimators": 30, "subsample": 0.7}),
]


def main():
    cases = []
    for table, algorithm, options in CASES:
        X, y, k = TABLES[table]()
        model = ALGORITHMS[algorithm][k == 0](random_state=0, **options).fit(X, y)
        explainer = shap.TreeExplainer(model)
        values = np.asarray(explainer.shap_values(X[:ROWS], check_additivity=False))
        bases = np.ravel(explainer.expected_value)
        values = values[:, :, None] if values.ndim == 2 else values
        if len(bases) == 2:
            values, bases = values[:, :, 1:], bases[1:]
        cases.append({"table": table, "algorithm": algorithm, "options": options, "rows": ROWS,
                      "bases": bases.tolist(), "values": values.transpose(0, 2, 1).tolist()})
    made_by = f"test/reference/shap.py, scikit-learn {sklearn.__version__}, shap {shap.__version__}, NumPy {np.__version__}"
    lines = ",\n".join(json.dumps(case) for case in cases)
    TARGET.write_text(f'{{"made_by": {json.dumps(made_by)}, "cases": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
