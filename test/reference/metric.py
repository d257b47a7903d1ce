"""Records scikit-learn's metrics and NumPy's sums on generated cases: metric.json.

The values come from a linear congruential generator that the test repeats, so that long arrays need not
be stored: state' = (1103515245 state + 12345) mod 2^31, value = state' / 2^31.
"""

import json
import math
import pathlib
import warnings
import zlib

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve

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


def probabilities(case):
    """y and n x k probabilities of whole weights below `grid`, so that ties and zeros occur; the truth gets `bonus`."""
    g = Generator(case["seed"])
    y, rows = [], []
    for _ in range(case["n"]):
        truth = math.floor(g.next() * case["k"])
        weights = [math.floor(g.next() * case["grid"]) for _ in range(case["k"])]
        weights[truth] += case["bonus"]
        if sum(weights) == 0:
            weights[0] = 1
        y.append(truth)
        rows.append([weight / sum(weights) for weight in weights])
    return y, rows


def scores(case):
    """y, 1 with probability `rate`, and a score from -grid / 2 on that is `shift` higher for them."""
    g = Generator(case["seed"])
    y, s = [], []
    for _ in range(case["n"]):
        truth = 1 if g.next() < case["rate"] else 0
        y.append(truth)
        s.append(math.floor(g.next() * case["grid"]) - case["grid"] / 2 + truth * case["shift"])
    return y, s


def crc(values):
    """CRC-32 over the little-endian doubles."""
    return zlib.crc32(np.asarray(values, dtype="<f8").tobytes())


def report(y, p):
    """classification_report: accuracy, the macro and the weighted averages, and the CRC-32 of all rows of classes."""
    told = metrics.classification_report(y, p, output_dict=True, zero_division=0)
    figures = [[rows[name] for name in ("precision", "recall", "f1-score", "support")] for rows in told.values() if isinstance(rows, dict)]
    return {"accuracy": told["accuracy"], "macro": figures[-2], "weighted": figures[-1], "crc": crc(np.ravel(figures[:-2]))}


def calibration(y, p):
    """calibration_curve of ten bins: how many have rows, and the CRC-32 of both axes."""
    observed, predicted = calibration_curve(y, p, n_bins=10)
    return {"bins": len(observed), "predicted": crc(predicted), "observed": crc(observed)}


def orNone(value):
    return None if math.isnan(value) else float(value)


classification = []
for seed, (n, k, right) in enumerate([(1, 2, 0.5), (1, 2, 1), (2, 2, 0), (38, 3, 0.9), (45, 3, 0.95), (450, 10, 0.97), (143, 2, 0.96),
                                      (30, 50, 0.3), (1000, 130, 0.4), (20000, 17, 0.7), (500, 300, 0.6), (7, 3, 0), (100, 8, 0.8)], 1):
    case = {"seed": seed, "n": n, "k": k, "right": right}
    y, p = classes(case)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(y, p, average="weighted", zero_division=0)
    classification.append({**case, "expected": {"accuracy": metrics.accuracy_score(y, p), "f1": f1, "precision": precision, "recall": recall,
                                                    "balanced_accuracy": metrics.balanced_accuracy_score(y, p), "mcc": metrics.matthews_corrcoef(y, p)},
                           "confusion": crc(metrics.confusion_matrix(y, p, labels=range(k)).ravel()), "report": report(y, p)})

regression = []
for seed, (n, offset, spread, noise) in enumerate([(1, 0, 1, 1), (2, 0, 1, 1), (7, 5, 1, 2), (8, 5, 1, 2), (111, 150, 300, 100), (128, 1e6, 1, 1),
                                                   (129, -3, 7, 0.1), (1000, 0, 1, 1e-9), (4097, 1e3, 10, 1), (50000, 0.1, 3, 2), (40, 2.5, 0, 1),
                                                   (40, 2.5, 0, 0), (40, 0.1, 0, 0), (33, 4, 2, 0)], 101):
    case = {"seed": seed, "n": n, "offset": offset, "spread": spread, "noise": noise}
    y, p = map(np.array, values(case))
    r2 = metrics.r2_score(y, p)
    regression.append({**case, "expected": {
        "r2": None if math.isnan(r2) else r2, "mae": metrics.mean_absolute_error(y, p),
        "mse": metrics.mean_squared_error(y, p), "rmse": metrics.root_mean_squared_error(y, p),
        "mape": metrics.mean_absolute_percentage_error(y, p), "median_absolute_error": metrics.median_absolute_error(y, p),
        "explained_variance": metrics.explained_variance_score(y, p)}})

probability = []
for seed, (n, k, grid, bonus) in enumerate([(1, 2, 10, 1), (10, 2, 3, 1), (38, 3, 1000, 300), (143, 2, 20, 0), (450, 10, 5, 4),
                                            (1000, 4, 2, 0), (5000, 3, 100000, 5000), (12, 8, 6, 3)], 201):
    case = {"seed": seed, "n": n, "k": k, "grid": grid, "bonus": bonus}
    y, rows = probabilities(case)
    # A single class in y is refused by scikit-learn 1.9 for two classes; their mean of NaN is NaN all the same.
    auc = metrics.roc_auc_score(y, np.array(rows), multi_class="ovr", labels=range(k)) if k > 2 else math.nan
    last = [row[k - 1] for row in rows]
    probability.append({**case, "log_loss": metrics.log_loss(y, rows, labels=range(k)), "roc_auc": orNone(auc),
                        "brier": metrics.brier_score_loss(y, rows, labels=[0, 1]) if k == 2 else None,
                        "calibration": calibration([1 if truth == k - 1 else 0 for truth in y], last)})

roc = []
for seed, (n, rate, grid, shift) in enumerate([(1, 1, 4, 0), (2, 0.5, 4, 0), (3, 0.5, 1, 0), (8, 0.5, 5, 1), (40, 0.3, 12, 3), (40, 0.5, 1000, 50),
                                               (50, 0, 10, 0), (50, 1, 10, 0), (60, 0.5, 1, 0), (60, 0.5, 10, 10), (60, 0.5, 10, -10),
                                               (1000, 0.5, 30, 4), (5000, 0.05, 1000000, 200000), (20000, 0.5, 16, 1)], 301):
    case = {"seed": seed, "n": n, "rate": rate, "grid": grid, "shift": shift}
    y, s = scores(case)
    fpr, tpr, threshold = metrics.roc_curve(y, s, pos_label=1)
    assert math.isinf(threshold[0])
    precision = metrics.average_precision_score(y, s) if 1 in y else math.nan
    roc.append({**case, "average_precision": orNone(precision), "auc": orNone(metrics.roc_auc_score(y, s)), "points": len(fpr), "threshold": threshold[1:6].tolist(),
                "fpr": [orNone(v) for v in fpr[:6]], "tpr": [orNone(v) for v in tpr[:6]],
                "crc": [crc(values) for values in (threshold[1:], np.nan_to_num(fpr), np.nan_to_num(tpr))]})

sums = []
for n in (0, 1, 3, 7, 8, 9, 15, 16, 100, 127, 128, 129, 136, 255, 256, 257, 1000, 1025, 9999, 100000):
    g = Generator(1000 + n)
    sums.append({"n": n, "seed": 1000 + n, "sum": float(np.sum(np.array([1 / (g.next() + 1e-3) - 2 for _ in range(n)])))})

out = pathlib.Path(__file__).with_name("metric.json")
out.write_text(json.dumps({
    "made_by": "python test/reference/metric.py",
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "classification": classification, "regression": regression, "probability": probability, "roc": roc, "sums": sums,
}, indent=1) + "\n")
