#!/usr/bin/env python3
"""Messages and settings of Bayes drawn at random: the same tokens, keys and dates of messages as SpamAssassin's?

  bench/bayes_tokens.py build-test/bin/bayes_tokens CORPUS [--seed N] [--rounds N]

Each round draws settings, and 200 messages out of pieces of CORPUS and what follows here. A difference is printed with
the settings and the shortest message that shows it, which is kept in /tmp. Exit status 1 where there is one.
"""
import argparse
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

STOCK = pathlib.Path("/usr/share/spamassassin")
FILES = "10_default_prefs 20_aux_tlds 23_bayes 50_scores 60_bayes_stopwords".split()
HEADERS = ("From To Cc Bcc Reply-To Errors-To Sender Return-Path Message-ID Message-Id Resent-Message-ID In-Reply-To References "
           "Received Received Received X-Received Date Resent-Date Content-Type Content-Transfer-Encoding Content-Disposition "
           "MIME-Version Subject X-Mailer User-Agent X-MimeOLE X-Priority X-Originating-IP List-Id List-Unsubscribe Mailing-List "
           "Precedence DKIM-Signature DomainKey-Signature Authentication-Results ARC-Seal ARC-Message-Signature Received-SPF "
           "X-Spam-Status X-Spam-Level X-Spam-Flag X-Virus-Scanned X-Face X-UIDL Status X-Status X-Keywords X-Mozilla-Status "
           "Delivered-To X-Original-To Envelope-To X-Envelope-From Lines Thread-Index Organization X-Antispam Accept-Language "
           "X-List-Host Delivery-Date X-DCC-x-Metrics X-Gnus-Mail-Source X-Unknown Comments x-ms-exchange-x Autocrypt Face").split()
WORDS = ("www.Clock-Speed.net f*ck Hits! $31,000,000 don't it's e-mail end...Start a----b a-------b one..two three....four x@y "
         "someone@example.com <a.b@c.d.example.org> mailto:x@y.example http://a.example.com/x?y=z https://b.example.org/ HTTP://UP.example "
         "www.example.co.uk ftp.example.net/pub Title Case. Next sentence ALLCAPS MixedCase averyveryverylongwordindeed "
         "supercalifragilisticexpialidocious 1234567890123456789 \u00e9t\u00e9 na\u00efve gr\u00fc\u00dfe \u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8\u3067\u3059 "
         "\u043f\u0440\u0438\u0432\u0435\u0442\u0441\u0442\u0432\u0438\u0435 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \U0001f600\U0001f601 \u201cquoted\u201d \u2026 \u00a0 "
         "it,self 'quoted' \"double\" under_score a:b c*d **stars** !!! $$$ 50% A.B.C. u.s.a x.y.z.w.example 10.0.0.1 [192.0.2.7] the and "
         "with from this that have 100,000 3.14 -dash dash- .dot dot. #hash a/b/c c:\\dir ~tilde semi;colon (paren) {brace} K1 ab abc abcd").split()
IDS = ["<1@x.example>", "<20261201.ABC-DEF$1@Host.Example.COM>", "<a>", "", "<>", "no brackets", "<a b@c>", "<x@y> (comment)",
       "<1.2.3.4.5@mail.example.com> <second@id>", "<=?utf-8?q?x?=@y>", "<" + "l" * 300 + "@x>", "<x@y.example", "a@b>", "<@>"]
DATES = ["Tue, 01 Dec 2026 10:00:00 +0000", "1 Dec 2026 10:00:00 -0800", "Tue, 1 Dec 26 10:00 GMT", "Mon, 31 Feb 2026 25:61:61 +9999",
         "garbage", "", "Tue Dec  1 10:00:00 2026", "Thu, 1 Jan 1970 00:00:00 +0000", "Fri, 13 Dec 1901 20:45:52 -0000",
         "Tue, 19 Jan 2038 03:14:08 EST", "2026-12-01T10:00:00Z", "Tue, 1 Dec 2026 10:00:00 +0100 (CET)", "1 December 2026 10:00:00 PST"]
RECEIVED = ["from {h} ({h} [{i}]) by {g} (Postfix) with ESMTP id {w} for <{a}>; {d}", "from [{i}] by {h} with HTTP; {d}",
            "by {h} (8.11.6/8.11.6) id {w}; {d}", "from {h} (HELO {g}) ({i}) by {g} with SMTP; {d}", "(qmail {n} invoked by uid 0); {d}",
            "from localhost (localhost [127.0.0.1]) by {h}; {d}", "from {h}\n\tby {g} with esmtp (Exim 4.94) id {w}; {d}", "{w} {d}", ";{d}",
            "from {h} ([{i}] helo={g}) by {h} with esmtp; {d}"]
