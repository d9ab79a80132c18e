#!/usr/bin/env python3
"""Which tokens, counts and remembered messages of two Bayes databases differ, by their backups.

  bayes_compare.py ONE OTHER      texts of `gatepost db backup` or `sa-learn --backup`

A line a difference and a line of how many; exit status 1 where more than an atime differs.
"""
import sys


def read(path):
    tokens, seen, totals = {}, {}, {}
    with open(path, encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            kind, *rest = line.rstrip("\n").split("\t")
            if kind == "t":
                tokens[rest[3]] = tuple(map(int, rest[:3]))
            elif kind == "s":
                seen[rest[1]] = rest[0]
            else:
                totals[rest[1].split(" ")[0]] = int(rest[0])
    return tokens, seen, totals


one, other = map(read, sys.argv[1:])
count = {"only one": 0, "only other": 0, "counts differ": 0, "atimes differ": 0}
for token in sorted(one[0].keys() | other[0].keys()):
    mine, theirs = one[0].get(token), other[0].get(token)
    if mine == theirs:
        continue
    what = ("only other" if mine is None else "only one" if theirs is None else
            "counts differ" if mine[:2] != theirs[:2] else "atimes differ")
    count[what] += 1
    print(what, token, mine, theirs)
count["seen differ"] = sum(one[1].get(name) != other[1].get(name) for name in one[1].keys() | other[1].keys())
count["totals differ"] = int(one[2] != other[2])
print(f"{len(one[0])} and {len(other[0])} tokens, {len(one[1])} and {len(other[1])} seen:",
      ", ".join(f"{what} {number}" for what, number in count.items()))
sys.exit(any(number for what, number in count.items() if what != "atimes differ"))
