"""Records scikit-learn's metrics and NumPy's sums on generated cases: metric.json.

The values come from a linear congruential generator that the test repeats, so that long arrays need not
be stored: state' = (1103515245 state + 12345) mod 2^31, value = state' / 2^31.
"""

import json
import math
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")


class Generator:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (1103515245 * self.state + 12345) % 2**31
        return self.state / 2**31


def classes(case):
    """y and predicted: the truth is kept with probability `right`, and squared draws favour low classes."""
    g = Generator(case["seed"])
    y, p = [], []
    for _ in range(case["n"]):
        u = g.next()
        truth = math.floor(u * u * case["k"])
        keep, guess = g.next(), math.floor(g.next() * case["k"])
        y.append(truth)
        p.append(truth if keep < case["right"] else guess)
    return y, p


def values(case):
    g = Generator(case["seed"])
    y, p = [], []
    for _ in range(case["n"]):
        truth = case["offset"] + (g.next() - 0.5) * case["spread"]
        y.append(truth)
        p.append(truth + (g.next() - 0.5) * case["noise"])
    return y, p


classification = []
for seed, (n, k, right) in enumerate([(1, 2, 0.5), (1, 2, 1), (2, 2, 0), (38, 3, 0.9), (45, 3, 0.95), (450, 10, 0.97), (143, 2, 0.96),
                                      (30, 50, 0.3), (1000, 130, 0.4), (20000, 17, 0.7), (500, 300, 0.6), (7, 3, 0), (100, 8, 0.8)], 1):
    case = {"seed": seed, "n": n, "k": k, "right": right}
    y, p = classes(case)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(y, p, average="weighted", zero_division=0)
    classification.append({**case, "expected": {"accuracy": metrics.accuracy_score(y, p), "f1": f1, "precision": precision, "recall": recall}})

regression = []
for seed, (n, offset, spread, noise) in enumerate([(1, 0, 1, 1), (2, 0, 1, 1), (7, 5, 1, 2), (8, 5, 1, 2), (111, 150, 300, 100), (128, 1e6, 1, 1),
                                                   (129, -3, 7, 0.1), (1000, 0, 1, 1e-9), (4097, 1e3, 10, 1), (50000, 0.1, 3, 2), (40, 2.5, 0, 1),
                                                   (40, 2.5, 0, 0), (40, 0.1, 0, 0), (33, 4, 2, 0)], 101):
    case = {"seed": seed, "n": n, "offset": offset, "spread": spread, "noise": noise}
    y, p = map(np.array, values(case))
    r2 = metrics.r2_score(y, p)
    regression.append({**case, "expected": {
        "r2": None if math.isnan(r2) else r2, "mae": metrics.mean_absolute_error(y, p),
        "mse": metrics.mean_squared_error(y, p), "rmse": metrics.root_mean_squared_error(y, p)}})

sums = []
for n in (0, 1, 3, 7, 8, 9, 15, 16, 100, 127, 128, 129, 136, 255, 256, 257, 1000, 1025, 9999, 100000):
    g = Generator(1000 + n)
    sums.append({"n": n, "seed": 1000 + n, "sum": float(np.sum(np.array([1 / (g.next() + 1e-3) - 2 for _ in range(n)])))})

out = pathlib.Path(__file__).with_name("metric.json")
out.write_text(json.dumps({
    "made_by": "python test/reference/metric.py",
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "classification": classification, "regression": regression, "sums": sums,
}, indent=1) + "\n")
