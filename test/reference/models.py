"""Records what scikit-learn's models are on the bundled datasets: scores, objectives, coefficients.

    python test/reference/models.py            writes every file below
    python test/reference/models.py svc svr    writes svc.json and svr.json

Each file is <algorithm>.json beside this script; README.md says what every key means. Every model is fitted
on the training part of ShuffleSplit(n_splits=1, test_size=0.25, random_state=seed) after StandardScaler.

A tight reference must be better than the tolerance that a test compares with. So smooth problems are taken
from scikit-learn's solution to the minimum by Newton steps (`polish`), and for the others, which end by a
tolerance, two runs with different orders must agree (`spread`).
"""

import json
import platform
import sys
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy.special import expit, log_softmax, softmax
from sklearn import datasets, metrics
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics.pairwise import pairwise_kernels
from sklearn.model_selection import ShuffleSplit
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

FOLDER = Path(__file__).resolve().parent
CLASSIFICATION = ["iris", "digits", "wine", "breast_cancer"]
ALL = CLASSIFICATION + ["diabetes"]
DEFAULT_SEED = 53
SEEDS = [*range(20), DEFAULT_SEED]
FEW_SEEDS = [0, 1, DEFAULT_SEED]
TIGHT = 1e-8


class Problem:
    """One dataset split and scaled: X, y to fit; X_test, y_test to score; X_all, y_all in the table's order."""

    def __init__(self, name: str, seed: int):
        self.seed = seed
        data, target = getattr(datasets, f"load_{name}")(return_X_y=True)
        split = ShuffleSplit(n_splits=1, test_size=0.25, random_state=seed)
        self.train_rows, self.test_rows = next(split.split(data))
        self.scaler = StandardScaler().fit(data[self.train_rows])
        self.X_all, self.y_all = self.scaler.transform(data), target.astype(np.float64)
        self.X, self.y = self.X_all[self.train_rows], self.y_all[self.train_rows]
        self.X_test, self.y_test = self.X_all[self.test_rows], self.y_all[self.test_rows]
        self.classes = np.unique(self.y)


def classified(p: Problem, predict) -> dict:
    """The score; for the default seed also the weighted metrics and the rows of the whole table it misses."""
    predicted = predict(p.X_test)
    found = {"score": metrics.accuracy_score(p.y_test, predicted)}
    if p.seed == DEFAULT_SEED:
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            p.y_test, predicted, average="weighted", zero_division=0)
        found["metrics"] = {"accuracy": found["score"], "f1": f1, "precision": precision, "recall": recall}
        labels = predict(p.X_all)
        missed = np.flatnonzero(labels != p.y_all)
        found["missed_rows"], found["missed_as"] = missed.tolist(), labels[missed].astype(int).tolist()
    return found


def regressed(p: Problem, predict) -> dict:
    """The score; for the default seed also the metrics and the predictions of the test rows."""
    predicted = predict(p.X_test)
    found = {"score": metrics.r2_score(p.y_test, predicted)}
    if p.seed == DEFAULT_SEED:
        found["metrics"] = {
            "r2": found["score"],
            "mae": metrics.mean_absolute_error(p.y_test, predicted),
            "rmse": metrics.root_mean_squared_error(p.y_test, predicted),
        }
        found["predicted_first"] = predicted[:5].tolist()
    return found


def weights(p: Problem, W: np.ndarray, b: np.ndarray) -> dict:
    """Norms of the coefficients (k x d) and intercepts (k); for few seeds the numbers themselves."""
    W, b = np.atleast_2d(W), np.atleast_1d(b)
    found = {"coef_norm": np.linalg.norm(W), "coef_sum_abs": np.abs(W).sum(), "intercept_norm": np.linalg.norm(b)}
    if p.seed in FEW_SEEDS:
        found["coef"], found["intercept"] = W.tolist(), b.tolist()
    return found


