#!/usr/bin/env python3
"""Holds the messages that Gatepost writes against those that SpamAssassin writes.

  filter_parity.py [--count N] [--show N] FILTER_MANY CORPUS [CONFIG ...]

Takes N messages (200) of the corpus, evenly spread, and gives them to both engines with the same rules and site
configuration, without network and Bayes, once for each set of configuration lines below (or those named).
Compared are the header, byte for byte after dates, the random MIME boundary and the host's name are masked; the
body, byte for byte; and what taking the markup out again makes of each engine's own message. Messages whose
verdicts differ are counted apart: their headers cannot be equal (--verdicts counts them as differences).

Needs SpamAssassin 4.0.1. Exit status: 0 where all messages are equal.
"""
import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

RULES, SITE = "/usr/share/spamassassin", "/etc/spamassassin"
BASE = ["use_bayes 0"]
CONFIGS = {
    "default": [],
    "report_safe_0": ["report_safe 0"],
    "report_safe_2": ["report_safe 2", "report_safe_copy_headers Received List-Id X-Mailer"],
    "rewrite": ["report_safe 0", "required_score 2", "rewrite_header Subject [SPAM _SCORE(00)_/_REQD_]",
                "rewrite_header From spam? _YESNO_", "rewrite_header To _STARS(x)_",
                "subjprefix HTML_MESSAGE [html]"],
    "rewrite_safe_1": ["report_safe 1", "required_score 2", "rewrite_header Subject *****SPAM(_SCORE_)*****",
                       "rewrite_header From _SCORE_", "subjprefix HTML_MESSAGE [html]",
                       "report_hostname mx.example.org", "report_contact postmaster@example.org"],
    "headers": ["report_safe 0", "add_header all Report _REPORT_", "add_header all Relay _LASTEXTERNALIP_ "
                "_LASTEXTERNALRDNS_ _LASTEXTERNALHELO_ _LASTEXTERNALREVIP_ _FIRSTTRUSTEDIP_",
                "add_header all Scores _TESTSSCORES(;)_", "add_header ham Names _TESTS( )_",
                "add_header spam Stars _STARS(+)_ _YESNO(spam,ham)_ _YESNOCAPS_ _HITS_",
                "add_header all Domains _SENDERDOMAIN_ _AUTHORDOMAIN_ _BAYES_ _NOSUCHTAG_ _SUBJPREFIX_",
                "add_header all Sender _HEADER(From:addr)_ _HEADER(Subject)_", "add_header all Preview _PREVIEW_",
                "add_header all Wide a\\tb\\nc: _CONTACTADDRESS_", "remove_header all Level",
                "add_header all Chain _RELAYSUNTRUSTED_"],
    "tags": ["loadplugin Mail::SpamAssassin::Plugin::Shortcircuit", "shortcircuit HTML_MESSAGE ham", "report_safe 0",
             "fold_headers 0", "remove_header all Report", "header CAPTURE_TAG Subject =~ /(?<FIRST_WORD>\\w+)/", "use_capture_tags 1"] +
            [f"add_header all T-{number} [{tag}]" for number, tag in enumerate(
                "_SC_ _SCRULE_ _SCTYPE_ _AUTOLEARN_ _AUTOLEARNSCORE_ _ADDEDHEADERHAM_ _RULESVERSION_ _FIRST_WORD_ "
                "_REMOTEHOSTNAME_ _REMOTEHOSTADDR_ _TOKENSUMMARY_ _BAYESTC_ _BAYESTCLEARNED_ _BAYESTCSPAMMY_ "
                "_BAYESTCHAMMY_ _HAMMYTOKENS_ _SPAMMYTOKENS_ _SUBTESTSCOLLAPSED_ _SUBTESTSCOLLAPSED(;)_ _SUBTESTS(;)_ "
                "_DCCB_ _DCCR_ _PYZOR_ _RBL_ _LANGUAGES_ _TIMING_ _URIHOSTS_ _URIDOMAINS_ _DKIMDOMAIN_ _AWL_ "
                "_FIRSTTRUSTEDREVIP_ _YESNO(a,b)_ _YESNOCAPS(a,b)_ _SCORE(0)_ _HEADER(To:addr)_ "
                "_HEADER(To)_ _HEADER(Received:first)_ _HEADER(Nope)_ _RELAYSINTERNAL_ _RELAYSEXTERNAL_".split())],
    "textcat": ["loadplugin Mail::SpamAssassin::Plugin::TextCat", "ok_languages en", "report_safe 0", "fold_headers 0",
                "remove_header all Report",
                "body UNWANTED_LANGUAGE_BODY eval:check_language()", "body BODY_8BITS eval:check_body_8bits()",
                "header LANGUAGES_LONG X-Languages-Length =~ /^10000$/", "header LANGUAGES_NONE X-Languages =~ /^$/",
                "add_header all Languages [_LANGUAGES_]", "add_header all Guesses _TEXTCATRESULTS_",
                "add_header all Length _HEADER(X-Languages-Length)_"],
    "cleared": ["clear_headers", "fold_headers 0", "add_header all Status _YESNO_, score=_SCORE_ tests=_TESTS_",
                "clear_report_template", "report one _SCORE_ of _REQD_", "report two:", "report _SUMMARY_",
                "clear_unsafe_report_template", "unsafe_report careful", "report_safe 1", "required_score 3"],
}


