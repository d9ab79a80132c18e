#!/usr/bin/env python3
"""Holds Gatepost's history of senders (AWL, TxRep) against SpamAssassin's: a stream of messages, in order, from an empty database.

  history_parity.py [--only NAME] GATEPOST FOLDER ...

Takes the messages of the folders in turn, one of each, checks them with SpamAssassin's stock rules once for each set of
configuration lines below, and compares each message's score and hits, and in the end the rows of both databases. With "taught"
every tenth message is learned when it was checked, as ham or spam by turns, some twice (as the other SpamAssassin would take
back what no row has, see data/differences.md); at the end the first messages come once more. Needs
SpamAssassin 4.0.1, libdbd-sqlite3-perl and DB_File. Exit status: 0 where all agree.
"""
import argparse
import itertools
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SQL = "Mail::SpamAssassin::SQLBasedAddrList"
TAUGHT = ["use_bayes 1", "bayes_min_ham_num 100000", "bayes_auto_learn 0"]
# Whether on SQLite, further lines.
CONFIGS = {
    "AWL": (True, []),
    "AWL masks": (True, ["auto_welcomelist_ipv4_mask_len 24", "auto_welcomelist_ipv6_mask_len 64",
                         "auto_welcomelist_factor 0.9", "user_awl_sql_override_username site"]),
    "AWL signed": (True, ["auto_welcomelist_distinguish_signed 1", "auto_welcomelist_ipv4_mask_len 32"]),
    "AWL Berkeley": (False, []),
    "TxRep": (True, []),
    "TxRep weights": (True, ["txrep_weight_email 5", "txrep_weight_email_ip 1.5", "txrep_weight_domain 0", "txrep_weight_helo 3",
                             "txrep_weight_ip 7", "txrep_factor 0.8", "txrep_ipv4_mask_len 24", "txrep_ipv6_mask_len 64",
                             "txrep_welcomelist_out 0", "user_awl_sql_override_username site"]),
    "TxRep untracked": (True, ["txrep_track_messages 0", "auto_welcomelist_distinguish_signed 0", "txrep_ipv4_mask_len 32"]),
    "TxRep two": (True, ["txrep_user2global_ratio 2", "user_awl_sql_override_username GLOBAL"]),
    "TxRep outbound": (True, ["trusted_networks 0.0.0.0/0", "internal_networks 0.0.0.0/0"]),
    "TxRep Berkeley": (False, []),
    "TxRep taught": (True, TAUGHT),
    "TxRep taught tracked": (True, ["txrep_welcomelist_out 0", "txrep_learn_bonus 7", *TAUGHT]),
    "TxRep taught two": (True, ["txrep_welcomelist_out 0", "txrep_user2global_ratio 0.5", "user_awl_sql_override_username site",
                                *TAUGHT]),
    "TxRep taught Berkeley": (False, TAUGHT),
    "TxRep autolearn": (True, ["txrep_welcomelist_out 0", "txrep_autolearn 1", "use_bayes 1", "bayes_auto_learn 1",
                              "bayes_min_ham_num 100000"]),
}


def make_site(folder, plugin, on_sql, lines):
    """A site folder whose database starts empty; the database's path."""
    # With rules that sa-compile compiled SpamAssassin runs metas that name them after all else, and AWL does not see their scores.
    shutil.copytree("/etc/spamassassin", folder, ignore=shutil.ignore_patterns("sa-update-keys", "local.cf", "sa-compile.pre"))
    database = folder / "history.db"
    (folder / "zz.pre").write_text(f"loadplugin Mail::SpamAssassin::Plugin::{plugin}\n")
    if plugin == "TxRep":
        lines = ["use_txrep 1", *lines]
    if on_sql:
        lines = lines + [f"{'txrep' if plugin == 'TxRep' else 'auto_welcomelist'}_factory {SQL}", f"user_awl_dsn DBI:SQLite:dbname={database}"]
        schema = (HERE.parent / "data/schema/senders.sql").read_text()
        with sqlite3.connect(database) as connection:
            connection.executescript(schema.replace("txrep", plugin.lower()))
    else:
        lines = lines + [f"auto_welcomelist_path {folder}/berkeley"]
    (folder / "local.cf").write_text("\n".join(["use_bayes 0", f"bayes_path {folder}/bayes", *lines]) + "\n")
    return database


def rows_of(database):
    with sqlite3.connect(database) as connection:
        table = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchone()[0]
        return {row[:4]: (row[4], round(row[5], 2)) for row in connection.execute(
            f"SELECT username, email, ip, signedby, msgcount, totscore FROM {table}")}


def text_rows(text):
    """Lines in the form of sa-awl: the name, and its sums to one decimal."""
    rows = {}
    for line in text.splitlines():
        sums, name = line.split("  --  ", 1)
        total, count = sums[sums.index("(") + 1:-1].split("/")
        rows[name] = (int(count), round(float(total), 1))
    return rows