def linear_predict(p: Problem, W: np.ndarray, b: np.ndarray):
    """Labels from k rows of weights; one row decides between two classes by its sign."""

    def predict(X):
        raw = X @ W.T + b
        return p.classes[(raw[:, 0] > 0).astype(int) if len(b) == 1 else raw.argmax(axis=1)]

    return predict


def polish(theta: np.ndarray, function) -> tuple[np.ndarray, float, float]:
    """Newton's method with halving from a near minimum: theta, value, and the largest gradient entry."""
    value, gradient, hessian = function(theta)
    for _ in range(100):
        step = np.linalg.lstsq(hessian, gradient, rcond=1e-13)[0]
        for halving in range(20):
            moved = theta - step / 2**halving
            found = function(moved)
            # Far from the minimum the value tells; near it only the gradient still has digits.
            if found[0] < value * (1 - 1e-13) or np.abs(found[1]).max() < np.abs(gradient).max():
                break
        else:
            break
        theta, (value, gradient, hessian) = moved, found
    return theta, value, np.abs(gradient).max()


def with_ones(X: np.ndarray) -> np.ndarray:
    return np.column_stack([X, np.ones(len(X))])


# --- splits ---------------------------------------------------------------------------------------------


def digest(rows: np.ndarray) -> dict:
    return {"first": rows[:5].tolist(), "checksum": int(np.dot(np.arange(1, len(rows) + 1), rows))}


def splits(p: Problem) -> dict:
    found = {"test": digest(p.test_rows), "train": digest(p.train_rows)}
    if p.seed == DEFAULT_SEED:
        found["test_rows"] = p.test_rows.tolist()
        found["mean"], found["scale"] = p.scaler.mean_.tolist(), p.scaler.scale_.tolist()
    return found


# --- logistic regression --------------------------------------------------------------------------------


def logistic_function(p: Problem, C: float = 1.0):
    """0.5 ||W||^2 + C sum_i loss_i over theta: k rows (1 for two classes) of d weights and the intercept."""
    Z = with_ones(p.X)
    m = Z.shape[1]
    k = len(p.classes) if len(p.classes) > 2 else 1
    penalty = np.tile(np.append(np.ones(m - 1), 0.0), k)
    code = np.searchsorted(p.classes, p.y)

    def binary(theta):
        raw, t = Z @ theta, code.astype(float)
        q = expit(raw)
        value = 0.5 * np.sum(penalty * theta**2) + C * np.sum(np.logaddexp(0, np.where(t == 1, -raw, raw)))
        hessian = C * (Z.T * (q * (1 - q))) @ Z + np.diag(penalty)
        return value, C * Z.T @ (q - t) + penalty * theta, hessian

    def multinomial(theta):
        raw = Z @ theta.reshape(k, m).T
        Q, T = softmax(raw, axis=1), np.eye(k)[code]
        value = 0.5 * np.sum(penalty * theta**2) - C * np.sum(log_softmax(raw, axis=1) * T)
        hessian = np.diag(penalty)
        for a in range(k):
            for c in range(k):
                h = Q[:, a] * ((a == c) - Q[:, c])
                hessian[a * m:(a + 1) * m, c * m:(c + 1) * m] += C * (Z.T * h) @ Z
        return value, C * ((Q - T).T @ Z).ravel() + penalty * theta, hessian

    return binary if k == 1 else multinomial


def logistic_regression(p: Problem) -> dict:
    default = LogisticRegression().fit(p.X, p.y)
    tight = LogisticRegression(tol=TIGHT, max_iter=100000).fit(p.X, p.y)
    start = np.column_stack([tight.coef_, tight.intercept_])
    theta, objective, gradient = polish(start.ravel(), logistic_function(p))
    theta = theta.reshape(start.shape)
    W, b = theta[:, :-1], theta[:, -1]
    if len(b) > 1:
        b = b - b.mean()  # adding one number to all intercepts changes nothing; this is the centred choice
    return {**classified(p, linear_predict(p, W, b)), "score_default": default.score(p.X_test, p.y_test),
            "objective": objective, "gradient": gradient, **weights(p, W, b)}


