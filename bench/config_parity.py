#!/usr/bin/env python3
"""Draws configurations at random and holds Gatepost against SpamAssassin over them.

  config_parity.py [--seed N] [--count N] [--messages N] [--show N] [--keep FOLDER] FILTER_MANY CORPUS

Each configuration is a site's local.cf, rules of its own in another file and a user_prefs, with every kind of rule
and setting, as people write and mistype them. Compared are, over messages of the corpus: hits with their scores, the
score, the marked message; and whether each engine says of a line that it is bad. Of a difference, lines are dropped
while it stays; what is left is printed. Local tests alone, no Bayes.

Needs SpamAssassin 4.0.1. Exit status: 0 where all configurations are alike.
"""
import argparse
import difflib
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

from config_parity_draw import Draw
from filter_parity import host_name, mask

# Differences that are known, by what `--quick` prints, and why they stay.
KNOWN = [
    (r"lint: Gatepost alone: include: include\s+\S*(nope|n;ope)", "a file that is not there: SpamAssassin says so without a line"),
    (r"lint: Gatepost alone: require_version: require_version\s+3\.0", "the same"),
    (r"lint: Gatepost alone: (freemail_domains|\w+list_subject): \w+$", "a value is missing: harmless there, a mistake all the same"),
    (r"lint: Gatepost alone: ifplugin: ifplugin\s+!", "SpamAssassin never holds it for true and says nothing"),
    (r"lint: Gatepost alone: if: if \(?foo\)?$", "a word counts as true there, too, without a warning"),
    (r"lint: Gatepost alone: (header|body|rawbody): \w+\s+\S+\s+eval:", "a test of a plugin that is not loaded is said of user_prefs, too"),
    (r"lint: SpamAssassin alone: lock_method: lock_method\s+bogus", "Gatepost does not lock as SpamAssassin does"),
    (r"mail: message \d+: (?s:.*)-\S+ .*unavailable autolearn_force(?s:.*)\+\S+ .*disabled", "Bayes does not learn unless the site says so"),
]
RULE = re.compile(r"(header|body|uri|full|rawbody|meta|mimeheader)$", re.I)
FILES = ("site/local.cf", "site/zz_own.cf", "user_prefs")


class Engines:
    """Both, asked about folders of configuration."""

    def __init__(self, filter_many, messages, work):
        self.filter_many, self.work = filter_many, work
        self.list = work / "list"
        self.list.write_text("".join(f"{path}\n" for path in messages))
        self.count = len(messages)
        self.environment = dict(os.environ, SUBVERSION="Gatepost", FILTER_HOST=host_name(), LC_ALL="C", TZ="UTC")
        self.perl = subprocess.Popen(["perl", pathlib.Path(__file__).with_suffix(".pl"), self.list],
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                     text=True, env=self.environment)
        self.asked = 0

    def differ(self, config, asked=None):
        """What differs: a list of (kind, detail, message); over all messages, or those asked."""
        asked = range(self.count) if asked is None else asked
        self.asked += 1
        home = self.work / f"c{self.asked}"
        (home / "site").mkdir(parents=True)
        (home / "rules").mkdir()
        (home / "ours").mkdir()
        for pre in pathlib.Path("/etc/spamassassin").glob("*.pre"):
            (home / "site" / pre.name).symlink_to(pre)
        (home / "rules/tlds.cf").symlink_to("/usr/share/spamassassin/20_aux_tlds.cf")
        for name in FILES:
            (home / name).write_bytes(b"".join(config[name]))
        self.perl.stdin.write(" ".join([str(home), *map(str, asked)]) + "\n")
        self.perl.stdin.flush()
        self.perl.stdout.readline()
        ours = subprocess.run([self.filter_many, home / "rules", home / "site", home / "ours", self.list],
                              env=dict(self.environment, FILTER_PREFS=str(home / "user_prefs")), capture_output=True,
                              check=False)
        found = []
        if ours.returncode != 0:
            found.append(("fails", ours.stderr.decode("latin-1")[:300] or str(ours.returncode), 0))
        elif not (home / "sa.hits").exists():
            found.append(("sa-fails", "SpamAssassin gave no answer", 0))
        else:
            found = self.compare(home, config, asked)
        shutil.rmtree(home)
        return found

    def compare(self, home, config, asked):
        found = []
        bad_sa = self.bad_lines_sa((home / "sa.lint").read_bytes(), home, config)
        bad_ours = self.bad_lines_ours((home / "ours/lint").read_bytes(), home)
        for where in sorted(bad_sa - bad_ours):
            found.append((f"lint: SpamAssassin alone: {self.keyword(config, where)}", self.line(config, where), None))
        for where in sorted(bad_ours - bad_sa):
            found.append((f"lint: Gatepost alone: {self.keyword(config, where)}", self.line(config, where), None))
        sa, ours = (dict((line.split(" ", 1) + [""])[:2] for line in path.read_text().splitlines())
                    for path in (home / "sa.hits", home / "ours/hits"))
        for number in asked:
            a, b = ([*text.split()[:2], *sorted(text.split()[2:])] for text in (sa[str(number)], ours[str(number)]))
            b[2:] = [hit for hit in b[2:] if not hit.startswith("__")]
            a[:2], b[:2] = [f"{float(x):.2f}" for x in a[:2]], [f"{float(x):.2f}" for x in b[:2]]
            if a[2:] != b[2:]:
                odd = sorted(set(a[2:]) ^ set(b[2:]))
                found += [(f"hit: {hit.split('=')[0]}", f"message {number}: {hit} "
                           f"{'SpamAssassin' if hit in a else 'Gatepost'} alone", number) for hit in odd]
            elif a[0] != b[0]:
                found.append(("score", f"message {number}: {a} {b}", number))
            elif a[1] != b[1]:
                found.append(("required", f"message {number}: {a} {b}", number))
            else:
                left, right = mask((home / f"sa.{number}").read_bytes()), mask((home / f"ours/{number}").read_bytes())
                if sorted(left.split()) != sorted(right.split()):  # hits are in no order in SpamAssassin
                    diff = list(difflib.unified_diff(left.decode("latin-1").split("\n"),
                                                     right.decode("latin-1").split("\n"), lineterm="", n=0))[2:]
                    found.append(("mail", f"message {number}: " + "\n      ".join(d[:160] for d in diff[:8]), number))
        return found

    @staticmethod
    def line(config, where):
        return config[where[0]][where[1] - 1].decode("latin-1").strip()

    def keyword(self, config, where):
        return (self.line(config, where).split() or ["?"])[0]

    @staticmethod
    def bad_lines_ours(text, home):
        # Notes say what Gatepost lacks; a warning counts as bad, because spamassassin --lint warns there, too.
        found = re.findall(rb"^[12] " + re.escape(str(home)).encode() + rb"/(\S+?):(\d+): ", text, re.M)
        return {(name.decode(), int(number)) for name, number in found if int(number) > 0}

    @staticmethod
    def bad_lines_sa(text, home, config):
        bad = set()
        for warning in text.decode("latin-1").split("\n"):
            located = re.search(re.escape(str(home)) + r"/(\S+?),? \(line (\d+)\)", warning)
            if located and located[1] in config and 0 < int(located[2]) <= len(config[located[1]]):
                bad.add((located[1], int(located[2])))
                continue
            named = [((name, number), words) for name, lines in config.items() for number, line in enumerate(lines, 1)
                     for words in [line.decode("latin-1").split(None, 2)] if len(words) > 1 and RULE.match(words[0])]
            places = {words[1]: found.start() for _, words in named
                      for found in [re.search(r"(?<!\w)" + re.escape(words[1]) + r"\b", warning)] if found}
            first = min(places, key=places.get, default=None)
            same = [(where, words) for where, words in named if words[1] == first]
            exact = [where for where, words in same if len(words) > 2 and words[2].strip()[:12] in warning]
            if not same:  # no rule's name: the line that has what the warning quotes
                quoted = re.findall(r"(?<!\w)'([^']+)'", warning)
                bad.update((name, number) for name, lines in config.items() for number, line in enumerate(lines, 1)
                           if set(quoted) & {*line.decode("latin-1").split(), *re.split(r"[\s,!]+", line.decode("latin-1"))})
            bad.update(exact or [where for where, _ in same])
        return bad


