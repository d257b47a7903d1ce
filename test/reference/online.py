"""Records what scikit-learn's estimators are after they saw a dataset row by row, for test/online.test.ts.

    python test/reference/online.py

Each case is a bundled dataset, its rows in the order of (37 i) modulo n, given one by one to StandardScaler.partial_fit
(unless `scale` is none) and to the estimator's partial_fit. Recorded are the coefficients and intercepts, a row of numbers
each, and for a ridge regression (which sees all rows at once) the same. Options are the estimator's own.
"""

import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.linear_model import Ridge, SGDClassifier, SGDRegressor
from sklearn.preprocessing import StandardScaler

CASES = [
    ("diabetes", "regression", {"penalty": "none", "fit_intercept": False, "learning_rate": "constant"}, "none"),
    ("diabetes", "regression", {"learning_rate": "constant", "eta0": 0.001}, "standard"),
    ("diabetes", "regression", {"loss": "epsilon_insensitive", "learning_rate": "pa1"}, "standard"),
    ("breast_cancer", "classification", {}, "standard"),
    ("breast_cancer", "classification", {"loss": "modified_huber", "penalty": "l1"}, "standard"),
    ("iris", "classification", {}, "standard"),
    ("iris", "classification", {"penalty": "elasticnet", "learning_rate": "constant", "eta0": 0.1}, "none"),
    ("iris", "classification", {"average": 10, "fit_intercept": False}, "standard"),
]


def load(name):
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    order = [(37 * i) % len(y) for i in range(len(y))]
    return X[order], y[order]


def record(name, kind, options, scale):
    X, y = load(name)
    given = {k: (None if v == "none" else v) for k, v in options.items()}
    model = SGDRegressor(**given) if kind == "regression" else SGDClassifier(**given)
    scaler = StandardScaler()
    more = {} if kind == "regression" else {"classes": np.unique(y)}
    for x, t in zip(X, y):
        x = x[None, :]
        if scale == "standard":
            x = scaler.partial_fit(x).transform(x)
        model.partial_fit(x, [t], **more)
    return {
        "dataset": name,
        "type": kind,
        "algorithm": "sgd",
        "options": options,
        "scale": scale,
        "coef": np.atleast_2d(model.coef_).tolist(),
        "intercept": np.atleast_1d(model.intercept_).tolist(),
    }


def ridge():
    X, y = load("diabetes")
    model = Ridge(alpha=1, solver="cholesky").fit(X, y)
    return {"coef": model.coef_.tolist(), "intercept": float(model.intercept_)}


def main():
    made_by = f"test/reference/online.py, scikit-learn {sklearn.__version__}, numpy {np.__version__}, {platform.machine()}"
    found = {"made_by": made_by, "cases": [record(*case) for case in CASES], "ridge": ridge()}
    path = Path(__file__).resolve().parent / "online.json"
    path.write_text(json.dumps(found) + "\n")


main()
