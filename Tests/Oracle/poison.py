#!/usr/bin/env python3
"""What the stores of the crash job `poison` must hold, computed on its own, and the constraint that
makes them refuse.

    poison.py EVENTS refuse STORES           adds the constraint to every file of both stores
    poison.py EVENTS accept STORES           takes it away
    poison.py EVENTS refused STORES LETTERS  checks a finished job's stores and its dead letters
    poison.py EVENTS redriven STORES LETTERS after all letters were given again, with the constraint gone
    poison.py EVENTS forced STORES LETTERS   after those with a newer change were forced as well
    poison.py EVENTS dump STORES             prints what the stores hold, but not how often they refused it

STORES is the job's directory of stores, LETTERS what `dead-letters JOB --json` said. Exit code 0: all
is as it must be; 1: it is not, and the output says what.
"""

import json
import os
import sqlite3
import sys

TABLES = {"parts": "parts", "documents": "documents"}


class Wrong(Exception):
    pass


def files(stores, sink):
    folder = os.path.join(stores, sink)
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".sqlite")]
    if not paths:
        raise Wrong(f"{folder} has no SQLite files")
    return paths


def change(stores, statements):
    for sink, table in TABLES.items():
        for path in files(stores, sink):
            with sqlite3.connect(path, timeout=10) as connection:
                connection.executescript(statements.format(table=table))
            connection.close()


REFUSE = "".join(
    f"""CREATE TRIGGER no_poison_{action.lower()} BEFORE {action} ON {{table}} WHEN new.stage = 'poison'
        BEGIN SELECT RAISE(ABORT, 'no poison here'); END;"""
    for action in ("INSERT", "UPDATE"))
ACCEPT = "DROP TRIGGER no_poison_insert; DROP TRIGGER no_poison_update;"


def expected(events, mode):
    """Stage of every key's row, and state of every key's letter."""
    rows, letters = {}, {}
    for number in range(events):
        kind = number % 20
        if kind == 3:
            if number < events // 2:
                rows[number] = "poison" if mode == "forced" else "newer"
                letters[number] = "redriven" if mode == "forced" else "superseded"
        elif kind in (7, 13):
            if mode != "refused":
                rows[number] = "poison"
            elif kind == 7:
                rows[number] = "first"
            letters[number] = "refused" if mode == "refused" else "redriven"
        elif kind == 11:
            rows[number] = "first"
            letters[number] = "refused"
        else:
            rows[number] = "plain"
    return rows, letters


def different(name, actual, wanted):
    if actual == wanted:
        return
    keys = sorted(key for key in actual.keys() | wanted.keys() if actual.get(key) != wanted.get(key))
    few = ", ".join(f"{key}: {actual.get(key)} instead of {wanted.get(key)}" for key in keys[:5])
    raise Wrong(f"{name}: {len(keys)} of {len(wanted)} are wrong: {few}")


def check_store(stores, sink, rows, letters):
    actual, rejected, found = {}, {}, []
    for path in files(stores, sink):
        connection = sqlite3.connect(path, timeout=10)
        query = f"SELECT key, stage, words, mass FROM {TABLES[sink]}"
        for key, stage, words, mass in connection.execute(query):
            if key in actual:
                raise Wrong(f"{sink}: there are two rows of key {key}")
            if words != f"{stage} {key}" or mass != 1:
                raise Wrong(f"{sink}: the row of key {key} is mixed up: {stage}, {words}, {mass}")
            actual[key] = stage
        for key, count in connection.execute("SELECT key, count(*) FROM weir_rejected GROUP BY key"):
            rejected[bytes(key)] = rejected.get(bytes(key), 0) + count
        if sink == "documents":
            connection.execute(
                "INSERT INTO documents_index(documents_index, rank) VALUES('integrity-check', 1)")
            found += [row for (row,) in connection.execute(
                "SELECT key FROM documents WHERE weir_row IN (SELECT rowid FROM documents_index"
                " WHERE documents_index MATCH 'poison')")]
            connection.rollback()
        connection.close()
    different(f"{sink}: rows", actual, rows)
    if len(rejected) != len(letters) or set(rejected.values()) != {1}:
        raise Wrong(
            f"{sink}: {sum(rejected.values())} refused changes of {len(rejected)} keys are kept, not one"
            f" for each of {len(letters)}")
    poison = sorted(key for key, stage in rows.items() if stage == "poison")
    if sink == "documents" and sorted(found) != poison:
        raise Wrong(f"{sink}: a query finds {len(found)} poisoned documents, not {len(poison)}")


