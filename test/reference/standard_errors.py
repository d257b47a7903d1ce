"""Records the standard errors, t and p of linear regressions, without rounding: standard_errors.json.

Each case is a least-squares problem in its own units, its numbers taken as doubles hold them. (X'X)^-1 is found
in rational numbers, by Gauss; roots and p-values by mpmath with 50 digits; each result is rounded once. The
intercept is the last row. Problems on an exact polynomial (standard deviations 0) are left out.

NIST's certified standard deviations are for the data in decimals; `certified_digits` says how many of their digits
the doubles keep, at least.
"""

import csv
import json
import math
import pathlib
import platform
from fractions import Fraction

import mpmath
import numpy
import sklearn
from sklearn.model_selection import ShuffleSplit

mpmath.mp.dps = 50
HERE = pathlib.Path(__file__).parent


def gauss(a, right):
    """a^-1 right, in rationals; a is positive definite."""
    m = len(a)
    a = [list(row) + list(more) for row, more in zip(a, right)]
    for i in range(m):
        a[i] = [v / a[i][i] for v in a[i]]
        for k in range(m):
            if k != i:
                f = a[k][i]
                a[k] = [p - f * q for p, q in zip(a[k], a[i])]
    return [row[m:] for row in a]


def root(value):
    return mpmath.sqrt(mpmath.mpf(value.numerator) / value.denominator)


def estimates(X, y, intercept):
    """Rows of weight, standard error, t, p; the intercept last. X and y are doubles."""
    rows = [[Fraction(v) for v in x] + [Fraction(1)] * intercept for x in X]
    y = [Fraction(v) for v in y]
    m = len(rows[0])
    moments = [[sum(r[i] * r[j] for r in rows) for j in range(m)] for i in range(m)]
    unit = [[Fraction(i == j) for j in range(m)] for i in range(m)]
    inverse = gauss(moments, unit)
    products = [sum(r[i] * v for r, v in zip(rows, y)) for i in range(m)]
    w = [sum(a * b for a, b in zip(row, products)) for row in inverse]
    dof = len(rows) - m
    variance = sum((v - sum(a * b for a, b in zip(r, w))) ** 2 for r, v in zip(rows, y)) / dof
    result = []
    for j in range(m):
        error = root(variance * inverse[j][j])
        t = mpmath.mpf(w[j].numerator) / w[j].denominator / error
        p = mpmath.betainc(mpmath.mpf(dof) / 2, 0.5, 0, dof / (dof + t * t), regularized=True)
        result.append([float(w[j]), float(error), float(t), float(p)])
    return {"dof": dof, "estimates": result}


def digits(got, certified):
    return 15.0 if got == certified else round(-math.log10(abs((got - certified) / certified)), 1)


def nist():
    cases = []
    for path in sorted((HERE / "nist").glob("*.json")):
        problem = json.loads(path.read_text())
        certified = problem["standard_deviation"]
        if not any(certified):
            continue
        powers = range(1, problem["degree"] + 1)
        X = [[float(Fraction(v) ** k) for v in row for k in powers] for row in problem["x"]]
        case = estimates(X, problem["y"], problem["intercept"])
        errors = [row[1] for row in case["estimates"]]
        if problem["intercept"]:
            certified = certified[1:] + certified[:1]
        kept = min(map(digits, errors, certified))
        cases.append({"name": problem["name"], "file": path.name, "certified_digits": kept, **case})
        print(problem["name"], kept)
    return cases


def diabetes():
    lines = list(csv.reader((HERE / "../../datasets/diabetes.csv").open()))[1:]
    table = numpy.array(lines, dtype=float)
    X, y = table[:, :-1], table[:, -1]
    train = next(ShuffleSplit(1, test_size=0.25, random_state=53).split(X))[0]
    return {
        "all": estimates(X.tolist(), y.tolist(), True),
        "train_53": estimates(X[train].tolist(), y[train].tolist(), True),
    }


(HERE / "standard_errors.json").write_text(json.dumps({
    "made_by": "python test/reference/standard_errors.py",
    "versions": {"python": platform.python_version(), "mpmath": mpmath.__version__, "numpy": numpy.__version__,
                 "scikit-learn": sklearn.__version__},
    "nist": nist(),
    "diabetes": diabetes(),
}, indent=1) + "\n")
