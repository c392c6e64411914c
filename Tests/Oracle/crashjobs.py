#!/usr/bin/env python3
"""What the jobs of Tests/CrashJobs must give, computed on its own.

    crashjobs.py skewed [EVENTS [KEYS]]
    crashjobs.py outside [EVENTS]
    crashjobs.py lagging [EVENTS [KEYS]]

Prints for each sink: the SHA-256 of its lines in the order of their bytes, its name, their number.
"""

import hashlib
import json
import sys

START = 1_700_000_000_000
JITTER = 2_000
WINDOW = 5_000


def line(**fields):
    return json.dumps(fields, separators=(",", ":"))


def readings(events, keys):
    """(lane, sequence, key, amount, time) of every record, each lane in order."""
    fast, steady = events // 2, events // 10 * 3
    feeds = [(0, 4, fast, 0, 40), (4, 3, steady, 30_000, 60), (7, 2, events - fast - steady, -20_000, 25)]
    for first, splits, count, skew, step in feeds:
        for number in range(count):
            lane, sequence = first + number % splits, number // splits
            noise = (number * 0x9E37_79B9_7F4A_7C1 & (1 << 64) - 1) >> 40
            time = START + skew + sequence * step - noise % (JITTER + 1)
            yield lane, sequence, (sequence + lane) % keys, noise % 1_000, time


def skewed(events=20_000, keys=40):
    lanes, windows, totals, running = {}, {}, {}, []
    for lane, sequence, key, amount, time in readings(events, keys):
        of_lane = lanes.setdefault((key, lane), [0, 0])
        of_lane[0] += 1
        of_lane[1] += amount
        running.append(
            line(key=key, lane=lane, sequence=sequence, count=of_lane[0], sum=of_lane[1]))
        window = windows.setdefault((key, time // WINDOW * WINDOW), [0, 0, 0])
        window[0] += 1
        window[1] += amount
        window[2] = max(window[2], amount)
        total = totals.setdefault(key, [0, 0])
        total[0] += 1
        total[1] += amount
    running += [
        line(key=key, lane=-1, sequence=-1, count=total[0], sum=total[1])
        for key, total in totals.items()]
    return {
        "running": running,
        "windows": [
            line(key=key, window_start=start, window_end=start + WINDOW, count=count, sum=sum_, max=max_)
            for (key, start), (count, sum_, max_) in windows.items()],
        "totals": [line(key=key, count=count, sum=sum_) for key, (count, sum_) in totals.items()],
    }


def outside(events=12_000):
    copies, totals = [], {}
    quotient, remainder = divmod(events, 5)
    number = 0
    for split in range(5):
        for _ in range(quotient + (split < remainder)):
            copies.append(line(number=number, split=f"range-{split}"))
            total = totals.setdefault(number % 31, [0, 0])
            total[0] += 1
            total[1] += number
            number += 1
    return {
        "copies": copies,
        "totals": [line(key=key, count=count, sum=sum_) for key, (count, sum_) in totals.items()],
    }


def lagging(events=40_000, keys=500):
    rows, documents, lines, counts = {}, {}, [], {}
    for number in range(events):
        split, place = number % 4, number // 4
        key = place % keys * 4 + split
        entry = line(
            key=key, number=number, name=f"key-{key}",
            words=f"number {number} of split {split}, round {place // keys}")
        counts[key] = counts.get(key, 0) + 1
        rows[key] = None if (counts[key] + key) % 5 == 0 else entry
        documents[key] = entry
        lines.append(entry)
    return {
        "rows": [row for row in rows.values() if row], "documents": list(documents.values()),
        "lines": lines}


def main():
    jobs = {"skewed": skewed, "outside": outside, "lagging": lagging}
    if len(sys.argv) < 2 or sys.argv[1] not in jobs:
        sys.exit(__doc__)
    for sink, lines in sorted(jobs[sys.argv[1]](*map(int, sys.argv[2:])).items()):
        content = "".join(sorted(text + "\n" for text in lines)).encode()
        print(f"{hashlib.sha256(content).hexdigest()}  {sink}  {len(lines)}")


main()