# --- linear support vector machines ---------------------------------------------------------------------


def squared_hinge_function(Z: np.ndarray, s: np.ndarray, C: float = 1.0):
    """0.5 ||theta||^2 + C sum_i max(0, 1 - s_i z_i theta)^2, where z_i ends in 1 and s_i is -1 or 1."""

    def function(theta):
        slack = np.maximum(0.0, 1.0 - s * (Z @ theta))
        inside = Z[slack > 0]
        hessian = np.eye(Z.shape[1]) + 2 * C * inside.T @ inside
        return 0.5 * theta @ theta + C * slack @ slack, theta - 2 * C * Z.T @ (s * slack), hessian

    return function


def one_against_rest(p: Problem) -> list[np.ndarray]:
    """The signs of each binary problem; two classes make one problem, with the second class as 1."""
    positive = p.classes if len(p.classes) > 2 else p.classes[1:]
    return [np.where(p.y == c, 1.0, -1.0) for c in positive]


def linear_svc(p: Problem) -> dict:
    default = LinearSVC(random_state=0).fit(p.X, p.y)
    thetas, objectives, gradients = [], [], []
    for s, coef, intercept in zip(one_against_rest(p), default.coef_, default.intercept_):
        theta, objective, gradient = polish(np.append(coef, intercept), squared_hinge_function(with_ones(p.X), s))
        thetas.append(theta)
        objectives.append(objective)
        gradients.append(gradient)
    W, b = np.array(thetas)[:, :-1], np.array(thetas)[:, -1]
    return {**classified(p, linear_predict(p, W, b)), "score_default": default.score(p.X_test, p.y_test),
            "objectives": objectives, "gradient": max(gradients), **weights(p, W, b)}


def linear_svc_hinge(p: Problem) -> dict:
    runs = []
    for order in (0, 1):
        model = LinearSVC(loss="hinge", dual=True, tol=1e-9, max_iter=20000000, random_state=order).fit(p.X, p.y)
        theta = np.column_stack([model.coef_, model.intercept_])
        hinges = [np.maximum(0, 1 - s * (with_ones(p.X) @ t)).sum() for s, t in zip(one_against_rest(p), theta)]
        runs.append((0.5 * (theta**2).sum(axis=1) + hinges, model))
    best = np.minimum(runs[0][0], runs[1][0])
    return {**classified(p, runs[0][1].predict), "objectives": best.tolist(),
            "spread": np.abs(runs[0][0] / runs[1][0] - 1).max()}


def linear_svr(p: Problem) -> dict:
    runs = []
    for order in (0, 1):
        model = LinearSVR(tol=1e-9, max_iter=20000000, random_state=order).fit(p.X, p.y)
        theta = np.append(model.coef_, model.intercept_)
        runs.append((0.5 * theta @ theta + np.abs(p.y - with_ones(p.X) @ theta).sum(), model))
    objectives = [run[0] for run in runs]
    return {**regressed(p, runs[0][1].predict), "objective": min(objectives),
            "spread": abs(objectives[0] / objectives[1] - 1)}


# --- kernel machines ------------------------------------------------------------------------------------


def gram(model, X: np.ndarray) -> np.ndarray:
    own = {"rbf": ["gamma"], "linear": [], "poly": ["gamma", "degree", "coef0"], "sigmoid": ["gamma", "coef0"]}
    values = {"gamma": 1.0 / (X.shape[1] * X.var()), "degree": model.degree, "coef0": model.coef0}
    return pairwise_kernels(X, metric=model.kernel, **{key: values[key] for key in own[model.kernel]})


