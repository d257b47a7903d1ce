"""Writes linear.json: what scikit-learn finds for a handful of linear problems, at a tight tolerance.

    python test/reference/linear.py

test/kernel/linear.test.ts fits the same problems. Data come from datasets/*.csv, standardised over all
rows, or from `generated`, a recurrence in whole numbers that both sides compute alike.
"""

import csv
import json
import platform
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC, LinearSVR

HERE = Path(__file__).parent
warnings.simplefilter("error", ConvergenceWarning)


def generated(n, d, k):
    """n x d uniform in [-1, 1) and labels 0..k-1 (k = 0: a target), from one linear congruential stream."""
    state = 12345

    def draw():
        nonlocal state
        state = (state * 1103515245 + 12345) % 2147483648
        return state / 1073741824 - 1

    X = np.array([[draw() for _ in range(d)] for _ in range(n)])
    score = np.array([draw() + X[i, 0] - 0.5 * X[i, d - 1] for i in range(n)])
    if k == 0:
        return X, score
    return X, np.clip(np.floor((score + 1.25) / 2.5 * k), 0, k - 1)


def dataset(name, classes=None):
    with open(HERE.parent.parent / "datasets" / f"{name}.csv") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    table = np.array(rows)
    if classes:
        table = table[np.isin(table[:, -1], classes)]
    X, y = table[:, :-1], table[:, -1]
    scale = X.std(axis=0)
    X = (X - X.mean(axis=0)) / np.where(scale == 0, 1, scale)
    if classes:
        y = np.searchsorted(classes, y).astype(float)
    return X, y


def problem(data):
    if isinstance(data, list):
        n, d, k = data
        return generated(n, d, k)
    if data == "iris_separable":
        return dataset("iris", [0, 1])
    if data == "iris_overlapping":
        return dataset("iris", [1, 2])
    if data == "one_feature":
        X, y = dataset("iris", [1, 2])
        return X[:, 3:], y
    if data == "constant_feature":
        X, y = dataset("iris")
        return np.c_[X[:, :2], np.zeros(len(X)), X[:, 2:]], y
    if data == "unbalanced":
        X, y = dataset("iris")
        return X[45:], np.where(y[45:] == 0, 0, 1).astype(float)
    return dataset(data)


def weights(y, given):
    return np.array([1.0 if not given else given[str(int(c))] for c in y])


def class_weight(options):
    given = options.get("class_weight")
    return {int(label): weight for label, weight in given.items()} if given else None


def logistic_regression(X, y, options):
    k = len(set(y))
    C = np.inf if options.get("penalty") == "none" else options.get("C", 1)
    fit_intercept = options.get("fit_intercept", True)
    model = LogisticRegression(
        C=C, fit_intercept=fit_intercept, class_weight=class_weight(options),
        solver="newton-cholesky", tol=1e-11, max_iter=10000,
    ).fit(X, y)
    W, b = model.coef_, model.intercept_ * np.ones(len(model.coef_))
    scores = X @ W.T + b
    if k == 2:
        losses = np.logaddexp(0, np.where(y == 1, -1, 1) * scores[:, 0])
    else:
        highest = scores.max(axis=1)
        losses = np.log(np.exp(scores - highest[:, None]).sum(axis=1)) + highest
        losses -= scores[np.arange(len(y)), y.astype(int)]
    penalty = 0 if C == np.inf else 0.5 * (W**2).sum()
    total = (1 if C == np.inf else C) * (weights(y, options.get("class_weight")) * losses).sum()
    return W, b, penalty + total


def linear_svc(X, y, options):
    k = len(set(y))
    loss = options.get("loss", "squared_hinge")
    scaling = options.get("intercept_scaling", 1)
    model = LinearSVC(
        C=options.get("C", 1), loss=loss, class_weight=class_weight(options),
        fit_intercept=options.get("fit_intercept", True), intercept_scaling=scaling,
        dual=loss == "hinge", tol=1e-9, max_iter=50_000_000, random_state=0,
    ).fit(X, y)
    W, b = model.coef_, model.intercept_ * np.ones(len(model.coef_))
    objective = 0.5 * ((W**2).sum() + ((b / scaling) ** 2).sum())
    for c in range(len(W)):
        positive = y == (c if k > 2 else 1)
        s = weights(y, options.get("class_weight"))
        if k > 2:
            s = np.where(positive, s, 1)
        gap = np.maximum(0, 1 - np.where(positive, 1, -1) * (X @ W[c] + b[c]))
        objective += options.get("C", 1) * (s * (gap if loss == "hinge" else gap**2)).sum()
    return W, b, objective


