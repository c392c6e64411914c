#!/usr/bin/env python3
"""What the stores of the job `plays` must hold, computed from the archive alone.

    plays.py check CUT [EVENTS]     checks one cut; exit code 0 only if it is exact
    plays.py final CUT EVENTS       the same, and that it is the end: every event has come
    plays.py watch FOLDER [EVENTS]  checks the cuts that appear in a folder, until one named `done` does
    plays.py digests CUT            what every store must hold: SHA-256 of the sorted lines, name, number

A cut is a folder with <sink>.jsonl for each store at one epoch, and the file `epoch`. EVENTS is how
many events the generator makes in all; without it no split ever counts as read to its end, and without
`number` in the events everything is one split.

The archive tells how far event time had come: per split the newest event, less the bound. Late and
invalid lines have numbers too, so that the three stores together show whether the cut lies between two
lines of every split: nothing missing before it, nothing there after it.
"""

import hashlib
import json
import os
import re
import shutil
import sys
import time

SPLITS = 8
BOUND = 10 * 60_000
GAP = 30 * 60_000
MINUTE = 60_000
REMOVAL_INTERVAL = 10
FOREVER = 1 << 62
SINKS = ["archive", "invalid", "late", "plays-per-minute", "sessions", "track_events"]


class Inexact(Exception):
    pass


def text(record):
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False)


def read(cut, sink):
    path = os.path.join(cut, sink + ".jsonl")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def number_of(line):
    """The number of a line that may be damaged."""
    found = re.match(r'\{"number":(\d+),', line)
    return int(found.group(1)) if found else None