def check_letters(letters, sink, states, times):
    own = [letter for letter in letters if letter["operator"] == sink]
    actual = {}
    for letter in own:
        key = int(letter["key"].removeprefix("part-"))
        if key in actual:
            raise Wrong(f"{sink}: key {key} has two letters")
        actual[key] = letter["state"]
        reason = "\"mass\": " if key % 20 == 11 else "no poison here"
        if reason not in letter["reason"]:
            raise Wrong(f"{sink}: key {key} was refused for \"{letter['reason']}\"")
        if f"poison {key}" not in letter["payload"]:
            raise Wrong(f"{sink}: the letter of key {key} does not hold its words: {letter['payload']}")
        if letter["change"]["epoch"] < 1 or letter["change"]["partition"] < 0:
            raise Wrong(f"{sink}: the letter of key {key} does not name its change")
    different(f"{sink}: letters", actual, states)
    # What can never be stored is refused once for every time that it was asked for.
    refusals = {letter["refusals"] for letter in own if int(letter["key"].removeprefix("part-")) % 20 == 11}
    if refusals != {times}:
        raise Wrong(f"{sink}: what can never be stored was refused {sorted(refusals)} times, not {times}")


def spare(sink, letters, rows, states):
    """A store is spared a poison change that a newer one of the same epoch replaces: no letter then, and
    nothing to force. On a busy machine an epoch may be so long, but not always."""
    seen = {int(letter["key"].removeprefix("part-")) for letter in letters if letter["operator"] == sink}
    replaceable = [key for key in states if key % 20 == 3]
    for key in replaceable:
        if key not in seen:
            del states[key]
            rows[key] = "newer"
    if replaceable and not any(key in states for key in replaceable):
        raise Wrong(f"{sink}: no newer change came in an epoch of its own")


def check(events, mode, stores, path):
    with open(path) as file:
        letters = json.load(file)
    for sink in TABLES:
        rows, states = expected(events, mode)
        spare(sink, letters, rows, states)
        check_store(stores, sink, rows, states)
        check_letters(letters, sink, states, {"refused": 1, "redriven": 2, "forced": 3}[mode])
    others = {letter["operator"] for letter in letters} - TABLES.keys()
    if others:
        raise Wrong(f"there are letters of {', '.join(sorted(others))}")
    print(f"{mode}: {len(rows)} rows and documents, {len(states)} letters of each store")


def dump(stores):
    for sink, table in TABLES.items():
        for path in files(stores, sink):
            connection = sqlite3.connect(path, timeout=10)
            queries = [
                f"SELECT * FROM {table} ORDER BY weir_row", "SELECT epoch, sequence, kind, key, payload, reason, superseded_epoch, superseded_sequence,"
                " redriven FROM weir_rejected ORDER BY 1, 2"]
            for query in queries:
                for row in connection.execute(query):
                    print(sink, os.path.basename(path), *row)
            connection.close()


def main(events, mode, stores, *more):
    if mode in ("refuse", "accept"):
        change(stores, REFUSE if mode == "refuse" else ACCEPT)
    elif mode == "dump":
        dump(stores)
    else:
        check(int(events), mode, stores, *more)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Wrong, sqlite3.Error, OSError) as error:
        sys.exit(f"{error}")
