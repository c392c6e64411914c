#!/usr/bin/env python3
"""What the job `flights` must give, computed without Weir, from all rows held in memory.

    flights.py INPUT.csv[.gz] OUT

Writes OUT/<sink>.jsonl with its lines in the order of their bytes (LC_ALL=C sort) and prints
`sha256  sink  lines` for each sink. A row that cannot be read ends the program, it is not skipped.

What the results mean:
- Times are epoch milliseconds, windows lie on the UTC time line, their end is exclusive, and only
  windows that hold a flight give a line.
- Cancelled (dep_time NA) flights count in `flights` and `legs`. The averages and the maximum are
  over the flights that have a dep_delay, null when there is none; an average is sum / count.
- Sliding windows of 7 days start at every UTC midnight, also before the first flight.
- A session takes a flight exactly a gap (24 h) after its last one, and ends a gap after its last.
- Doubles are printed as Python's repr does: the shortest digits that read back as the same value,
  with a point or an exponent, which is also what Swift's description gives.
"""

import csv
import datetime
import gzip
import hashlib
import json
import os
import sys
from collections import defaultdict

DAY = 24 * 3600 * 1000
WEEK = 7 * DAY
SESSION_GAP = DAY
DELAYED_FROM = 15
EPOCH = datetime.datetime(1970, 1, 1)


def optional_integer(text):
    return None if text == "NA" else int(text)


def milliseconds(text):
    moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    return (moment - EPOCH) // datetime.timedelta(milliseconds=1)


def read_flights(path):
    """Yields one dictionary per row, with only what the results need."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        header = next(rows)
        moments = {}
        for row in rows:
            if len(row) != len(header):
                sys.exit(f"{path}:{rows.line_num}: {len(row)} fields instead of {len(header)}")
            named = dict(zip(header, row))
            try:
                hour = named["time_hour"]
                if hour not in moments:
                    moments[hour] = milliseconds(hour)
                yield {
                    "time": moments[hour],
                    "carrier": named["carrier"],
                    "origin": named["origin"],
                    "tailnum": None if named["tailnum"] == "NA" else named["tailnum"],
                    "cancelled": optional_integer(named["dep_time"]) is None,
                    "delay": optional_integer(named["dep_delay"]),
                    "distance": int(named["distance"]),
                }
            except ValueError as error:
                sys.exit(f"{path}:{rows.line_num}: {error}")


def average(values):
    return sum(values) / len(values) if values else None


def delays(flights):
    return [flight["delay"] for flight in flights if flight["delay"] is not None]


def airline_days(flights):
    groups = defaultdict(list)
    for flight in flights:
        groups[flight["carrier"], flight["time"] // DAY * DAY].append(flight)
    for (carrier, start), members in groups.items():
        known = delays(members)
        yield {
            "carrier": carrier,
            "window_start": start,
            "window_end": start + DAY,
            "flights": len(members),
            "cancelled": sum(flight["cancelled"] for flight in members),
            "delayed": sum(delay >= DELAYED_FROM for delay in known),
            "average_delay": average(known),
            "max_delay": max(known, default=None),
        }


def origin_weeks(flights):
    groups = defaultdict(list)
    for flight in flights:
        last_start = flight["time"] // DAY * DAY
        for start in range(last_start, flight["time"] - WEEK, -DAY):
            groups[flight["origin"], start].append(flight)
    for (origin, start), members in groups.items():
        yield {
            "origin": origin,
            "window_start": start,
            "window_end": start + WEEK,
            "flights": len(members),
            "average_delay": average(delays(members)),
        }


def aircraft_duties(flights):
    by_aircraft = defaultdict(list)
    for flight in flights:
        if flight["tailnum"] is not None:
            by_aircraft[flight["tailnum"]].append((flight["time"], flight["distance"]))
    for tailnum, legs in by_aircraft.items():
        legs.sort()
        session = [legs[0]]
        for leg in legs[1:] + [None]:
            if leg is not None and leg[0] - session[-1][0] <= SESSION_GAP:
                session.append(leg)
                continue
            yield {
                "tailnum": tailnum,
                "window_start": session[0][0],
                "window_end": session[-1][0] + SESSION_GAP,
                "legs": len(session),
                "distance": sum(distance for _, distance in session),
            }
            session = [leg]


SINKS = {
    "airline-days": airline_days,
    "origin-weeks": origin_weeks,
    "aircraft-duties": aircraft_duties,
}


def write_sorted(path, results):
    """Writes one JSON object a line and returns the file's SHA-256 and number of lines."""
    lines = sorted(
        json.dumps(result, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        for result in results
    )
    content = b"".join(lines)
    with open(path, "wb") as file:
        file.write(content)
    return hashlib.sha256(content).hexdigest(), len(lines)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: flights.py INPUT.csv[.gz] OUT")
    flights = list(read_flights(sys.argv[1]))
    os.makedirs(sys.argv[2], exist_ok=True)
    for sink, compute in SINKS.items():
        path = os.path.join(sys.argv[2], sink + ".jsonl")
        digest, count = write_sorted(path, compute(flights))
        print(f"{digest}  {sink}  {count}")


if __name__ == "__main__":
    main()