def svc_duals(p: Problem, model: SVC) -> list[float]:
    """0.5 c K c - sum |c| of each pair of classes (a < b), in the order (0, 1), (0, 2), ..., (1, 2), ..."""
    K = gram(model, p.X)[np.ix_(model.support_, model.support_)]
    owner = np.repeat(np.arange(len(p.classes)), model.n_support_)
    duals = []
    for a in range(len(p.classes)):
        for b in range(a + 1, len(p.classes)):
            c = np.where(owner == a, model.dual_coef_[b - 1], np.where(owner == b, model.dual_coef_[a], 0.0))
            duals.append(0.5 * c @ K @ c - np.abs(c).sum())
    return duals


def svc_with(p: Problem, kernel: str) -> dict:
    default = SVC(kernel=kernel).fit(p.X, p.y)
    tight = SVC(kernel=kernel, tol=TIGHT).fit(p.X, p.y)
    return {**classified(p, tight.predict), "score_default": default.score(p.X_test, p.y_test),
            "duals": svc_duals(p, tight), "n_support": tight.n_support_.tolist(),
            "n_support_default": default.n_support_.tolist()}


def svr(p: Problem) -> dict:
    default = SVR().fit(p.X, p.y)
    tight = SVR(tol=TIGHT).fit(p.X, p.y)
    c = tight.dual_coef_[0]
    K = gram(tight, p.X)[np.ix_(tight.support_, tight.support_)]
    dual = 0.5 * c @ K @ c + tight.epsilon * np.abs(c).sum() - c @ p.y[tight.support_]
    return {**regressed(p, tight.predict), "score_default": default.score(p.X_test, p.y_test), "dual": dual,
            "n_support": len(c), "n_support_default": len(default.support_)}


# --- linear regression ----------------------------------------------------------------------------------


def linear_regression(p: Problem) -> dict:
    """The shortest of the least-squares solutions on centred data, which is scikit-learn's too."""
    own = LinearRegression(tol=1e-12).fit(p.X, p.y)
    mean, level = p.X.mean(axis=0), p.y.mean()
    w, _, rank, _ = np.linalg.lstsq(p.X - mean, p.y - level, rcond=None)
    b = level - mean @ w
    return {**regressed(p, lambda X: X @ w + b), "rank": int(rank), "off": np.abs(w - own.coef_).max(),
            **weights(p, w, np.array([b]))}


# --- files ----------------------------------------------------------------------------------------------

FILES = {
    "splits": (splits, ALL, SEEDS),
    "logistic_regression": (logistic_regression, CLASSIFICATION, SEEDS),
    "linear_svc": (linear_svc, CLASSIFICATION, SEEDS),
    "linear_svc_hinge": (linear_svc_hinge, ["iris", "wine", "breast_cancer"], FEW_SEEDS),
    "svc": (lambda p: svc_with(p, "rbf"), CLASSIFICATION, SEEDS),
    "svc_linear": (lambda p: svc_with(p, "linear"), CLASSIFICATION, FEW_SEEDS),
    "svc_poly": (lambda p: svc_with(p, "poly"), CLASSIFICATION, FEW_SEEDS),
    "svc_sigmoid": (lambda p: svc_with(p, "sigmoid"), CLASSIFICATION, FEW_SEEDS),
    "svr": (svr, ALL, SEEDS),
    "linear_svr": (linear_svr, ALL, FEW_SEEDS),
    "linear_regression": (linear_regression, ALL, SEEDS),
}


def main() -> None:
    warnings.simplefilter("always")
    made_by = (f"python test/reference/models.py (Python {platform.python_version()}, scikit-learn "
               f"{sklearn.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__})")
    for file in sys.argv[1:] or FILES:
        record, names, seeds = FILES[file]
        lines = []
        for name in names:
            seen = {str(seed): record(Problem(name, seed)) for seed in seeds}
            rows = ",\n".join(f'    "{seed}": {json.dumps(found)}' for seed, found in seen.items())
            lines.append(f'  "{name}": {{\n{rows}\n  }}')
            print(file, name, flush=True)
        text = ",\n".join([f'  "made_by": {json.dumps(made_by)}', *lines])
        (FOLDER / f"{file}.json").write_text(f"{{\n{text}\n}}\n")


if __name__ == "__main__":
    main()
