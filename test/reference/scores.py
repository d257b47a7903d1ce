"""Writes scores.json: scikit-learn's decision values and probabilities, Platt's sigmoids, and couplings.

    python test/reference/scores.py

Per dataset and random_state (53, 0), for the first ten rows of the test part of ShuffleSplit(n_splits=1,
test_size=0.25, random_state), scaled as README.md says:

    logistic_regression   decisions, probabilities   at tol = 1e-12
    linear_svc            decisions                  at tol = 1e-10
    svc, svc_linear       decisions (shape 'ovr')    at tol = 1e-8
                          probabilities: the mean over SEEDS of SVC(probability=True)'s random_state, which
                          draws the folds; `deviation`, the standard deviation over them; log_loss, of the
                          whole test part: [least, mean, most]

    sigmoids   f, ni (the first ni are of the first class), A, B and the objective at scipy's minimum
    couplings  k, r (the pairs' probabilities), p: numpy's solution of Wu, Lin and Weng's linear system
"""

import json
import platform
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from models import Problem
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.svm import SVC, LinearSVC

warnings.simplefilter("ignore", FutureWarning)  # SVC's probability is on its way out of scikit-learn
ROWS = 10
SEEDS = range(20)
TARGET = Path(__file__).with_suffix(".json")


def rows_of(values):
    return np.reshape(values, (ROWS, -1)).tolist()


def svc(p, X, kernel):
    found = {"decisions": rows_of(SVC(kernel=kernel, tol=1e-8).fit(p.X, p.y).decision_function(X))}
    models = [SVC(kernel=kernel, probability=True, random_state=seed).fit(p.X, p.y) for seed in SEEDS]
    drawn = np.array([m.predict_proba(X) for m in models])
    losses = [log_loss(p.y_test, m.predict_proba(p.X_test), labels=p.classes) for m in models]
    found["probabilities"] = drawn.mean(axis=0).tolist()
    found["deviation"] = drawn.std(axis=0).tolist()
    found["log_loss"] = [min(losses), float(np.mean(losses)), max(losses)]
    return found


def dataset(name, seed):
    p = Problem(name, seed)
    X = p.X_test[:ROWS]
    logistic = LogisticRegression(tol=1e-12, max_iter=1000, solver="newton-cholesky").fit(p.X, p.y)
    linear = LinearSVC(tol=1e-10, max_iter=10**7, dual=False).fit(p.X, p.y)
    return {
        "logistic_regression": {
            "decisions": rows_of(logistic.decision_function(X)),
            "probabilities": logistic.predict_proba(X).tolist(),
        },
        "linear_svc": {"decisions": rows_of(linear.decision_function(X))},
        "svc": svc(p, X, "rbf"),
        "svc_linear": svc(p, X, "linear"),
    }


def sigmoid(name, f, ni):
    f = np.asarray(f)
    first = np.arange(len(f)) < ni
    h = np.where(first, (ni + 1) / (ni + 2), 1 / (len(f) - ni + 2))

    def value(v):
        z = v[0] * f + v[1]
        return np.sum(h * np.logaddexp(0, z) + (1 - h) * np.logaddexp(0, -z))

    def gradient(v):
        r = h - expit(-(v[0] * f + v[1]))
        return np.array([r @ f, r.sum()])

    def hessian(v):
        z = v[0] * f + v[1]
        D = expit(z) * expit(-z)
        return np.array([[D @ (f * f), D @ f], [D @ f, D.sum()]])

    found = minimize(value, [0.0, 0.0], jac=gradient, hess=hessian, method="trust-exact",
                     options={"gtol": 1e-11, "maxiter": 1000})
    x = found.x
    for _ in range(3):
        x = x - np.linalg.lstsq(hessian(x), gradient(x), rcond=1e-12)[0]
    return {"name": name, "f": f.tolist(), "ni": ni, "A": x[0], "B": x[1], "objective": value(x)}


def sigmoids():
    random = np.random.RandomState(7)

    def drawn(first, other, shift, scale):
        return scale * np.concatenate([random.randn(first) + shift, random.randn(other) - shift])

    return [
        sigmoid("overlapping", drawn(30, 31, 0.7, 1), 30),
        sigmoid("separable", drawn(15, 15, 8, 1), 15),
        sigmoid("rare first class", drawn(4, 60, 0.5, 1), 4),
        sigmoid("large values", drawn(25, 20, 0.5, 1e4), 25),
        sigmoid("small values", drawn(25, 20, 0.5, 1e-4), 25),
        sigmoid("worse than chance", drawn(20, 20, -0.6, 1), 20),
        sigmoid("two rows", [0.5, -0.25], 1),
        sigmoid("one class", [1.0, 2.0, 0.5], 3),
    ]


def coupling(k, r):
    Q = np.zeros((k, k))
    pair = 0
    for i in range(k):
        for j in range(i + 1, k):
            rij, rji = r[pair], 1 - r[pair]
            Q[i, i] += rji * rji
            Q[j, j] += rij * rij
            Q[i, j] = Q[j, i] = -rij * rji
            pair += 1
    whole = np.block([[Q, np.ones((k, 1))], [np.ones((1, k)), np.zeros((1, 1))]])
    p = np.linalg.solve(whole, np.append(np.zeros(k), 1))[:k]
    return {"k": k, "r": [float(value) for value in r], "p": p.tolist()}


def couplings():
    random = np.random.RandomState(11)
    found = [coupling(k, random.uniform(0.02, 0.98, k * (k - 1) // 2)) for k in (2, 3, 4, 5, 10, 25)]
    least = 1e-7
    found.append(coupling(3, [1 - least, 1 - least, 0.3]))
    found.append(coupling(4, [1 - least, least, 0.5, least, 1 - least, 0.5]))
    found.append(coupling(3, [1 - least, least, 1 - least]))
    return found


def main():
    made_by = (f"python test/reference/scores.py (Python {platform.python_version()}, scikit-learn "
               f"{sklearn.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__})")
    datasets = ",\n".join(
        f'    "{name}": {{\n' + ",\n".join(
            f'      "{seed}": {json.dumps(dataset(name, seed))}' for seed in (53, 0)) + "\n    }"
        for name in ("iris", "wine", "breast_cancer"))
    lists = {key: ",\n".join(f"    {json.dumps(case)}" for case in cases)
             for key, cases in (("sigmoids", sigmoids()), ("couplings", couplings()))}
    rest = ",\n".join(f'  "{key}": [\n{cases}\n  ]' for key, cases in lists.items())
    TARGET.write_text(f'{{\n  "made_by": {json.dumps(made_by)},\n  "datasets": {{\n{datasets}\n  }},\n{rest}\n}}\n')


if __name__ == "__main__":
    main()
