"""sgd in passes: scikit-learn's partial_fit of block after block, pass after pass.

    python3 test/reference/passes.py > test/reference/passes.json

Averages of a classification are compared without an intercept: scikit-learn's partial_fit does not keep the one that is not
averaged (_standard_intercept stays what it was once averages have begun), and each block begins with an old one.
The table is arithmetic on whole numbers, so every program has the same doubles (test/passes.test.ts makes it in SQL).
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.linear_model import SGDClassifier, SGDRegressor

ROWS = 70000
TEST = 2000
BLOCK = 65536
STATE = 7

i = np.arange(1, ROWS + 1, dtype=np.int64)
X = np.column_stack([(i * 7919 % 1009) / 1009.0 - 0.5, (i * 104729 % 997) / 997.0 - 0.5, (i * 15485863 % 983) / 983.0 - 0.5])
y3 = (i * 7919 % 1009 + i * 104729 % 997 + i % 97) // 703
y2 = (y3 > 1).astype(np.int64)
value = (i * 7919 % 1009 - i * 15485863 % 983) / 512.0

CASES = [
    ("classification", "y2", {"max_iter": 3}),
    ("classification", "y2", {"max_iter": 2, "shuffle": False, "penalty": "elasticnet", "l1_ratio": 0.5}),
    ("classification", "y2", {"max_iter": 2, "loss": "modified_huber", "average": True, "fit_intercept": False, "class_weight": {"0": 2, "1": 1}}),
    ("classification", "y3", {"max_iter": 2, "loss": "squared_hinge", "alpha": 0.01}),
    ("classification", "y3", {"max_iter": 2, "loss": "hinge", "learning_rate": "pa1", "penalty": "none", "eta0": 0.5}),
    ("regression", "value", {"max_iter": 3, "learning_rate": "constant", "eta0": 0.001}),
    ("regression", "value", {"max_iter": 2, "loss": "huber", "learning_rate": "adaptive", "eta0": 0.01, "average": 50000}),
]

TARGETS = {"y2": y2, "y3": y3, "value": value}


def fitted(kind, target, options):
    given = dict(options)
    passes = given.pop("max_iter")
    if given.get("penalty") == "none":
        given["penalty"] = None
    if "class_weight" in given:
        given["class_weight"] = {int(c): w for c, w in given["class_weight"].items()}
    make = SGDClassifier if kind == "classification" else SGDRegressor
    model = make(random_state=STATE, tol=None, **given)
    y = TARGETS[target][: ROWS - TEST]
    for _ in range(passes):
        for start in range(0, ROWS - TEST, BLOCK):
            part = slice(start, min(start + BLOCK, ROWS - TEST))
            if kind == "classification":
                model.partial_fit(X[part], y[part], classes=np.unique(y))
            else:
                model.partial_fit(X[part], y[part])
    return model


cases = []
for kind, target, options in CASES:
    model = fitted(kind, target, options)
    cases.append(
        {
            "type": kind,
            "target": target,
            "options": options,
            "coef": np.atleast_2d(model.coef_).tolist(),
            "intercept": np.atleast_1d(model.intercept_).tolist(),
            "score": model.score(X[ROWS - TEST :], TARGETS[target][ROWS - TEST :]),
        }
    )
json.dump(
    {
        "made_by": f"test/reference/passes.py, scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "rows": ROWS,
        "test": TEST,
        "random_state": STATE,
        "cases": cases,
    },
    sys.stdout,
    indent=1,
)
print()