def reduce_config(engines, config, kind, message):
    """Drops lines while a difference of this kind stays."""
    asked = [] if message is None else [message]

    def stays(candidate):
        return any(found[0] == kind for found in engines.differ(candidate, asked))
    for name in FILES:
        size = max(1, len(config[name]) // 2)
        while size:
            at = 0
            while at < len(config[name]):
                candidate = dict(config, **{name: config[name][:at] + config[name][at + size:]})
                if stays(candidate):
                    config = candidate
                else:
                    at += size
            size //= 2
    return config


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--messages", type=int, default=12)
    parser.add_argument("--show", type=int, default=20, help="kinds of difference to reduce and print")
    parser.add_argument("--kind", default="", help="differences to look at: a regular expression")
    parser.add_argument("--quick", action="store_true", help="print what differs, and do not reduce it")
    parser.add_argument("filter_many")
    parser.add_argument("corpus", type=pathlib.Path)
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.corpus.rglob("*") if path.is_file() and path.stat().st_size < 20000)
    files = files[:: max(1, len(files) // arguments.messages)][: arguments.messages]
    kinds, alike = {}, 0
    with tempfile.TemporaryDirectory(prefix="config-parity-") as work:
        engines = Engines(arguments.filter_many, files, pathlib.Path(work))
        texts = [path.read_bytes().decode("latin-1") for path in files]
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            config = Draw(random.Random(seed), texts).config()
            found = engines.differ(config)
            found = [one for one in found if re.match(arguments.kind, one[0]) and
                     not any(re.match(known, f"{one[0]}: {one[1]}") for known, _ in KNOWN)]
            alike += not found
            for kind, what, message in found:
                kind_class = re.sub(r"R\d+\w*", "RULE", kind)
                kinds[kind_class] = kinds.get(kind_class, 0) + 1
                if kinds[kind_class] > 1 + 3 * kind_class.startswith(("hit", "mail")) or len(kinds) > arguments.show:
                    continue
                if arguments.quick:
                    print(f"--- seed {seed}: {kind}: {what}", flush=True)
                    continue
                small = reduce_config(engines, config, kind, message)
                print(f"--- seed {seed}: {kind}")
                for name in FILES:
                    for line in small[name]:
                        print(f"    {name}: {line!r}")
                for what, detail, _ in engines.differ(small, [] if message is None else [message])[:3]:
                    print(f"  {what}: {detail}", flush=True)
    print(f"{alike} of {arguments.count} configurations alike;", kinds)
    sys.exit(0 if alike == arguments.count else 1)


if __name__ == "__main__":
    main()