def host_name():
    """As SpamAssassin has it."""
    program = "print Mail::SpamAssassin::Util::fq_hostname()"
    return subprocess.run(["perl", "-MMail::SpamAssassin::Util", "-e", program], capture_output=True, text=True,
                          check=True).stdout


def mask(text):
    text = re.sub(rb"\[total \d+ ms - [^\n]*\]", b"[]", text)  # _TIMING_
    text = re.sub(rb"\bsk\.(?:utf-8|windows-1250):", b"sk:", text)  # alike, and in no order in _TEXTCATRESULTS_
    text = re.sub(rb"-{10}=_[0-9A-F]{8}\.[0-9A-F]{8}(?:/[0-9A-F]{8})*", b"BOUNDARY", text)
    return re.sub(rb"(\twith SpamAssassin [^\n]*\r?\n\t)\w\w\w, \d\d \w\w\w \d{4} [0-9:]{8} [+-]\d{4}", rb"\1DATE", text)


def halves(message):
    parts = re.split(rb"(?<=\n)\r?\n", message, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else b""


def tests(header):
    flat = re.sub(rb"\r?\n[ \t]+", b" ", header)
    found = re.search(rb"^X-Spam-Status: (.*tests=.*?)(?: autolearn|\r?$)", flat, re.M)
    return re.sub(rb",? +", b",", found.group(1)) if found else b""


def sorted_hits(text):
    """Lines of hit tables in one order: SpamAssassin's is that of Perl's hashes."""
    return sorted(text.split(b"\n"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--show", type=int, default=3, help="differences to print, each configuration")
    parser.add_argument("filter_many")
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("configs", nargs="*", choices=[[], *CONFIGS])
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.corpus.rglob("*") if path.is_file())
    step = max(1, len(files) // arguments.count)
    files = files[::step][: arguments.count]
    perl = pathlib.Path(__file__).with_suffix(".pl")
    environment = dict(os.environ, SUBVERSION="Gatepost", FILTER_HOST=host_name())
    bad = 0
    for name in arguments.configs or CONFIGS:
        lines = BASE + CONFIGS[name]
        with tempfile.TemporaryDirectory(prefix="filter-parity-") as work:
            work = pathlib.Path(work)
            (work / "list").write_text("".join(f"{path}\n" for path in files))
            for engine, command in (("sa", ["perl", perl, SITE]), ("ours", [arguments.filter_many, RULES, SITE])):
                (work / engine).mkdir()
                subprocess.run([*command, work / engine, work / "list", *lines], check=True, env=environment)
            counts = dict(equal=0, verdict=0, order=0, header=0, body=0, markup=0)
            shown = 0
            for number, path in enumerate(files):
                sa, ours = ((work / engine / str(number)).read_bytes() for engine in ("sa", "ours"))
                original = path.read_bytes()
                kinds = []
                (sa_header, sa_body), (our_header, our_body) = halves(mask(sa)), halves(mask(ours))
                if tests(sa_header) != tests(our_header):
                    kinds = ["verdict"]
                else:
                    if sa_header != our_header:
                        kinds.append("order" if sorted_hits(sa_header) == sorted_hits(our_header) else "header")
                    if sa_body != our_body:
                        kinds.append("order" if sorted_hits(sa_body) == sorted_hits(our_body) else "body")
                # Where SpamAssassin gives back the original, so must Gatepost; where not, either may be right.
                sa_clean, our_clean = ((work / engine / f"{number}.d").read_bytes() for engine in ("sa", "ours"))
                if our_clean != sa_clean and our_clean != original and "verdict" not in kinds:
                    kinds.append("markup")
                for kind in kinds or ["equal"]:
                    counts[kind] += 1
                real = [kind for kind in kinds if kind not in ("verdict", "order")]
                bad += bool(real)
                if real and shown < arguments.show:
                    shown += 1
                    print(f"--- {name}: {path}: {', '.join(real)}")
                    pair = (sa_clean, our_clean) if real == ["markup"] else (mask(sa), mask(ours))
                    diff = difflib.unified_diff(*(text.decode("latin-1").split("\n") for text in pair), "SpamAssassin",
                                                "Gatepost", lineterm="", n=0)
                    print("\n".join(line[:200] for line in list(diff)[:20]))
            print(f"{name:15} {len(files)} messages:", ", ".join(f"{kind} {n}" for kind, n in counts.items()), flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
