"""Prints the table of assembly/codec/word_characters.ts: the characters that `\\w` of Python's re matches.

    python test/reference/word_characters.py

They are the letters, digits and other numerals of the interpreter's Unicode, and the underscore. Runs of them and runs of all others
take turns, beginning with others at U+0000; printed are the runs' lengths.
"""

import re
import unicodedata

word = re.compile(r"\w")
lengths = []
begin, inside = 0, False
for code in range(0x110000):
    if (word.match(chr(code)) is not None) != inside:
        lengths.append(code - begin)
        begin, inside = code, not inside
print(f"// Unicode {unicodedata.unidata_version}")
print(", ".join(map(str, lengths)))
