"""Solves NIST's linear regression problems without rounding and records what doubles can hope for: nist.json.

The data and certified values in nist/*.json are NIST's own. For each problem this computes, in rational numbers,
  decimal   the solution for the data as NIST prints them: it must agree with every certified digit, which
            proves the files free of typing errors;
  rounded   the solution for the matrix that a program in double precision is given: each x, and each power
            of it, rounded to 53 bits. Nobody who starts from that matrix can do better than this.
"""

import json
import math
import pathlib
import platform
from decimal import Decimal, localcontext
from fractions import Fraction

HERE = pathlib.Path(__file__).parent


def solve(rows, y):
    """Least squares by Gauss on the normal equations, in rationals."""
    d = len(rows[0])
    a = [[sum(r[i] * r[j] for r in rows) for j in range(d)] + [sum(r[i] * v for r, v in zip(rows, y))] for i in range(d)]
    for i in range(d):
        for k in range(i + 1, d):
            f = a[k][i] / a[i][i]
            a[k] = [p - f * q for p, q in zip(a[k], a[i])]
    b = [Fraction(0)] * d
    for i in reversed(range(d)):
        b[i] = (a[i][d] - sum(a[i][j] * b[j] for j in range(i + 1, d))) / a[i][i]
    return b


def terms(row, problem, convert):
    values = [v for x in row for v in [convert(Fraction(x) ** k) for k in range(1, problem["degree"] + 1)]]
    return [Fraction(1)] * problem["intercept"] + values


def to_double(value):
    return Fraction(float(value))


def digits(got, expected):
    """Digits of a 15-digit certified value that agree."""
    return 15.0 if got == expected else round(-math.log10(abs((got - expected) / expected)), 1)


problems = []
for path in sorted((HERE / "nist").glob("*.json")):
    problem = json.loads(path.read_text(), parse_float=Decimal, parse_int=Decimal)
    problem["degree"] = int(problem["degree"])
    decimal = solve([terms(r, problem, Fraction) for r in problem["x"]], [Fraction(v) for v in problem["y"]])
    rounded = solve([terms([float(v) for v in r], problem, to_double) for r in problem["x"]],
                    [to_double(v) for v in problem["y"]])
    certified = [Fraction(v) for v in problem["certified"]]
    with localcontext() as context:
        context.prec = 15
        shown = [Decimal(b.numerator) / Decimal(b.denominator) for b in decimal]
    assert shown == problem["certified"], (path.name, shown, problem["certified"])
    problems.append({
        "name": problem["name"],
        "digits_left_by_rounding_x": min(digits(b, c) for b, c in zip(rounded, certified)),
        "rounded": [float(b) for b in rounded],
    })
    print(problems[-1]["name"], problems[-1]["digits_left_by_rounding_x"])

(HERE / "nist.json").write_text(json.dumps({
    "made_by": "python test/reference/nist.py",
    "versions": {"python": platform.python_version()},
    "problems": problems,
}, indent=1) + "\n")
