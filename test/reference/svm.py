"""Records what scikit-learn's SVC and SVR make of small problems, ordinary and degenerate: svm.json.

    python test/reference/svm.py

Each case is {name, X, y, classes, options, class_weight, ...} with X as given to fit (no scaler) and y the
class indices, or values when classes is 0. Every case is fitted twice, at its own tol and at tol = TIGHT:

    objective           0.5 b'Kb + q'b + epsilon |b|_1 of the tight fit, summed over the pairs of classes, with
                        K in double precision (libsvm itself keeps its rows in single precision)
    objective_default   the same of the fit at the case's own tol
    decisions           tight: per row the pairs' values (decision_function, ovo), or the prediction
    predicted           tight: per row the class index, or the value
    n_support           tight: support vectors
    gamma               the value that 'scale' or 'auto' gave
"""

import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics.pairwise import pairwise_kernels
from sklearn.svm import SVC, SVR

TIGHT = 1e-7
TARGET = Path(__file__).with_suffix(".json")


def kernel_matrix(model, X):
    own = {"linear": [], "rbf": ["gamma"], "sigmoid": ["gamma", "coef0"], "poly": ["gamma", "coef0", "degree"]}
    values = {"gamma": model._gamma, "coef0": model.coef0, "degree": model.degree}
    return pairwise_kernels(X, metric=model.kernel, **{key: values[key] for key in own[model.kernel]})


def objective(model, X, y):
    if not len(model.support_):
        return 0.0
    K = kernel_matrix(model, X[model.support_])
    if isinstance(model, SVR):
        b = model.dual_coef_[0]
        return 0.5 * b @ K @ b - b @ y[model.support_] + model.epsilon * np.abs(b).sum()
    k = len(model.classes_)
    owner = np.repeat(np.arange(k), model.n_support_)
    total = 0.0
    for i in range(k):
        for j in range(i + 1, k):
            b = np.where(owner == i, model.dual_coef_[j - 1], np.where(owner == j, model.dual_coef_[i], 0.0))
            total += 0.5 * b @ K @ b - np.abs(b).sum()
    return total


def decisions(model, X):
    if isinstance(model, SVR):
        return model.predict(X)[:, None]
    values = model.decision_function(X).reshape(len(X), -1)
    # For two classes scikit-learn turns libsvm's sign around, so that > 0 means the second class.
    return -values if len(model.classes_) == 2 else values


def record(name, X, y, classes=0, class_weight=None, **options):
    X, y = np.asarray(X, float), np.asarray(y, float)
    make = SVC if classes else SVR
    given = dict(options)
    if class_weight:
        given["class_weight"] = dict(enumerate(class_weight))
    if classes:
        given["decision_function_shape"] = "ovo"
    default = make(**given).fit(X, y)
    tight = make(**{**given, "tol": TIGHT}).fit(X, y)
    return {
        "name": name, "X": X.tolist(), "y": y.tolist(), "classes": classes, "options": options,
        "class_weight": class_weight, "gamma": float(tight._gamma),
        "objective": float(objective(tight, X, y)), "objective_default": float(objective(default, X, y)),
        "decisions": decisions(tight, X).tolist(), "predicted": tight.predict(X).tolist(),
        "n_support": len(tight.support_),
    }


def blobs(seed, sizes, d, apart):
    """Rows of len(sizes) overlapping clouds, shuffled, with few digits."""
    random = np.random.RandomState(seed)
    y = np.repeat(np.arange(len(sizes)), sizes)
    centres = random.standard_normal((len(sizes), d)) * apart
    X = np.round(centres[y] + random.standard_normal((len(y), d)), 3)
    order = random.permutation(len(y))
    return X[order], y[order]


def curve(seed, n, d):
    random = np.random.RandomState(seed)
    X = np.round(random.standard_normal((n, d)), 3)
    return X, np.round(np.sin(2 * X[:, 0]) + 0.5 * X[:, 1:].sum(axis=1) + 0.2 * random.standard_normal(n), 3)


X2, y2 = blobs(1, [30, 25], 3, 0.8)
X3, y3 = blobs(2, [25, 8, 20], 4, 1.0)
Xr, yr = curve(3, 50, 3)
repeated = np.repeat(np.arange(8), 4)

CASES = [
    record("rbf, two classes", X2, y2, 2),
    record("rbf, three classes of different size", X3, y3, 3),
    record("linear", X3, y3, 3, kernel="linear"),
    record("poly", X3, y3, 3, kernel="poly"),
    record("poly of degree 2 with coef0", X2, y2, 2, kernel="poly", degree=2, coef0=1.0, gamma=0.5),
    record("poly of degree 0", X2, y2, 2, kernel="poly", degree=0),
    record("sigmoid", X2, y2, 2, kernel="sigmoid", gamma=0.05, coef0=-0.5),
    record("gamma auto", X3, y3, 3, gamma="auto"),
    record("a large gamma", X2, y2, 2, gamma=50.0),
    record("class weights", X3, y3, 3, class_weight=[1.0, 5.0, 0.5]),
    record("C = 1e-3", X3, y3, 3, C=1e-3),
    record("C = 1e4", X2, y2, 2, C=1e4),
    record("without shrinking", X3, y3, 3, shrinking=False),
    record("each row four times", X3[repeated], y3[repeated], 3),
    record("equal rows of different classes", np.repeat(X2[:10], 2, axis=0), np.arange(20) % 2, 2),
    record("all rows equal", np.ones((6, 2)), [0, 0, 0, 0, 1, 1], 2),
    record("two rows", [[-1.0], [1.0]], [0, 1], 2),
    record("constant features", np.column_stack([X2, np.zeros((len(X2), 2))]), y2, 2),
    record("regression: rbf", Xr, yr),
    record("regression: linear", Xr, yr, kernel="linear"),
    record("regression: poly", Xr, yr, kernel="poly", coef0=1.0, degree=2),
    record("regression: C = 100", Xr, yr, C=100.0, epsilon=0.2),
    record("regression: C = 1e-3", Xr, yr, C=1e-3),
    record("regression: epsilon = 0", Xr, yr, epsilon=0.0),
    record("regression: epsilon wider than y", Xr, yr, epsilon=100.0),
    record("regression: each row four times", Xr[repeated], yr[repeated]),
    record("regression: all rows equal", np.ones((5, 2)), [1.0, 2.0, 3.0, 4.0, 10.0]),
    record("regression: two rows", [[-1.0], [1.0]], [0.0, 5.0]),
    record("regression: constant y", Xr, np.full(len(Xr), 3.0)),
]

versions = f"Python {platform.python_version()}, scikit-learn {sklearn.__version__}, NumPy {np.__version__}"
lines = ",\n".join("  " + json.dumps(case) for case in CASES)
TARGET.write_text(f'{{\n"made_by": "python test/reference/svm.py ({versions})",\n"cases": [\n{lines}\n]\n}}\n')
