#!/usr/bin/env python3
"""Draws mail at random, odd and broken, and holds what Gatepost's rules see of it against what SpamAssassin's see.

  mime_parity.py [--seed N] [--count N] [--show N] [--view REGEX] [--quick] VIEWS

VIEWS is build-test/bin/views. Compared are body, html, URIs and their details, visible and invisible text, parts and
headers, pseudo-headers among them. Of each kind of difference, bytes are dropped from the shortest message while it
stays; what is left is printed, shortest first.

Needs SpamAssassin 4.0.1. Exit status: 0 where all messages are alike.
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from mime_parity_draw import Draw

QUERIES = """ALL ALL:raw ALL-TRUSTED ALL-UNTRUSTED ALL-EXTERNAL ALL-INTERNAL EnvelopeFrom ToCc MESSAGEID X-Spam-Relays-Trusted
X-Spam-Relays-Untrusted X-Spam-Relays-Internal X-Spam-Relays-External Subject Subject:raw From From:addr From:name From:raw To
To:addr To:name Cc Cc:addr Reply-To:addr Received Received:raw Content-Type Content-Type:raw Return-Path:addr X-Fold X-Fold:raw
X-Nul X-8 X-Utf X-Empty X-Cr X-Space""".split()
VIEWS = ("body", "html", "uris", "details", "visible", "invisible", "parts")


class Engines:
    """Both programs, asked about messages; names of files are the messages' numbers."""

    def __init__(self, views, work):
        self.work, self.queries = work, work / "queries"
        self.queries.write_text("".join(f"{query}\n" for query in QUERIES))
        self.commands = ([views, "-H", self.queries],
                         ["perl", pathlib.Path(__file__).with_name("views_spamassassin.pl"), "-H", self.queries])

    def differences(self, mails):
        """Of each message, {view: (SpamAssassin's, Gatepost's)}."""
        paths = []
        for number, mail in enumerate(mails):
            paths.append(self.work / f"{number:06}")
            paths[-1].write_bytes(mail)
        ours, theirs = (self.rows(command, paths) for command in self.commands)
        return [self.compare(ours.get(str(path)), theirs.get(str(path))) for path in paths]

    @staticmethod
    def rows(command, paths):
        ran = subprocess.run([*command, *paths], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        rows = [json.loads(line) for line in ran.stdout.decode("latin-1" if command[0] == "perl" else "utf-8").split("\n") if line]
        return {row["file"]: row for row in rows}

    @staticmethod
    def compare(ours, theirs):
        if ours is None or theirs is None:
            return {"no answer": (theirs is not None, ours is not None)}
        for row in (ours, theirs):
            row["uris"].sort()
            for detail in row["details"].values():  # in the order of Perl's hashes
                for texts in detail.values():
                    texts.sort()
        pairs = {view: (theirs[view], ours[view]) for view in VIEWS}
        for query in QUERIES:
            header = theirs["headers"][query]
            if header and not query.endswith(":raw"):
                header = header.replace("\0", "\u00ef\u00bf\u00bd")  # data/differences.md
            pairs[query] = (header, ours["headers"][query])
        return {view: pair for view, pair in pairs.items() if pair[0] != pair[1]}


def reduce_mail(engines, mail, view):
    """Drops bytes while the view differs; a round asks about each piece, then about as many of them as may go at once."""
    def staying(candidates):
        return [number for number, found in enumerate(engines.differences(candidates)) if view in found]
    size = max(1, len(mail) // 2)
    while size:
        pieces = [mail[at:at + size] for at in range(0, len(mail), size)]

        def without(dropped, pieces=pieces):
            return b"".join(piece for number, piece in enumerate(pieces) if number not in dropped)
        droppable = staying([without({number}) for number in range(len(pieces))])
        groups = [set(droppable[:len(droppable) >> shift]) for shift in range(len(droppable).bit_length())]
        kept = staying([without(group) for group in groups]) if groups else []  # what Perl's hashes decide may come and go
        if kept:
            mail = without(groups[kept[0]])
        else:
            size //= 2
    return mail


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--show", type=int, default=10, help="views to reduce and print")
    parser.add_argument("--view", default="", help="views to look at: a regular expression")
    parser.add_argument("--quick", action="store_true", help="print the shortest messages as drawn")
    parser.add_argument("views")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mime-parity-") as work:
        engines = Engines(arguments.views, pathlib.Path(work))
        mails = [Draw(random.Random(seed)).mail() for seed in range(arguments.seed, arguments.seed + arguments.count)]
        shortest, counts, alike = {}, {}, 0
        for seed, (mail, found) in enumerate(zip(mails, engines.differences(mails)), arguments.seed):
            found = [view for view in found if re.match(arguments.view, view)]
            alike += not found
            for view in found:
                counts[view] = counts.get(view, 0) + 1
                shortest[view] = min(shortest.get(view, (mail, seed)), (mail, seed), key=lambda one: len(one[0]))
        shown = []
        for view, (mail, seed) in list(shortest.items())[: arguments.show]:
            shown.append((mail if arguments.quick else reduce_mail(engines, mail, view), seed, view))
        for mail, seed, view in sorted(shown, key=lambda one: len(one[0])):
            theirs, ours = engines.differences([mail])[0].get(view, ("", "not again"))
            print(f"--- seed {seed}: {view}: {mail!r}\n  SpamAssassin: {theirs!r}\n  Gatepost:     {ours!r}", flush=True)
    print(f"{alike} of {arguments.count} messages alike;", dict(sorted(counts.items(), key=lambda one: -one[1])))
    sys.exit(0 if alike == arguments.count else 1)


if __name__ == "__main__":
    main()
