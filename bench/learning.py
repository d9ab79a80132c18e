#!/usr/bin/env python3
"""Holds Gatepost's probabilities against bogofilter's: the same messages, in the same order, on this machine.

  learning.py GATEPOST RULES CORPUS [RUN ...]

CORPUS holds folders whose names say what is in them: easy-ham-1, hard-ham-1, spam-2 ... RULES is a folder that
asks for the probabilities (rules/). Each RUN is one of the names below; without one all are done. A run takes
some minutes: bogofilter is started twice a message. Prints a Markdown table. (1-ROCA)% is the chance that a ham looks
more like spam than a spam does: smaller is better. In brackets: the share of spam above all but 0.1 % of the ham. Bayes speaks from the first message on (bayes_min_*_num 1), as bogofilter does.
"""
import bisect
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

RUNS = {
    "online": ["--online"],
    "other-seed": ["--online", "--seed", "2"],
    "5%-wrong": ["--online", "--wrong-labels", "5"],
    "10%-wrong": ["--online", "--wrong-labels", "10"],
    "late-500": ["--online", "--delay", "500"],
    "feedback-10%": ["--online", "--feedback", "10"],
    "10-ham-a-spam": ["--online", "--ham-per-spam", "10"],
    "10-spam-a-ham": ["--online", "--ham-per-spam", "0.1"],
    "odd-even": ["--split", "odd-even"],
    "other-year": None,  # learn the folders named -1 of both classes, check the others
}


def corpus_words(corpus, run):
    words = []
    folders = sorted(path for path in corpus.iterdir() if path.is_dir())
    for folder in folders:
        kind = "spam" if "spam" in folder.name else "ham"
        learn = run == "other-year" and folder.name.endswith("-1") and "hard" not in folder.name
        words += [f"--learn-{kind}" if learn else f"--{kind}", str(folder)]
    return words + (RUNS[run] or [])


def summary(ham, spam):
    """(1-ROCA)% and the spam caught where 0.1 % of the ham is lost."""
    ham = sorted(ham)
    wrong = 0.0
    for value in spam:
        above = len(ham) - bisect.bisect_right(ham, value)
        level = bisect.bisect_right(ham, value) - bisect.bisect_left(ham, value)
        wrong += above + level / 2
    limit = ham[-int(0.001 * len(ham)) - 1]
    return 100 * wrong / len(ham) / len(spam), 100 * sum(value > limit for value in spam) / len(spam)


def run_bogofilter(plan, is_spam, folder):
    base = ["bogofilter", "-d", folder, "-B"]
    values = {True: [], False: []}
    for line in plan.splitlines():
        if line.startswith("check "):
            path = line.removeprefix("check ")
            answer = subprocess.run([*base[:3], "-T", "-B", path], capture_output=True, text=True).stdout
            match = re.search(r" ([0-9.e+-]+)\s*$", answer)
            values[is_spam(path)].append(float(match[1]) if match else 0.5)
        elif match := re.match(r"learn (ham|spam) (.*)$", line):
            subprocess.run([*base[:3], "-s" if match[1] == "spam" else "-n", "-B", match[2]], capture_output=True)
    return summary(values[False], values[True])


def run_gatepost(base, folder):
    report = os.path.join(folder, "report.json")
    subprocess.run([*base, "-o", "/dev/null", "--json", report], check=True, stderr=subprocess.DEVNULL)
    measures = json.loads(pathlib.Path(report).read_text())["measures"]
    return {
        name: (measure["one_minus_roca_percent"], 100 * measure["at_0.1_percent_ham_lost"]["spam_caught"])
        for name, measure in measures.items()
    }


def main():
    gatepost, rules, corpus = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    print("| run | bogofilter | classic | model | both | both to bogofilter |\n|---|---:|---:|---:|---:|---:|", flush=True)
    for run in sys.argv[4:] or RUNS:
        base = [gatepost, "evaluate", "-q", "-C", rules, "-p", "/dev/null", "--siteconfigpath", "/dev/null",
                "--cf", "bayes_min_ham_num 1", "--cf", "bayes_min_spam_num 1", *corpus_words(corpus, run)]
        plan = subprocess.run([*base, "--print-plan"], capture_output=True, text=True, check=True).stdout
        with tempfile.TemporaryDirectory() as folder:
            found = run_gatepost(base, folder)
            bogofilter = run_bogofilter(plan, lambda path: "spam" in pathlib.Path(path).parent.name, folder)
        cells = [bogofilter, found["bayes"], found["model"], found["combined"]]
        texts = [f"{roca:.4f} ({caught:.1f} %)" for roca, caught in cells]
        print(f"| {run} | {' | '.join(texts)} | {cells[3][0] / cells[0][0]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
