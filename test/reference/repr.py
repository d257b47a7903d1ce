"""Records how Python's repr lays doubles out, and what float() makes of hard decimals: repr.json."""

import json
import math
import pathlib
import platform
import struct
from decimal import Decimal, getcontext

getcontext().prec = 1200

LAYOUT = [
    0.0, -0.0, 1.0, -1.0, 100.0, 0.1, 0.9473684210526315, 1e-05, 0.0001, 0.00012345678901234567, 1e15, 1e16, 1e17,
    9999999999999998.0, 999999999999999.9, 123456789012345680.0, 12345678901234567.0, 1e21, 1e22, 1e23, 1e-323, 5e-324,
    2.2250738585072014e-308, 2.225073858507201e-308, 1.7976931348623157e308, 9007199254740993.0, 4503599627370496.5,
    2.0**70, 0.1 + 0.2, 1 / 3, 2 / 3, 1e100, -1.5e-10, 5e-05, 123.456, 1.0e10, 4.35, 0.3, 2.675, 1e-4 / 3, -12345.678,
    9.5367431640625e-07, 1.1920928955078125e-07, 8.988465674311579e307, 6.62607015e-34, 299792458.0, 1234567.0,
]


def bits(value):
    """The double's 64 bits in hexadecimal: the reader needs no parser."""
    return struct.pack(">d", value).hex()


def midpoint(value):
    """The decimal, all its digits, half way from a double to the next above."""
    above = math.nextafter(value, math.inf)
    upper = Decimal(2) ** 1024 if math.isinf(above) else Decimal(above)
    return (Decimal(value) + upper) / 2


hard = ["1e400", "-1e400", "1e-400", "0e999999999999", "1e999999999999999999999", "1e-999999999999999999999",
        "0." + "0" * 400 + "1e400", "1" + "0" * 400 + "e-400", "9007199254740993", "9007199254740992.99999999999999",
        "9007199254740993." + "0" * 900 + "1", "2.4703282292062327e-324", "2.4703282292062328e-324",
        "2.2250738585072011e-308", "1.7976931348623158e308", "1.7976931348623159e308", "123456789012345678901234567890",
        "0.1000000000000000055511151231257827021181583404541015625", "3.4e-342", "18446744073709551615", "18446744073709551616",
        "0.000000000000000000000000000000000000000000001", "-0", "-0.0e5", "1E5", "1e+5", "7e-10", "10000000000000000000000e-22"]
for value in [5e-324, 1.5e-323, 2.2250738585072009e-308, 2.2250738585072014e-308, 1.0, 0.1, 1 / 3, 4503599627370497.0,
              9007199254740992.0, 1e22, 1e23, 1.2345e-200, 9.87e250, 8.98846567431158e307, 1.7976931348623157e308, 0.0]:
    exactly = midpoint(value)
    step = exactly * Decimal(10) ** -790
    for near in (exactly, exactly - step, exactly + step):
        hard.append(f"{near:.1100E}" if near is not exactly else f"{near:E}")

out = pathlib.Path(__file__).with_name("repr.json")
out.write_text(json.dumps({
    "made_by": "python test/reference/repr.py",
    "versions": {"python": platform.python_version()},
    "layout": [{"bits": bits(v), "repr": repr(v)} for v in LAYOUT],
    "hard": [{"text": t, "bits": bits(float(t))} for t in hard],
}, indent=1) + "\n")