def linear_svr(X, y, options):
    loss = options.get("loss", "epsilon_insensitive")
    scaling = options.get("intercept_scaling", 1)
    model = LinearSVR(
        C=options.get("C", 1), loss=loss, epsilon=options.get("epsilon", 0),
        fit_intercept=options.get("fit_intercept", True), intercept_scaling=scaling,
        dual=loss == "epsilon_insensitive", tol=1e-9, max_iter=50_000_000, random_state=0,
    ).fit(X, y)
    w, b = model.coef_, np.ravel(model.intercept_)[0] if model.fit_intercept else 0.0
    excess = np.maximum(0, np.abs(X @ w + b - y) - options.get("epsilon", 0))
    total = (excess if loss == "epsilon_insensitive" else excess**2).sum()
    return w[None], np.array([b]), 0.5 * ((w**2).sum() + (b / scaling) ** 2) + options.get("C", 1) * total


FITS = {"logistic_regression": logistic_regression, "linear_svc": linear_svc, "linear_svr": linear_svr}

CASES = [
    ("logistic_regression", "iris", {}),
    ("logistic_regression", "wine", {}),
    ("logistic_regression", "iris_overlapping", {}),
    ("logistic_regression", "iris_overlapping", {"C": 1e3}),
    ("logistic_regression", "iris_overlapping", {"penalty": "none"}),
    ("logistic_regression", "iris_separable", {"C": 1e3}),
    ("logistic_regression", "iris", {"C": 1e-3}),
    ("logistic_regression", "iris", {"C": 1e3}),
    ("logistic_regression", [300, 3, 3], {"penalty": "none"}),
    ("logistic_regression", "iris", {"fit_intercept": False}),
    ("logistic_regression", "iris", {"class_weight": {"0": 0.5, "1": 2, "2": 3}}),
    ("logistic_regression", "unbalanced", {}),
    ("logistic_regression", "unbalanced", {"class_weight": {"0": 10, "1": 0.5}}),
    ("logistic_regression", "one_feature", {}),
    ("logistic_regression", "constant_feature", {}),
    ("logistic_regression", [12, 30, 2], {}),
    ("logistic_regression", [12, 30, 3], {"C": 1e3}),
    ("logistic_regression", [5000, 3, 2], {}),
    ("logistic_regression", [60, 70, 4], {}),
    ("logistic_regression", [20, 700, 2], {}),
    ("linear_svc", "iris", {}),
    ("linear_svc", "iris_overlapping", {}),
    ("linear_svc", "iris", {"C": 1e-3}),
    ("linear_svc", "iris", {"C": 1e3}),
    ("linear_svc", "iris", {"class_weight": {"0": 0.5, "1": 2, "2": 3}}),
    ("linear_svc", "unbalanced", {"class_weight": {"0": 10, "1": 0.5}}),
    ("linear_svc", "unbalanced", {"intercept_scaling": 10}),
    ("linear_svc", "unbalanced", {"fit_intercept": False}),
    ("linear_svc", [12, 30, 3], {}),
    ("linear_svc", "iris", {"loss": "hinge"}),
    ("linear_svc", "iris", {"loss": "hinge", "C": 1e-3}),
    ("linear_svc", "iris_overlapping", {"loss": "hinge", "C": 100}),
    ("linear_svc", "iris_separable", {"loss": "hinge", "C": 1e3}),
    ("linear_svc", "unbalanced", {"loss": "hinge", "class_weight": {"0": 10, "1": 0.5}}),
    ("linear_svc", [12, 30, 3], {"loss": "hinge"}),
    ("linear_svr", "diabetes", {}),
    ("linear_svr", "diabetes", {"epsilon": 10, "intercept_scaling": 100}),
    ("linear_svr", "diabetes", {"C": 1e-3}),
    ("linear_svr", "iris", {"C": 10, "epsilon": 0.1}),
    ("linear_svr", "iris", {"fit_intercept": False, "epsilon": 0.1}),
    ("linear_svr", [12, 30, 0], {}),
    ("linear_svr", "diabetes", {"loss": "squared_epsilon_insensitive", "epsilon": 5}),
    ("linear_svr", "diabetes", {"loss": "squared_epsilon_insensitive", "C": 1e3}),
]

if __name__ == "__main__":
    lines = []
    for algorithm, data, options in CASES:
        X, y = problem(data)
        W, b, objective = FITS[algorithm](X, y, options)
        case = {"algorithm": algorithm, "data": data, "options": options, "objective": float(objective)}
        if W.size <= 60:
            case |= {"weights": W.ravel().tolist(), "intercepts": b.tolist()}
        lines.append(json.dumps(case))
    made_by = (
        f"python test/reference/linear.py (Python {platform.python_version()}, "
        f"scikit-learn {sklearn.__version__}, NumPy {np.__version__})"
    )
    text = f'{{"made_by": {json.dumps(made_by)}, "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    (HERE / "linear.json").write_text(text)
