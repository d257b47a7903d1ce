"""Writes separable.json: what scikit-learn's LogisticRegression without a penalty is on the bundled datasets.

    python test/reference/separable.py

separable[dataset][random_state], split and scaled as README.md says, C = inf and scikit-learn's defaults otherwise:

    score       accuracy on the test part
    separated   whether planes separate the classes of the training part: then there is no optimum, and scikit-learn
                stopped where its tol says. Its own do when it has every row right; else a linear program decides
"""

import json
import platform
from pathlib import Path

import numpy as np
import scipy
import sklearn
from models import CLASSIFICATION, SEEDS, Problem
from scipy.optimize import linprog
from sklearn.linear_model import LogisticRegression

TARGET = Path(__file__).with_suffix(".json")


def are_separated(p):
    """Is there a W with (w_own - w_other) . x >= 1 for every row and every other class?"""
    A = np.c_[p.X, np.ones(len(p.X))]
    k, D = len(p.classes), A.shape[1]
    rows = []
    for own in range(k):
        for other in set(range(k)) - {own}:
            block = np.zeros((np.sum(p.y == own), k, D))
            block[:, own] = -A[p.y == own]
            block[:, other] = A[p.y == own]
            rows.append(block.reshape(-1, k * D))
    A_ub = np.concatenate(rows)
    found = linprog(np.zeros(k * D), A_ub=A_ub, b_ub=-np.ones(len(A_ub)), bounds=(None, None), method="highs")
    return found.status == 0


def fitted(name, seed):
    p = Problem(name, seed)
    model = LogisticRegression(C=np.inf).fit(p.X, p.y)
    return {"score": model.score(p.X_test, p.y_test), "separated": bool(model.score(p.X, p.y) == 1) or are_separated(p)}


made_by = (
    f"python test/reference/separable.py (Python {platform.python_version()}, scikit-learn {sklearn.__version__}, "
    f"NumPy {np.__version__}, SciPy {scipy.__version__})"
)
found = {name: {seed: fitted(name, seed) for seed in SEEDS} for name in CLASSIFICATION}
TARGET.write_text(json.dumps({"made_by": made_by, **found}, indent=1) + "\n")
