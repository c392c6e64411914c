#!/usr/bin/env python3
"""Count and checksum of every row of INPUTS.md, computed naively and without any engine.

    expected.py [--events N] [ROW...]

prints "row events count checksum" a line. Slow: about 3 s a million events and row.
"""

import argparse
import json
from collections import defaultdict
from functools import lru_cache

MASK = (1 << 64) - 1


def mix(z):
    z = (z + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
    return z ^ z >> 31


def below(h, n):
    return ((h >> 32) * n) >> 32


def low(h):
    return h & 0xFFFFFFFF


@lru_cache(maxsize=1 << 20)
def fnv(text):
    f = 0xCBF29CE484222325
    for byte in text.encode():
        f = ((f ^ byte) * 0x100000001B3) & MASK
    return f


def mixed(*numbers):
    """mix(a + 31 b + 961 c + 29791 d)"""
    return mix(sum(n * 31**i for i, n in enumerate(numbers)) & MASK)


def digest(numbers):
    numbers = list(numbers)
    return len(numbers), sum(numbers) & MASK


# Rows over pairs


def pairs(events, keys):
    for n in range(events):
        h = mix(n)
        yield below(h, keys), h & 1023, n // 1000


def visits(events, keys):
    for key, value, time in pairs(events, keys):
        yield key + time // 1000 * keys, value, time


def texts(records):
    return (("user-%015d" % key, value, time) for key, value, time in records)


def passthrough(records):
    return digest(v + 1 for _, v, _ in records if (v + 1) & 7)


def sums(records):
    sums = defaultdict(int)
    numbers = []
    for key, value, _ in records:
        sums[key] += value
        numbers.append(value * (2 * sums[key] - value))
    return digest(numbers)


def window_rows(windows):
    """Of (key, values) each."""
    for key, values in windows:
        number = fnv(key) if isinstance(key, str) else key
        yield mixed(number, len(values), sum(values), max(values))


def sliding(records, size, slide):
    windows = defaultdict(list)
    for key, value, time in records:
        start = time // slide * slide
        while start > time - size:
            windows[key, start].append(value)
            start -= slide
    return digest(window_rows((key, values) for (key, _), values in windows.items()))


def sessions_of(events, gap):
    """Events are (key, time, value); yields (key, first time, last time, values)."""
    by_key = defaultdict(list)
    for key, time, value in events:
        by_key[key].append((time, value))
    for key, of_key in by_key.items():
        of_key.sort()
        session = []
        for time, value in of_key:
            if session and time - session[-1][0] > gap:
                yield key, session[0][0], session[-1][0], [v for _, v in session]
                session = []
            session.append((time, value))
        yield key, session[0][0], session[-1][0], [v for _, v in session]


def sessions(records, gap):
    found = sessions_of(((k, t, v) for k, v, t in records), gap)
    return digest(window_rows((key, values) for key, _, _, values in found))


# ysb


def identifier(kind, n):
    digits = "%016x%016x" % (mix((kind << 32) + 2 * n), mix((kind << 32) + 2 * n + 1))
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def ysb(events):
    campaign_of = {identifier(2, ad): identifier(3, ad // 10) for ad in range(1000)}
    counts = defaultdict(int)
    for n in range(events):
        h = mix(n)
        if low(h) // 50000 % 3 == 0:
            campaign = campaign_of[identifier(2, below(h, 1000))]
            counts[campaign, n // 100 // 10_000 * 10_000] += 1
    return digest(mixed(fnv(c), count, start) for (c, start), count in counts.items())


# clicks

AGENTS = [
    "Mozilla/5.0 (X11; Linux x86_64)",
    "Mozilla/5.0 (Macintosh; arm64)",
    "Mozilla/5.0 (Windows NT 10.0)",
]


def click_lines(events):
    x = 42
    for i in range(events):
        x = (x * 6364136223846793005 + 1442695040888963407) & MASK
        h = x >> 24
        k = (h >> 10) % 20
        kind = "view" if k < 10 else "click" if k < 16 else "scroll" if k < 19 else "purchase"
        amount = (h >> 8) % 100000
        yield (
            '{"event_id":%d,"user_id":"user-%04d","event_type":"%s","ts":%d,'
            '"url":"https://shop.example/item/%d","referrer":"https://search.example/q?w=%x",'
            '"session":"%08x","agent":"%s","amount":%d.%02d}'
            % (
                i, h % 1000, kind, 1700000000000 + i * 4 // 5 - h % 500, (h >> 12) % 100000,
                h & 0xFFFF, low(h), AGENTS[(h >> 20) % 3], amount // 100, amount % 100,
            )
        )


def clicks(events):
    counts = defaultdict(int)
    for line in click_lines(events):
        event = json.loads(line)
        if event["event_type"] != "scroll":
            counts[event["user_id"], event["event_type"], event["ts"] // 60_000 * 60_000] += 1
    form = '{"user_id":"%s","event_type":"%s","window_start":%d,"count":%d}'
    return digest(fnv(form % (*key, count)) for key, count in counts.items())


# nexmark

FIRST = "Peter Paul Luke John Saul Vicky Kate Julie Sarah Deiter Walter".split()
LAST = "Shultz Abrams Spencer White Bartels Walton Smith Jones Noris".split()
CITIES = (
    "Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne"
).split(",")
STATES = "AZ CA ID OR WA WY".split()


def any_person(epoch, r):
    active = min(epoch + 1, 1000)
    return epoch + 1 - active + below(r, active + 10)


class Nexmark:
    """The events of each kind, as dictionaries."""

    def __init__(self, events):
        self.persons, self.auctions, self.bids = [], [], []
        for n in range(events):
            epoch, m, time, r0 = n // 50, n % 50, n // 10, mix(n)
            r1 = mix(r0)
            if m == 0:
                self.persons.append(self.person(epoch, time, r0))
            elif m <= 3:
                self.auctions.append(self.auction(epoch, m, time, r0, r1))
            else:
                self.bids.append(self.bid(epoch, time, r0, r1))

    @staticmethod
    def person(epoch, time, r0):
        n = low(r0)
        name = FIRST[n % 11] + " " + LAST[n // 11 % 9]
        city, state = CITIES[n // 99 % 10], STATES[n // 990 % 6]
        return dict(id=1000 + epoch, name=name, city=city, state=state, time=time)

    @staticmethod
    def auction(epoch, m, time, r0, r1):
        seller = epoch // 100 * 100 if r0 & 3 else any_person(epoch, r0)
        expires = time + 1 + below(r1, 332)
        return dict(
            id=1000 + 3 * epoch + m - 1, seller=1000 + seller, category=10 + low(r1) % 5,
            expires=expires, time=time)

    @staticmethod
    def bid(epoch, time, r0, r1):
        last = 3 * epoch + 2
        first = max(last - 100, 0)
        auction = first + below(r0, last - first + 11) if r0 & 1 else last // 100 * 100
        bidder = epoch // 100 * 100 + 1 if r0 >> 1 & 3 else any_person(epoch, r1)
        price = (1000 + low(r1) // 6 % 9000) * 10 ** (low(r1) % 6) // 10
        return dict(auction=1000 + auction, bidder=1000 + bidder, price=price, time=time)


def bid_number(bid, factor=1):
    return mixed(bid["auction"], bid["bidder"], bid["price"] * factor, bid["time"])


def q00(events):
    return digest(bid_number(bid) for bid in Nexmark(events).bids)


def q01(events):
    return digest(bid_number(bid, 908) for bid in Nexmark(events).bids)


def q02(events):
    bids = (bid for bid in Nexmark(events).bids if bid["auction"] % 123 == 0)
    return digest(mixed(bid["auction"], bid["price"]) for bid in bids)


def q03(events):
    input = Nexmark(events)
    persons = {p["id"]: p for p in input.persons if p["state"] in ("OR", "ID", "CA")}
    joined = (
        (a["id"], persons[a["seller"]])
        for a in input.auctions if a["category"] == 10 and a["seller"] in persons)
    return digest(mixed(id, fnv(p["name"]), fnv(p["city"]), fnv(p["state"])) for id, p in joined)


def q04(events):
    input = Nexmark(events)
    auctions = {a["id"]: a for a in input.auctions}
    highest = {}
    for bid in input.bids:
        auction = auctions.get(bid["auction"])
        if auction and auction["time"] <= bid["time"] <= auction["expires"]:
            highest[auction["id"]] = max(highest.get(auction["id"], 0), bid["price"])
    prices = defaultdict(list)
    for id, price in highest.items():
        prices[auctions[id]["category"]].append(price)
    table = (mixed(category, sum(of) // len(of)) for category, of in prices.items())
    return len(highest), sum(table) & MASK


def q05(events):
    counts = defaultdict(lambda: defaultdict(int))
    for bid in Nexmark(events).bids:
        start = bid["time"] // 2000 * 2000
        for hop in range(5):
            counts[start - 2000 * hop][bid["auction"]] += 1
    numbers = []
    for start, of_auction in counts.items():
        most = max(of_auction.values())
        numbers += [mixed(a, most, start) for a, count in of_auction.items() if count == most]
    return digest(numbers)


def q07(events):
    windows = defaultdict(list)
    for bid in Nexmark(events).bids:
        windows[bid["time"] // 10_000].append(bid)
    numbers = []
    for bids in windows.values():
        most = max(bid["price"] for bid in bids)
        numbers += [bid_number(bid) for bid in bids if bid["price"] == most]
    return digest(numbers)


def q08(events):
    input = Nexmark(events)
    sellers = {(a["seller"], a["time"] // 10_000) for a in input.auctions}
    new = (p for p in input.persons if (p["id"], p["time"] // 10_000) in sellers)
    return digest(
        mixed(p["id"], fnv(p["name"]), p["time"] // 10_000 * 10_000) for p in new)


def q11(events):
    bids = ((bid["bidder"], bid["time"], 0) for bid in Nexmark(events).bids)
    found = sessions_of(bids, 10_000)
    return digest(
        mixed(bidder, len(of), first, last + 10_000) for bidder, first, last, of in found)


ROWS = {
    "passthrough": lambda n: passthrough(pairs(n, 1_000_000)),
    "passthrough-rebalance": lambda n: passthrough(pairs(n, 1_000_000)),
    "sum-1k": lambda n: sums(pairs(n, 1000)),
    "sum-1m": lambda n: sums(pairs(n, 1_000_000)),
    "tumbling-1k": lambda n: sliding(pairs(n, 1000), 1000, 1000),
    "tumbling-100k": lambda n: sliding(pairs(n, 100_000), 1000, 1000),
    "tumbling-1m": lambda n: sliding(pairs(n, 1_000_000), 1000, 1000),
    "sliding-1k": lambda n: sliding(pairs(n, 1000), 10_000, 1000),
    "session-1k": lambda n: sessions(visits(n, 1000), 500),
    "ysb": ysb,
    "clicks": clicks,
    "nexmark-q00": q00,
    "nexmark-q01": q01,
    "nexmark-q02": q02,
    "nexmark-q03": q03,
    "nexmark-q04": q04,
    "nexmark-q05": q05,
    "nexmark-q07": q07,
    "nexmark-q08": q08,
    "nexmark-q11": q11,
    "sum-text-1k": lambda n: sums(texts(pairs(n, 1000))),
    "sliding-1k-by-hand": lambda n: sliding(pairs(n, 1000), 10_000, 1000),
    "nexmark-q07-by-hand": q07,
    "tumbling-text-1k": lambda n: sliding(texts(pairs(n, 1000)), 1000, 1000),
}


def main():
    parser = argparse.ArgumentParser(description="Expected count and checksum of benchmark rows.")
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="all when none is named")
    arguments = parser.parse_args()
    for row in arguments.rows or ROWS:
        print(row, arguments.events, *ROWS[row](arguments.events), flush=True)


if __name__ == "__main__":
    main()