class Splits:
    """How far each split was read, and what that says about event time."""

    def __init__(self, archive, late, invalid, events):
        self.reached = [None] * SPLITS
        self.newest = [None] * SPLITS
        self.events = events
        numbers = [event["number"] for event in archive + late]
        numbers += [number_of(line["line"]) for line in invalid]
        self.is_numbered = None not in numbers
        if not self.is_numbered:
            self.newest = [max((event["time"] for event in archive), default=None)]
            return
        if len(set(numbers)) != len(numbers):
            raise Inexact(f"{len(numbers) - len(set(numbers))} lines are stored twice")
        for split in range(SPLITS):
            mine = sorted(number for number in numbers if number % SPLITS == split)
            if mine and mine[-1] // SPLITS != len(mine) - 1:
                gap = next(i for i, number in enumerate(mine) if number // SPLITS != i)
                raise Inexact(f"split {split} lacks number {gap * SPLITS + split}, but has {mine[-1]}")
            self.reached[split] = mine[-1] if mine else None
        for event in archive:
            split = event["number"] % SPLITS
            self.newest[split] = max(self.newest[split] or event["time"], event["time"])

    def is_read(self, split):
        if self.events is None or not self.is_numbered:
            return False
        left = self.reached[split] + SPLITS if self.reached[split] is not None else split
        return left >= self.events

    def watermarks(self):
        """What the watermark may be: one value, but for splits that were just read to their end."""
        marks = [newest - BOUND - 1 if newest is not None else -FOREVER for newest in self.newest]
        if not self.is_numbered:
            return [marks[0], FOREVER]
        unread = [mark for split, mark in enumerate(marks) if not self.is_read(split)]
        if len(unread) == SPLITS:
            return [min(marks)]
        if unread:
            return sorted({min(marks), min(unread)})
        return sorted({min(marks), *marks, FOREVER})


def row(event):
    return {
        "play": event["play"], "user": event["user"], "track": event["track"], "title": event["title"],
        "artist": event["artist"], "state": event["kind"],
        "started": event["time"] - (event["duration"] or 0), "duration": event["duration"]}


def document(user, session):
    started = [event for event in session if event["kind"] == "started"]
    first, last = session[0]["time"], session[-1]["time"]
    return {
        "id": f"{user}@{first}", "user": user, "start": first, "end": last,
        "length": (last - first) // 1000, "plays": len(started),
        "artists": "; ".join(dict.fromkeys(event["artist"] for event in session)),
        "titles": "; ".join(event["title"] for event in started)}


class Results:
    """Everything that follows from the distinct events of an archive."""

    def __init__(self, archive):
        if all(event["number"] is not None for event in archive):
            archive = sorted(archive, key=lambda event: event["number"])
        self.users = {}
        seen = set()
        for event in archive:
            if (event["event"], event["time"]) not in seen:
                seen.add((event["event"], event["time"]))
                self.users.setdefault(event["user"], []).append(event)
        self.sessions = {user: self.cut(events) for user, events in self.users.items()}

    @staticmethod
    def cut(events):
        sessions = []
        for event in sorted(events, key=lambda event: event["time"]):
            if not sessions or event["time"] > sessions[-1][-1]["time"] + GAP:
                sessions.append([])
            sessions[-1].append(event)
        return sessions

    def closed(self, user, watermark):
        return [session for session in self.sessions[user] if session[-1]["time"] + GAP <= watermark]

    def documents(self, watermark):
        return [
            document(user, session)
            for user in self.users for session in self.closed(user, watermark)]

    def rows(self, watermark):
        rows = {}
        for user, events in self.users.items():
            for event in events:
                if event["kind"] != "skipped":
                    rows[event["play"]] = row(event)
            for session in self.closed(user, watermark)[REMOVAL_INTERVAL - 1::REMOVAL_INTERVAL]:
                rows.pop(session[0]["play"], None)
        return list(rows.values())

    def minutes(self, watermark):
        counts = {}
        for events in self.users.values():
            for event in events:
                minute = event["time"] // MINUTE * MINUTE
                if event["kind"] == "started" and minute + MINUTE - 1 <= watermark:
                    entry = counts.setdefault(
                        (event["track"], minute),
                        {"track": event["track"], "title": "", "minute": minute, "plays": 0})
                    entry["title"] = max(entry["title"], event["title"])
                    entry["plays"] += 1
        return list(counts.values())

    def stores(self, watermark):
        return {
            "track_events": self.rows(watermark), "sessions": self.documents(watermark),
            "plays-per-minute": self.minutes(watermark)}


def differences(name, wanted, found):
    wanted = {text(dict(sorted(record.items()))) for record in wanted}
    records = [text(dict(sorted(record.items()))) for record in found]
    found = set(records)
    if len(found) != len(records):
        yield f"{name}: {len(records) - len(found)} are there twice"
    if wanted != found:
        yield (
            f"{name}: {len(wanted)} wanted, {len(found)} there, {len(wanted - found)} missing, "
            f"{len(found - wanted)} too many; missing {sorted(wanted - found)[:2]}, "
            f"too many {sorted(found - wanted)[:2]}")


def check(cut, events):
    """Checks a cut and says what is in it.

    Raises Inexact when a store holds anything else than what its archive gives.
    """
    found = {sink: read(cut, sink) for sink in SINKS}
    splits = Splits(found["archive"], found["late"], found["invalid"], events)
    if any(event["received"] - event["time"] > BOUND for event in found["archive"]):
        raise Inexact("the archive holds a late event")
    results = Results(found["archive"])
    problems = []
    for watermark in splits.watermarks():
        problems = [
            problem for name, wanted in results.stores(watermark).items()
            for problem in differences(name, wanted, found[name])]
        if not problems:
            return ", ".join(f"{sink} {len(found[sink])}" for sink in SINKS)
    raise Inexact("; ".join(problems))


def check_final(cut, events):
    counts = check(cut, events)
    found = {sink: read(cut, sink) for sink in SINKS}
    count = sum(len(found[sink]) for sink in ("archive", "late", "invalid"))
    if count != events:
        raise Inexact(f"{count} of {events} events are stored")
    for name, wanted in Results(found["archive"]).stores(FOREVER).items():
        for problem in differences(name, wanted, found[name]):
            raise Inexact(problem)
    return counts


def epoch_of(cut):
    with open(os.path.join(cut, "epoch"), encoding="utf-8") as file:
        return int(file.read())


def watch(folder, events):
    newest, count = -1, 0
    while True:
        names = sorted(os.listdir(folder))
        cuts = [name for name in names if name.startswith("cut-")]
        if not cuts:
            if "done" in names:
                print(f"{count} cuts are exact, the last one at epoch {newest}", flush=True)
                return
            time.sleep(0.02)
            continue
        cut = os.path.join(folder, cuts[0])
        try:
            epoch = epoch_of(cut)
            if epoch < newest:
                raise Inexact(f"the epoch went back from {newest}")
            newest = epoch
            print(f"epoch {epoch}: {check(cut, events)}", flush=True)
        except Inexact as problem:
            sys.exit(f"{cut}: {problem}")
        shutil.rmtree(cut)
        count += 1


def digests(cut):
    archive = read(cut, "archive")
    stores = {sink: read(cut, sink) for sink in ("archive", "invalid", "late")}
    stores.update(Results(archive).stores(FOREVER))
    for sink, records in sorted(stores.items()):
        content = "".join(sorted((text(record) + "\n" for record in records), key=str.encode)).encode()
        print(f"{hashlib.sha256(content).hexdigest()}  {sink}  {len(records)}")


def main():
    words = sys.argv[1:]
    events = int(words[2]) if len(words) > 2 else None
    if len(words) < 2 + (words[:1] == ["final"]) or words[0] not in ("check", "final", "watch", "digests"):
        sys.exit(__doc__)
    if words[0] == "digests":
        digests(words[1])
    elif words[0] == "watch":
        watch(words[1], events)
    else:
        try:
            print((check_final if words[0] == "final" else check)(words[1], events))
        except Inexact as problem:
            sys.exit(f"{words[1]}: {problem}")


main()
