#!/usr/bin/env python3
"""How the cost of a check grows: with the message, with the rules, with threads, with time.

    bench/scaling.py GATEPOST CORPUS [RULES [SITE]]

RULES and SITE as -C and --siteconfigpath (default: SpamAssassin's). Prints Markdown. A cold check is the median of
some runs from exec to exit; memory is the least `ulimit -d` in which the check still ends with its verdict.
"""
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

WORDS = ("the meeting was moved to Tuesday please confirm with your team regards and thanks for the note about "
         "invoice 4711 order list of items free time http://www.example.com/page?id=5 offer price report").split()


def text_mail(size):
    lines = ["From: Ann <ann@example.org>", "To: bob@example.com", "Subject: notes of the meeting",
             "Date: Sat, 28 Nov 2026 10:00:00 +0000", "Message-ID: <1@example.org>", ""]
    made = sum(len(line) + 1 for line in lines)
    maker = random.Random(1)
    while made < size:
        lines.append(" ".join(maker.choices(WORDS, k=12)) if maker.random() > 0.1 else "")
        made += len(lines[-1]) + 1
    return "\n".join(lines).encode()


class Runner:
    def __init__(self, gatepost, rules, site, folder):
        self.gatepost, self.folder = gatepost, folder
        self.config = ["-C", rules, "--siteconfigpath", site, "-p", "/dev/null"]
        self.cache = self.compile(self.config, "all.gpc")

    def compile(self, config, name):
        cache = os.path.join(self.folder, name)
        subprocess.run([self.gatepost, "compile", *config, "--cache", cache], check=True, stdout=subprocess.DEVNULL)
        return cache

    def check(self, *more, config=None, cache=None):
        return [self.gatepost, "check", "--max-size", "0", *(config or self.config), "--cache", cache or self.cache,
                *more]

    def cold_ms(self, file, runs=15, **options):
        times = []
        for _ in range(runs):
            start = time.perf_counter()
            subprocess.run(self.check(file, **options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            times.append((time.perf_counter() - start) * 1000)
        return statistics.median(times)

    def least_memory_kib(self, file):
        """By halving: ulimit -d, in KiB."""
        def verdict(limit):
            def lower():
                if limit:
                    resource.setrlimit(resource.RLIMIT_DATA, (limit * 1024, limit * 1024))
            run = subprocess.run(self.check("--format", "brief", file), preexec_fn=lower, capture_output=True)
            return run.returncode, run.stdout
        wanted = verdict(0)
        low, high = 256, 1 << 20
        while high - low > 128:
            middle = (low + high) // 2
            if verdict(middle) == wanted:
                high = middle
            else:
                low = middle
        return high


def sizes(runner):
    print("| message | cold check, ms | ms a KB over the smallest | least `ulimit -d`, KiB |\n|---|---|---|---|")
    least = None
    for size in (1 << 10, 10 << 10, 100 << 10, 1 << 20, 10 << 20):
        file = os.path.join(runner.folder, f"{size}.eml")
        with open(file, "wb") as out:
            out.write(text_mail(size))
        took = runner.cold_ms(file, runs=15 if size < 1 << 20 else 5)
        least = took if least is None else least
        extra = "" if size == 1 << 10 else f"{(took - least) / (size / 1024):.3f}"
        print(f"| {size // 1024} KB | {took:.1f} | {extra} | {runner.least_memory_kib(file)} |", flush=True)


def rule_counts(runner):
    """Rules of three words each, of which few occur: what a growing local ruleset looks like."""
    print("\n| body rules beside | cold check of 10 KB, ms | ms a rule over none |\n|---|---|---|")
    maker = random.Random(2)
    file = os.path.join(runner.folder, f"{10 << 10}.eml")
    none = None
    for count in (0, 500, 2000, 8000):
        site = os.path.join(runner.folder, f"site{count}")
        os.mkdir(site)
        with open(os.path.join(site, "local.cf"), "w") as out:
            for i in range(count):
                words = ["".join(maker.choices("abcdefghijklmnoprstuvwy", k=maker.randint(4, 9))) for _ in range(3)]
                out.write(f"body LOCAL_{i} /\\b{words[0]}\\s+(?:{words[1]}|{words[2]})\\b/i\nscore LOCAL_{i} 0.1\n")
        config = runner.config[:2] + ["--siteconfigpath", site, "-p", "/dev/null"]
        took = runner.cold_ms(file, config=config, cache=runner.compile(config, f"rules{count}.gpc"))
        none = took if none is None else none
        print(f"| {count} | {took:.1f} | {'' if count == 0 else f'{(took - none) / count:.4f}'} |", flush=True)


def warm(runner, corpus):
    def seconds(*more):
        start = time.perf_counter()
        subprocess.run(runner.check("--format", "brief", *more, corpus), stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return time.perf_counter() - start
    messages = sum(len(files) for _, _, files in os.walk(corpus))
    print("\n| whole corpus | ms a message | messages a second |\n|---|---|---|")
    took = {}
    for threads in (1, 2):
        took[threads] = min(seconds(f"-j{threads}") for _ in range(2))
        print(f"| {threads} thread{'s' * (threads > 1)} | {took[threads] * 1000 / messages:.2f} | "
              f"{messages / took[threads]:.0f} |", flush=True)
    print(f"\nTwo threads: {took[1] / took[2]:.2f} times one.")

    def peak(times):
        run = subprocess.Popen(runner.check("--format", "brief", "-j1", *[corpus] * times),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(run.pid, 0)
        return usage.ru_maxrss
    print(f"Resident memory at its highest: {peak(1)} KiB after the corpus once, {peak(4)} after it four times.")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    rules = sys.argv[3] if len(sys.argv) > 3 else "/usr/share/spamassassin"
    site = sys.argv[4] if len(sys.argv) > 4 else "/etc/spamassassin"
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(os.path.abspath(sys.argv[1]), os.path.abspath(rules), os.path.abspath(site), folder)
        sizes(runner)
        rule_counts(runner)
        warm(runner, os.path.abspath(sys.argv[2]))


if __name__ == "__main__":
    main()
