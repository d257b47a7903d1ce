"""Records log-gamma, the regularised incomplete beta function and p-values of Student's t: special.json.

Rows are arguments, then the exact value (mpmath, 50 digits, rounded to a double), then scipy's. scipy is itself
off beside the zeros of log-gamma and in a few corners; `scipy_off` counts the rows where that is over 1e-13.
"""

import json
import math
import pathlib

import mpmath
import scipy
from scipy import special, stats

mpmath.mp.dps = 50

SIZES = [0.5, 1, 2.5, 5, 9.75, 10, 60.5, 500, 12345.5, 1e6]
DEGREES = [1, 2, 3, 4, 5, 7, 10, 18, 30, 141.5, 431, 1000, 20000, 1e6]
STATISTICS = [1e-8, 0.01, 0.3, 0.999, 1, 1.001, 1.5, 1.96, 2.5, 4, 7, 12, 20, 37, 100, 1e4, 1e10, 1e50]


def tail(a, b, x):
    """I_x(a, b) below its mean, by DLMF 8.17.8; its hypergeometric function has positive terms alone."""
    beta = mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)
    try:
        rest = mpmath.hyp2f1(a + b, 1, a + 1, x)
    except ValueError:
        rest = series(a, b, x)
    return rest * mpmath.exp(a * mpmath.log(x) + b * mpmath.log(1 - x) - beta) / a


def series(a, b, x):
    """The same term by term, for where mpmath gives up."""
    term = total = mpmath.mpf(1)
    n = 0
    while term > total * mpmath.mpf("1e-30"):
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    return total


def exact_beta(a, b, x):
    a, b, x = map(mpmath.mpf, (a, b, x))
    if x == 0 or x == 1:
        return x
    return tail(a, b, x) if x * (a + b) <= a else 1 - tail(b, a, 1 - x)


def exact_p(t, nu):
    t, nu = mpmath.mpf(t), mpmath.mpf(nu)
    return exact_beta(nu / 2, 0.5, nu / (nu + t * t))


def worth(value):
    """Whether a value is far enough from the smallest double to have all its digits."""
    return value == 0 or value > 1e-290


gammas = []
for z in [1e-300, 1e-10, 0.1, 0.25, 0.499, 0.5, 0.75, 1 - 1e-9, 1, 1 + 2**-52, 1.0001, 1.25, 1.4616321449683623, 1.5, 1.75, 2 - 1e-9,
          2, 2 + 1e-12, 2.25, 2.5, 2.75, 3, 4.5, 7.3, 9.999, 10, 10.5, 42, 171.5, 1e4, 123456.789, 1e6, 1e15, 1e300]:
    gammas.append([z, float(mpmath.loggamma(mpmath.mpf(z))), float(special.gammaln(z))])

betas = []
for a in SIZES:
    for b in SIZES:
        if min(a, b) > 500:
            continue  # mpmath would take minutes
        mean, deviation = a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)
        for x in sorted({min(max(mean + k * deviation, 0), 1) for k in (-30, -6, -2, -0.5, 0, 1, 3, 9)}):
            exact = float(exact_beta(a, b, x))
            if worth(exact):
                betas.append([a, b, x, exact, float(special.betainc(a, b, x))])

students = []
for nu in DEGREES:
    for t in STATISTICS:
        exact = float(exact_p(t, nu))
        if worth(exact):
            students.append([t, nu, exact, float(2 * stats.t.sf(t, nu))])

def scipy_off(rows):
    return sum(abs(scipy_value - exact) > 1e-13 * abs(exact) for *_, exact, scipy_value in rows)


tables = {"log_gamma": gammas, "incomplete_beta": betas, "student": students}
out = pathlib.Path(__file__).with_name("special.json")
out.write_text(json.dumps({
    "made_by": "python test/reference/special.py",
    "versions": {"scipy": scipy.__version__, "mpmath": mpmath.__version__},
    "scipy_off": {name: scipy_off(rows) for name, rows in tables.items()}, **tables,
}) + "\n")
