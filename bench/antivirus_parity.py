#!/usr/bin/env python3
"""Holds what Gatepost's AntiVirus finds against SpamAssassin's: over made attachments of many names and types, and a corpus.

  antivirus_parity.py GATEPOST [FOLDER ...]

Needs SpamAssassin 4.0.1. Exit status: 0 where all agree.
"""
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RULES = """loadplugin Mail::SpamAssassin::Plugin::Check
loadplugin Mail::SpamAssassin::Plugin::AntiVirus
body T_PROGRAM eval:check_microsoft_executable()
body T_NAME eval:check_suspect_name()
score T_PROGRAM 0.1
score T_NAME 0.1
use_bayes 0
"""
NAMES = ("a.exe a.scr? a.PIF b.c.vbs .bat exe a.txt a.htm a.xhtml a.phtml a.html5 a.xml a.jpg a.JPEG a.tif a.tiff a.gif a.png a.vcf a.com "
         "a.swf a.doc a.docx a.ppt a.xls a.xlsx a. a 0 a.exe.txt a.exe; \"a.exe\" \"a.exe \" 'a.exe' \"a;b.exe\" \"=?utf-8?q?a=2Eexe?=\"").split(" ")
TYPES = ("text/plain text/html text/xml text/calendar text/x-vcard text/vcard image/png image/x-icon audio/wav application/octet-stream "
         "application/pdf application/msword application/vnd.ms-word application/x-word application/wordpad application/vnd.ms-powerpoint "
         "application/ppt application/excel application/vnd.ms-excel application/x-vnd.excel application/mac-binhex40 message/external-body "
         "APPLICATION/MSWORD text texty/plain /x").split()
BASE64 = ("TVqQAAMAAAAEAAAA//8AALgAAAA", "TVqQAAMAAAAEA", "TVqQAAMAAAAEB", "TVoAAAAAAAAAAAAA", "TVrzAAMAAAAgAAAA", "TVqQABMAAAAEAAAA",
          "\nTVqQAAMAAAAEAAAA", " TVqQAAMAAAAEAAAA", "TVqQAAMA\nAAAEAAAA")
UUENCODED = ("M35J0``,````$````__\\``+@`````````", "M35J0``,```", " M35J0``,````$````__\\``+@`````````", "M35I0``(````$`!\\`__\\``+@`````````", "M35L`a`bb`c````")


def mails():
    def mail(fields, body):
        return (f"From: a@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n--b\n{fields}\n\n"
                f"{body}\n--b--\n").encode()
    for name, kind in itertools.product(NAMES, TYPES):
        yield mail(f"Content-Type: {kind}; name={name}", "x")
    for name in NAMES:
        yield mail(f"Content-Type: image/png; filename={name}; x=y", "x")
        yield mail(f"Content-Type: image/png\nContent-Disposition: attachment; filename={name}", "x")
    for line, kind, encoding in itertools.product(BASE64 + UUENCODED, TYPES, ("base64", "Base64 x", "x-uuencode", "7bit")):
        yield mail(f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}", f"{line}\n{line}")


def main():
    gatepost, folders = sys.argv[1], sys.argv[2:]
    differences, hits = 0, {}
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "mail").mkdir()
        (work / "rules").mkdir()
        (work / "rules/10.cf").write_text(RULES)
        paths = []
        for number, mail in enumerate(mails()):
            paths.append(work / f"mail/{number:05}")
            paths[-1].write_bytes(mail)
        made = len(paths)
        paths += sorted(p for folder in folders for p in pathlib.Path(folder).rglob("*") if p.is_file())
        (work / "list").write_text("".join(f"{path}\n" for path in paths))
        perl = subprocess.run(["perl", str(HERE / "documents_parity.pl"), work / "rules/10.cf", work / "list"], capture_output=True)
        theirs = [sorted(line.split(",")) if line else [] for line in perl.stdout.decode().splitlines()]
        ours = []
        for at in range(0, len(paths), 500):
            run = subprocess.run([gatepost, "check", "--no-cache", "-C", work / "rules", "--siteconfigpath", work / "none", "-p", "/dev/null",
                                  "--max-size", "0", "--format", "jsonl", *paths[at:at + 500]],
                                 capture_output=True, env={**os.environ, "HOME": str(work)})
            ours += [sorted(json.loads(line)["hits"]) for line in run.stdout.decode("latin-1").splitlines()]
        if len(theirs) != len(paths) or len(ours) != len(paths):
            sys.exit(f"{len(paths)} mails, {len(theirs)} and {len(ours)} verdicts\n{perl.stderr.decode()[-2000:]}")
        for path, a, b in zip(paths, theirs, ours):
            for rule in a:
                hits[rule] = hits.get(rule, 0) + 1
            if a != b:
                differences += 1
                print(f"{path}: SpamAssassin {a}, Gatepost {b}")
                if differences < 6 and path.is_relative_to(work):
                    print(path.read_text())
    print(f"{made} made mails, {len(paths) - made} others;", " ".join(f"{rule} {count}" for rule, count in sorted(hits.items())))
    print(f"{differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
