"""Writes sort.json: in which order scikit-learn's sort leaves equal keys.

Each case has the CRC-32 of the indices (i32) after sklearn.utils._sorting, three-way, has sorted its keys as float32. Keys follow
from `state = 1664525 state + 1013904223 mod 2^32`; `given` ones, which a plain quicksort would be quadratic on, stand there.
"""

import json
import pathlib
import zlib

import numpy as np
import sklearn
from sklearn.utils._sorting import _py_simultaneous_sort

# n, distinct keys, state
DRAWN = [(n, distinct, n + distinct)
         for n in (1, 2, 3, 15, 16, 17, 40, 100, 1000, 5000)
         for distinct in (1, 2, 3, 17, 200, 100000)]


def drawn(n, distinct, state):
    keys = []
    for _ in range(n):
        state = (1664525 * state + 1013904223) % 2**32
        keys.append((state >> 8) % distinct)
    return keys


def hard(n):
    """Keys of which each partition takes the two largest off, until its depth is used up: the rest is sorted by a heap."""
    keys = [None] * n
    order = list(range(n))
    largest = 1000
    size = n
    for _ in range(2 * int(np.log2(n))):
        places = [0, size >> 1, size - 1]
        for place in [p for p in places if keys[order[p]] is None][:2]:
            keys[order[place]] = largest
            largest -= 1
        pivot = sorted(keys[order[p]] or 0 for p in places)[1]
        i = left = 0
        right = size
        while i < right:
            key = keys[order[i]] or 0
            if key < pivot:
                order[i], order[left] = order[left], order[i]
                i += 1
                left += 1
            elif key > pivot:
                right -= 1
                order[i], order[right] = order[right], order[i]
            else:
                i += 1
        size = left
        if size <= 15:
            break
    return [i % 5 + 1 if key is None else key for i, key in enumerate(keys)]


def digest(keys):
    values = np.array(keys, dtype=np.float32)
    indices = np.arange(len(keys), dtype=np.intp)
    _py_simultaneous_sort(values, indices, len(keys), use_three_way_partition=True)
    return zlib.crc32(indices.astype("<i4").tobytes())


pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps({
    "made_by": "python test/reference/sort.py",
    "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "drawn": [{"n": n, "distinct": distinct, "state": state, "digest": digest(drawn(n, distinct, state))}
              for n, distinct, state in DRAWN],
    "given": [{"keys": hard(n), "digest": digest(hard(n))} for n in (48, 64, 100)],
}) + "\n")
