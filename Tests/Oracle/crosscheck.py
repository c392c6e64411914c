#!/usr/bin/env python3
"""A second opinion on flights.py: the windowed results once more, by SQL in SQLite.

    crosscheck.py INPUT.csv[.gz] OUT

OUT is the folder that flights.py wrote from the same input. Prints one line per sink and fails when
a sink's sorted lines differ. The rows are read here on their own; only the SQL engine is trusted.
"""

import csv
import gzip
import json
import os
import sqlite3
import sys

SESSIONS = """
WITH legs AS (
  SELECT tailnum, time, distance,
    CASE WHEN time - LAG(time) OVER (PARTITION BY tailnum ORDER BY time) <= 86400000
      THEN 0 ELSE 1 END AS opens
  FROM flights WHERE tailnum IS NOT NULL),
numbered AS (
  SELECT *, SUM(opens) OVER (
    PARTITION BY tailnum ORDER BY time ROWS UNBOUNDED PRECEDING) AS session
  FROM legs)
SELECT tailnum, MIN(time) AS window_start, MAX(time) + 86400000 AS window_end,
  COUNT(*) AS legs, SUM(distance) AS distance
FROM numbered GROUP BY tailnum, session
"""

WEEKS = """
WITH RECURSIVE starts(start, last) AS (
  SELECT MIN(time) / 86400000 * 86400000 - 6 * 86400000, MAX(time) FROM flights
  UNION ALL SELECT start + 86400000, last FROM starts WHERE start + 86400000 <= last)
SELECT origin, start AS window_start, start + 604800000 AS window_end, COUNT(*) AS flights,
  SUM(dep_delay) * 1.0 / COUNT(dep_delay) AS average_delay
FROM starts JOIN flights ON time >= start AND time < start + 604800000
GROUP BY origin, start
"""

DAYS = """
SELECT carrier, time / 86400000 * 86400000 AS window_start,
  time / 86400000 * 86400000 + 86400000 AS window_end, COUNT(*) AS flights,
  SUM(dep_time IS NULL) AS cancelled, COUNT(CASE WHEN dep_delay >= 15 THEN 1 END) AS delayed,
  SUM(dep_delay) * 1.0 / COUNT(dep_delay) AS average_delay, MAX(dep_delay) AS max_delay
FROM flights GROUP BY carrier, window_start
"""


def load(path):
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    database.execute(
        "CREATE TABLE flights (time INTEGER, carrier TEXT, origin TEXT, tailnum TEXT,"
        " dep_time INTEGER, dep_delay INTEGER, distance INTEGER)"
    )
    names = ["time_hour", "carrier", "origin", "tailnum", "dep_time", "dep_delay", "distance"]
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", newline="") as file:
        rows = [[row[name] for name in names] for row in csv.DictReader(file)]
    database.executemany(
        "INSERT INTO flights VALUES (CAST(strftime('%s', ?) AS INTEGER) * 1000, ?, ?,"
        " NULLIF(?, 'NA'), NULLIF(?, 'NA'), NULLIF(?, 'NA'), ?)",
        rows,
    )
    return database


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: crosscheck.py INPUT.csv[.gz] OUT")
    database = load(sys.argv[1])
    agrees = True
    queries = {"airline-days": DAYS, "origin-weeks": WEEKS, "aircraft-duties": SESSIONS}
    for sink, query in queries.items():
        lines = sorted(
            json.dumps(dict(row), separators=(",", ":")).encode() + b"\n"
            for row in database.execute(query)
        )
        with open(os.path.join(sys.argv[2], sink + ".jsonl"), "rb") as file:
            same = file.read() == b"".join(lines)
        agrees = agrees and same
        print(f"{sink}: {len(lines)} lines by SQL, {'the same' if same else 'DIFFERENT'}")
    sys.exit(0 if agrees else 1)


if __name__ == "__main__":
    main()