def make_steps(which, paths):
    """What is done with which message: check, spam, ham (learned as)."""
    if not which.startswith("TxRep"):
        return [("check", path) for path in paths]
    steps = []
    for number, path in enumerate(paths):
        steps.append(("check", path))
        if "taught" in which and number % 10 == 0:
            steps += [("spam" if number % 20 else "ham", path)] * (2 if number % 70 == 0 else 1)
    return steps + [("check", path) for path in paths[:50]]


def run_ours(gatepost, options, steps):
    """The verdicts, and what was complained of."""
    verdicts, errors = [], b""
    for action, group in itertools.groupby(steps, key=lambda step: step[0]):
        paths = [path for _, path in group]
        if action == "check":
            done = subprocess.run([gatepost, "check", *options, "--max-size", "0", "--format", "jsonl", "-j1", *paths], capture_output=True)
            verdicts += [json.loads(line) for line in done.stdout.decode("latin-1").splitlines()]
        else:
            done = subprocess.run([gatepost, "learn", f"--{action}", "-q", *options, *paths], capture_output=True)
        errors += done.stderr
    return verdicts, errors


def compare(which, paths, theirs, ours):
    different = 0
    for path, a, b in zip(paths, theirs, ours):
        if abs(a["score"] - b["score"]) < 0.0015 and set(a["hits"]) == set(b["hits"]):
            continue
        different += 1
        if different <= 20:
            names = sorted(rule for rule in a["hits"].keys() | b["hits"].keys()
                           if abs(a["hits"].get(rule, 99) - b["hits"].get(rule, 99)) > 0.0015)
            print(f"{which}: {path}: {a['score']} and {b['score']}; "
                  + ", ".join(f"{rule} {a['hits'].get(rule)} and {b['hits'].get(rule)}" for rule in names))
    hits = sum(bool({"AWL", "TXREP"} & set(a["hits"])) for a in theirs)
    print(f"{which}: {len(paths)} messages, {hits} hits; {different} scores differ")
    return different


def compare_rows(which, theirs, ours):
    different = [key for key in theirs.keys() | ours.keys()
                 if key not in theirs or key not in ours or theirs[key][0] != ours[key][0]
                 or abs(theirs[key][1] - ours[key][1]) > 0.15]
    for key in sorted(different, key=str)[:10]:
        print(f"{which}: row {key}: {theirs.get(key)} and {ours.get(key)}")
    print(f"{which}: {len(theirs)} rows; {len(different)} differ")
    return len(different)


def run(which, gatepost, work, paths):
    on_sql, lines = CONFIGS[which]
    databases = [make_site(work / side, which.split()[0], on_sql, lines) for side in ("theirs", "ours")]
    steps = make_steps(which, paths)
    paths = [path for action, path in steps if action == "check"]
    (work / "list").write_text("".join(f"{action} {path}\n" for action, path in steps))
    perl = subprocess.run(["perl", HERE / "history_parity.pl", work / "theirs", work / "list"], capture_output=True)
    theirs = [json.loads(line) for line in perl.stdout.decode("latin-1").splitlines()]
    options = ["--no-cache", "-C", "/usr/share/spamassassin", "--siteconfigpath", work / "ours", "-p", "/dev/null"]
    ours, complaints = run_ours(gatepost, options, steps)
    errors = (perl.stderr + complaints).decode("latin-1")
    if errors:
        print(f"{which}: {errors[-1500:]}")
    if len(theirs) != len(paths) or len(ours) != len(paths):
        sys.exit(f"{which}: {len(paths)} mails, {len(theirs)} and {len(ours)} verdicts")
    different = compare(which, paths, theirs, ours)
    if on_sql:
        return different + compare_rows(which, *map(rows_of, databases))
    their_text = subprocess.run(["sa-awl", work / "theirs/berkeley"], capture_output=True).stdout
    our_text = subprocess.run([gatepost, "db", "senders", "dump", *options[1:]], capture_output=True).stdout
    return different + compare_rows(which, text_rows(their_text.decode("latin-1")), text_rows(our_text.decode("latin-1")))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=CONFIGS)
    parser.add_argument("--most", type=int, default=400, help="messages of all folders together")
    parser.add_argument("gatepost")
    parser.add_argument("folder", nargs="+")
    options = parser.parse_args()
    folders = [sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file()) for folder in options.folder]
    paths = [str(path) for each in itertools.zip_longest(*folders) for path in each if path is not None][:options.most]
    differences = 0
    for which in [options.only] if options.only else CONFIGS:
        with tempfile.TemporaryDirectory() as work:
            os.environ["HOME"] = work
            differences += run(which, options.gatepost, pathlib.Path(work), paths)
    print(f"{differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