SETTINGS = ["bayes_max_token_length 15", "bayes_max_token_length 4", "bayes_max_token_length 40", "bayes_token_sources all", "bayes_token_sources mimepart",
            "bayes_token_sources none", "bayes_token_sources all nouri", "bayes_token_sources header", "bayes_token_sources visible invisible",
            "bayes_stopword_languages en de", "bayes_stopword_languages all", "bayes_stopword_languages disable",
            "bayes_ignore_header Subject", "bayes_ignore_header From To X-Unknown", "bayes_ignore_header received", "bayes_stopword_xx (?:foo|the)",
            "bayes_stopword_languages xx", "normalize_charset 0", "normalize_charset 1", "ok_locales en", "bayes_ignore_header ALL",
            "trusted_networks 192.0.2/24", "internal_networks 192.0.2/24", "bayes_stopword_en (?:www|http)"]


class Draw:
    def __init__(self, seed, texts):
        self.r, self.texts = random.Random(seed), texts

    def often(self, chance):
        return self.r.random() < chance

    def words(self, most):
        return " ".join(self.r.choice(WORDS) + self.r.choice(["", "", "", ",", ".", "!", "\t", "  "]) for _ in range(self.r.randint(0, most)))

    def address(self):
        return self.r.choice(["a@example.com", "John.Q-Public@Sub.Example.CO.UK", "x_y+tag@example", "\"odd one\"@example.org", "u%v@h", "@", "a@b@c",
                              "postmaster@[192.0.2.1]", "undisclosed-recipients:;", "\u00fc@\u00fc.example", "root"])

    def value(self, name):
        low = name.lower()
        if low.endswith("message-id") or low in ("in-reply-to", "references"):
            return " ".join(self.r.choice(IDS) for _ in range(self.r.choice([1, 1, 1, 2])))
        if low.endswith("date"):
            return self.r.choice(DATES)
        if low in ("received", "x-received"):
            return self.r.choice(RECEIVED).format(
                h=self.r.choice(["mail.example.com", "HOST", "a-b.c_d.example", "dsl-1-2-3-4.example.net", ""]), g=self.r.choice(["mx.example.org", "localhost"]),
                i=self.r.choice(["192.0.2.7", "10.1.2.3", "203.0.113.99", "2001:db8::1"]), w=self.r.choice(["gB1A0123456789", "x", "ABC.1.2.3"]),
                a=self.address(), d=self.r.choice(DATES), n=self.r.randint(1, 99999))
        if low in ("from", "to", "cc", "bcc", "reply-to", "errors-to", "sender", "return-path", "delivered-to", "x-original-to", "envelope-to"):
            return ", ".join(self.r.choice(["{}", "<{}>", "Some One <{}>", "\"Some, One\" <{}>", "{} (Some One)", "=?utf-8?q?=C3=A9t=C3=A9?= <{}>"])
                             .format(self.address()) for _ in range(self.r.choice([1, 1, 2, 3])))
        if low == "content-type":
            return self.r.choice(["text/plain", "text/html; charset=utf-8", "text/plain; charset=\"iso-8859-1\"", "multipart/mixed; boundary=\"--=_b1\"",
                                  "multipart/alternative;\n\tboundary=\"----=_NextPart_000_0001_01C2.ABCD\"", "text/plain; format=flowed; name=\"x y.txt\"", ""])
        return self.words(8)

    def header(self):
        name = self.r.choice(HEADERS)
        name = self.r.choice([name, name, name, name.lower(), name.upper()])
        line = f"{name}:{self.r.choice([' ', ' ', '', '  ', chr(9)])}{self.value(name)}"
        if self.often(.1):
            line = line.replace(" ", self.r.choice(["\n ", "\n\t", "  "]), self.r.randint(1, 3))
        return line

    def part(self):
        if self.often(.4):
            text = "\n".join(self.words(12) for _ in range(self.r.randint(0, 8)))
        else:
            lines = self.r.choice(self.texts).split("\n")
            at = self.r.randrange(len(lines))
            text = "\n".join(lines[at:at + self.r.randint(1, 30)])
        if self.often(.3):
            text = "\n".join(self.r.choice(["<p>{}</p>", "<div style=\"display:none\">{}</div>", "<font color=white>{}</font>", "<a href=\"http://l.example.com/{}\">x</a>",
                                            "<b>{}", "<span style='font-size:0'>{}</span>", "{}<br>", "<title>{}</title>", "<!-- {} -->"]).format(line)
                             for line in text.split("\n"))
        return text

    def message(self):
        lines = [self.header() for _ in range(self.r.randint(0, 15))]
        if self.often(.1):
            lines.insert(0, f"From a@example.com {self.r.choice(['Tue Dec  1 10:00:00 2026', 'Tue Dec 1 10:00 2026', 'x'])}")
        body = self.part()
        if self.often(.4):
            boundary = self.r.choice(["--=_b1", "----=_NextPart_000_0001_01C2.ABCD", "x"])
            lines.append(f"Content-Type: multipart/{self.r.choice(['mixed', 'alternative', 'related'])}; boundary=\"{boundary}\"")
            body = "".join(f"--{boundary}\nContent-Type: {self.r.choice(['text/plain', 'text/html', 'image/gif', 'message/rfc822', 'application/pdf'])}\n\n"
                           f"{self.r.choice([self.part(), '', chr(10)])}\n" for _ in range(self.r.randint(1, 3))) + f"--{boundary}--\n"
        elif self.often(.4):
            lines.append("Content-Type: text/" + self.r.choice(["html", "plain", "html; charset=utf-8", "plain; charset=koi8-r"]))
        text = "\n".join(lines) + "\n\n" + body
        data = text.encode(self.r.choice(["utf-8", "utf-8", "latin-1", "utf-8"]), "replace")
        for _ in range(self.r.choice([0, 0, 1, 3])):
            at = self.r.randrange(len(data))
            data = data[:at] + self.r.choice([b"", b"\xe9", b"\n", b" ", b"\xc3", b"@", b"<", b"=", b"\x80\x81", b"*"]) + data[at + self.r.choice([0, 1]):]
        return data.replace(b"\n", b"\r\n") if self.often(.1) else data


