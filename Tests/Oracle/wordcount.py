#!/usr/bin/env python3
"""What the job `word-count` must give, computed without Weir.

    wordcount.py OUT INPUT[.gz]...

A word is a maximal run of bytes other than ASCII whitespace (space, tab, line feed, vertical tab,
form feed, carriage return); nothing is folded. Writes OUT/counts.jsonl with its lines in the order
of their bytes (LC_ALL=C sort) and prints `sha256  counts  lines`. Input must be UTF-8.
"""

import collections
import gzip
import os
import sys

sys.dont_write_bytecode = True
from flights import write_sorted  # noqa: E402


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: wordcount.py OUT INPUT[.gz]...")
    counts = collections.Counter()
    for path in sys.argv[2:]:
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rb") as file:
            counts.update(file.read().split())
    os.makedirs(sys.argv[1], exist_ok=True)
    digest, count = write_sorted(
        os.path.join(sys.argv[1], "counts.jsonl"),
        ({"word": word.decode(), "count": times} for word, times in counts.items()),
    )
    print(f"{digest}  counts  {count}")


if __name__ == "__main__":
    main()
