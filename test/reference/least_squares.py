"""Records the shortest least-squares solutions of small matrices of any shape and rank: least_squares.json."""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from sklearn.linear_model import LinearRegression

rng = np.random.RandomState(53)
EPSILON = 1e-13


def case(name, X, y, fit_intercept=True, tol=EPSILON):
    model = LinearRegression(fit_intercept=fit_intercept, tol=tol).fit(X, y)
    return {"name": name, "fit_intercept": fit_intercept, "tol": tol, "X": X.tolist(), "y": y.tolist(),
            "w": model.coef_.tolist(), "b": float(model.intercept_), "rank": int(model.rank_)}


def noisy(n):
    return rng.randn(n).round(3)


base = rng.randn(20, 4).round(3)
groups = np.eye(4)[np.arange(22) % 4]
nearly = np.column_stack([base, base[:, 0] + 1e-9 * rng.randn(20)])
cases = [
    case("a full rank", base, noisy(20)),
    case("a full rank without intercept", base + 1, noisy(20), fit_intercept=False),
    case("a column twice", np.column_stack([base, base[:, 1]]), noisy(20)),
    case("a column three times and another scaled", np.column_stack([base, base[:, 1], base[:, 1], 3 * base[:, 2]]), noisy(20)),
    case("constant columns", np.column_stack([np.full(20, 0.1), base, np.zeros(20)]), noisy(20)),
    case("a constant column without intercept", np.column_stack([np.full(20, 0.1), base]), noisy(20), fit_intercept=False),
    case("indicators of four groups, which add up to one", np.column_stack([groups, rng.randn(22).round(3)]), noisy(22)),
    case("standardised indicators", (groups - groups.mean(0)) / groups.std(0), noisy(22)),
    case("fewer rows than columns", rng.randn(5, 9).round(3), noisy(5)),
    case("fewer rows than columns, no intercept", rng.randn(5, 9).round(3), noisy(5), fit_intercept=False),
    case("as many rows as columns", rng.randn(6, 6).round(3), noisy(6)),
    case("one row more than columns", rng.randn(7, 6).round(3), noisy(7)),
    case("two rows", rng.randn(2, 3).round(3), noisy(2)),
    case("one row", rng.randn(1, 3).round(3), noisy(1)),
    case("rows that repeat, fewer than columns", np.repeat(rng.randn(3, 8).round(3), 2, axis=0), noisy(6)),
    case("only constant columns", np.ones((5, 2)), noisy(5)),
    case("a constant target", base, np.full(20, 2.5)),
    case("a column nearly twice, cut by tol", nearly, noisy(20), tol=1e-6),
]
out = pathlib.Path(__file__).with_name("least_squares.json")
text = json.dumps({"made_by": "python test/reference/least_squares.py",
                   "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "numpy": np.__version__}})[:-1]
out.write_text(text + ', "cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
for c in cases:
    print(c["name"], c["rank"], np.abs(c["w"]).max())