class Engines:
    def __init__(self, program, work):
        self.program, self.work = program, work
        (work / "rules").mkdir()
        (work / "site").mkdir()
        for name in FILES:
            (work / f"rules/{name}.cf").write_bytes((STOCK / f"{name}.cf").read_bytes())
        stock = b"".join(path.read_bytes() for path in sorted(STOCK.glob("*.cf")))
        lines = re.findall(rb"^[ \t]*(?:redirector_pattern|bayes_ignore)[^\n]*\n", stock, re.M)
        (work / "rules/30.cf").write_bytes(b"".join(lines))
        for path in pathlib.Path("/etc/spamassassin").glob("*.pre"):
            (work / "site" / path.name).write_bytes(path.read_bytes())

    def ask(self, settings, messages):
        """What each says of the messages."""
        (self.work / "site/local.cf").write_text(f"bayes_path {self.work}/none\n" + "".join(f"{line}\n" for line in settings))
        names = []
        for number, message in enumerate(messages):
            names.append(str(self.work / f"m{number}"))
            pathlib.Path(names[-1]).write_bytes(message)
        folders = [str(self.work / "rules"), str(self.work / "site")]
        ours = subprocess.run([self.program, *folders, *names], capture_output=True, text=True, check=True).stdout
        theirs = subprocess.run(["perl", pathlib.Path(__file__).with_suffix(".pl"), *folders], input="\n".join(names) + "\n",
                                capture_output=True, text=True, env={"TZ": "UTC", "PATH": "/usr/bin:/bin", "LC_ALL": "C"}, check=True).stdout
        return [(split(a), split(b)) for a, b in zip(ours.splitlines(), theirs.splitlines(), strict=True)]


def split(line):
    ids, date, tokens = line.split("\t")
    date = 0 if abs(int(date) - time.time()) < 3600 else int(date)  # SpamAssassin says now where there is none
    keys = {word[:10]: bytes.fromhex(word[10:]) for word in tokens.split()}
    return {"id": {bytes.fromhex(word): "" for word in ids.split()}, "date": {date: ""}, "token": keys}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("program")
    parser.add_argument("corpus", type=pathlib.Path)
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.corpus.rglob("*") if path.is_file())
    texts = [path.read_text("latin-1") for path in files[::max(1, len(files) // 300)]]
    asked = bad = 0
    for seed in range(arguments.seed, arguments.seed + arguments.rounds):
        draw = Draw(seed, texts)
        settings = draw.r.sample(SETTINGS, draw.r.choice([0, 1, 2, 4]))
        messages = [draw.message() for _ in range(200)]
        with tempfile.TemporaryDirectory(prefix="bayes-tokens-") as work:
            answers = Engines(arguments.program, pathlib.Path(work)).ask(settings, messages)
        asked += len(answers)
        differ = [i for i, (ours, theirs) in enumerate(answers) if any(set(ours[what]) != set(theirs[what]) for what in ours)]
        bad += len(differ)
        for i in sorted(differ, key=lambda i: len(messages[i]))[:3]:
            kept = pathlib.Path(f"/tmp/bayes-tokens-{seed}-{i}.eml")
            kept.write_bytes(messages[i])
            print(f"{kept} {settings}")
            for what in ("id", "date", "token"):
                for whose, these, others in (("ours", *answers[i]), ("theirs", *reversed(answers[i]))):
                    only = [these[what][key] or key for key in these[what] if key not in others[what]]
                    if only:
                        print(f"  {what}, {whose}: {only[:8]}")
    print(f"{asked} messages, {bad} differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
