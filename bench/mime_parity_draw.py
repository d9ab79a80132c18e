"""Draws mail, odd and broken, for mime_parity.py: from a seed, always the same."""
import base64
import quopri

CHARSETS = ["utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1251", "windows-1252", "koi8-r", "gb18030",
            "gb2312", "big5", "iso-2022-jp", "shift_jis", "euc-kr", "utf-16", "utf-16le", "utf-7", "UTF8", "x-unknown", "",
            "utf-8*", "ansi_x3.4-1968"]
TYPES = ["text/plain", "text/html", "TEXT/HTML", "text/x-other", "text", "image/png", "application/octet-stream",
         "application/pdf", "message/delivery-status", "text/calendar", "html", "text/plain/html", "", "*/*"]
WORDS = ["Hello", "free money", "click here", "caf\u00e9", "\u041f\u0440\u0438\u0432\u0435\u0442", "\u65e5\u672c\u8a9e",
         "\u20ac100", "a\u0301", "\u200bzero", "\ufeffBOM", "x" * 90, "--", "-- ", ".", "From me", ">quoted", "&amp;", "=3D",
         "begin 644 a.txt", "(c)", "\u00a0", "\u00ad", "\U0001f600"]
URIS = ["http://example.com/", "www.example.org", "example.net/path", "https://user:pw@example.com:8080/a?b=c#d",
        "http://192.168.0.1/", "http://0x7f.1/", "http://3232235521/", "http://[::1]/", "mailto:a@example.com",
        "b@example.co.uk", "http://b\u00fccher.de/", "http://xn--bcher-kva.de", "http://example.com/?u=http://example.org/",
        "http://ex%61mple.com", "http:/example.com", "http:\\\\example.com\\x", "HTTP://EXAMPLE.COM.", "ftp.example.com",
        "http://example.invalid", "http://a..example.com", "(http://example.com/a(b))", "<http://example.com>,",
        "http://example.com/a\u2026", "javascript:go()", "//example.com/x", "cid:1@example.com", "tel:+1", "example.museum"]
TAGS = ["<b>", "</b>", "<p>", "<br/>", "<div style='display:none'>", "</div>", "<span style=\"color:#fff;font-size:1px\">",
        "</span>", "<font color=white size=1>", "</font>", "<!-- hid > den -->", "<!--", "-->", "<style>p{color:red}</style>",
        "<script>var a='<b>';</script>", "<script>", "<title>T</title>", "<base href='http://base.example.com/d/'>",
        "<meta charset=utf-8>", "<meta http-equiv=refresh content='0;url=http://example.com/m'>", "<body bgcolor=#000000>",
        "<html>", "</html>", "<table><tr><td>", "</table>", "<pre>", "</pre>", "<li>", "<o:p>", "<![CDATA[x]]>", "<?php x ?>",
        "<", ">", "< b>", "<a", "&nbsp;", "&#65;", "&#x41", "&#0;", "&bogus;", "&lt", "&#8203;", "&#128512;", "<hr>",
        "<textarea>", "</textarea>", "<select><option>", "<h1>", "</h1 >", "<img alt='text'>", "<body text='#fff' bgcolor=white>"]
LINKS = ["<a href=\"{}\">", "<a href={}>", "<a href=' {} '>", "<img src={}>", "<form action='{}'>", "<link href='{}'>",
         "<area href={}>", "<body background='{}'>", "<iframe src={}>", "<td background={}>", "<a title=x HREF\n=\n'{}'>",
         "<embed src={}>", "<script src={}></script>", "<blockquote cite={}>"]
ADDRESSES = ["a@example.com", "<b@example.org>", '"N, M" <c@example.net>', "Name <d@example.com> (note)", "undisclosed:;", "<>",
             "e@[192.0.2.1]", "f", '"g@h"@example.com', "h@example.com, i@example.org", "=?utf-8?q?J=C3=BC?= <j@example.com>"]
RECEIVED = [
    "from {h} ({h} [{i}]) by mx.example.com (Postfix) with ESMTP id A1 for <a@example.com>; {d}",
    "from {h} ([{i}]:4321 helo={h}) by mx.example.com with esmtps (Exim 4.9) (envelope-from <b@{h}>) id 1a-2; {d}",
    "from unknown (HELO {h}) ({i}) by mx.example.com with SMTP; {d}",
    "from {h} ({h} [{i}] (may be forged)) by mx.example.com (8.14/8.14) with ESMTP id x; {d}",
    "from {h} ([{i}]) by mx.example.com with Microsoft SMTPSVC(6.0); {d}",
    "from {h} ({i}) by mx.example.com (10.0.0.1) with Microsoft SMTP Server (TLS) id 15.1; {d}",
    "(qmail 123 invoked by uid 5); {d}", "from [{i}] by web.mail.yahoo.com via HTTP; {d}",
    "by 10.0.0.2 with SMTP id a; {d}", "from {h} by mx.example.com; {d}", "from user@{h} by localhost (fetchmail); {d}",
    "from {h} (user:b@[{i}]) by mx.example.com with ESMTPA; {d}", "from [IPv6:2001:db8::1] ({h} [IPv6:2001:db8::1]) by x; {d}"]
RAW_LINES = [b"No colon here", b": empty name", b"X-Space : v", b"X-Nul: a\0b", b"X-8: \xff\xe9", b"X-Utf: \xc3\xa9", b"X-Empty:",
             b"X-Tab:\tv", b"X-Fold:\n a\n\tb", b"X-Blank-Fold: a\n \n b", b">From x", b"X-Long: " + b"y" * 1200, b"X-Cr: a\rb",
             b"Return-Path: <r@example.com>", b"X-Envelope-From: e@example.org", b"Return-Path:", b"Message-ID: <m@example.com>",
             b"Date: Mon, 1 Jan 2024 00:00:00 +0000", b"X-Spam-Flag: YES", b"Content-Type: text/html", b"MIME-Version: 1.0",
             b"Errors-To: z@example.net", b"Resent-From: q@example.com", b"List-Id: <l.example.com>"]


class Draw:
    """One message; limits keep it small."""

    def __init__(self, rng):
        self.rng, self.pick, self.boundaries = rng, rng.choice, []

    def some(self, chance):
        return self.rng.random() < chance

    def text(self):
        return "".join(self.pick([self.pick(WORDS), self.pick(WORDS), self.pick(URIS)]) + self.pick([" ", " ", "\n", "\n\n", "", ", "])
                       for _ in range(self.rng.randint(0, 9)))

    def html(self):
        out = ""
        for _ in range(self.rng.randint(1, 14)):
            kind = self.rng.randint(0, 4)
            out += (self.pick(TAGS) if kind < 2 else self.pick(WORDS) + self.pick([" ", "\n", ""]) if kind < 4 else
                    self.pick(LINKS).format(self.pick(URIS)) + self.pick(["", "text</a>", self.pick(URIS) + "</a>"]))
        return out

    def encode(self, text, charset):
        try:
            data = text.encode(charset, "replace" if self.some(0.5) else "ignore")
        except LookupError:
            data = text.encode("utf-8")
        return self.mutate(data) if self.some(0.1) else data

    def word(self):
        charset = self.pick(CHARSETS)
        data = self.encode(self.pick(WORDS), charset)
        letter = self.pick("qQbBx")
        coded = base64.b64encode(data) if letter in "bB" else b"".join(b"=%02X" % byte for byte in data)
        return b"=?%s?%s?%s%s" % (charset.encode(), letter.encode(), coded[:120], self.pick([b"?=", b"?=", b"?=", b"?", b"", b" ?="]))

    def field(self):
        name = self.pick(["Subject", "From", "To", "Cc", "Reply-To", "Received", "Received", "", "", "subject"])
        if not name:
            return self.pick(RAW_LINES)
        if name == "Received":
            host = self.pick(["mail.example.org", "localhost", "[10.1.2.3]", "UNKNOWN", "x", "a_b.example.net", ""])
            address = self.pick(["192.0.2.7", "10.0.0.9", "127.0.0.1", "::1", "2001:db8::2", "999.1.1.1", "203.0.113.5"])
            value = self.pick(RECEIVED).format(h=host, i=address, d="Mon, 1 Jan 2024 00:00:00 +0000").encode()
            value = value.replace(b" by ", b"\n\tby ") if self.some(0.5) else value
            value = self.mutate(value) if self.some(0.2) else value
        elif name.lower() == "subject" or self.some(0.2):
            value = self.pick([b" ", b"", b"\n ", b"\n\t"]).join(
                self.word() if self.some(0.6) else self.pick(WORDS).encode() for _ in range(self.rng.randint(0, 4)))
        else:
            value = self.pick(ADDRESSES).encode()
        return name.encode() + self.pick([b": ", b": ", b": ", b":", b" : ", b":\n "]) + value

    def transfer(self, data):
        kind = self.pick(["", "", "7bit", "8bit", "base64", "BASE64", "base64", "quoted-printable", "Quoted-Printable",
                          "x-unknown", "base64 ", "binary"])
        low = kind.strip(' "').lower()
        if low == "base64":
            data = base64.encodebytes(data)
            data = self.pick([data, data, data.rstrip(b"=\n"), b"!" + data, data + b"====\nQUJD", data.replace(b"\n", b""), data + b"junk text\n"])
        elif low == "quoted-printable":
            data = quopri.encodestring(data)
            data = self.pick([data, data, data + b"=", data + b"=4", data + b"=zz", data.replace(b"=", b"= "), data.lower()])
        return kind, data

    def boundary(self):
        old = self.pick(self.boundaries) if self.boundaries else "b"
        value = self.pick(["b1", "=_next", "a b", "----=_Part", "x'y", old, old + "2", "", "(z)", "b" * 75])
        self.boundaries.append(value)
        return value

    def part(self, depth):
        """Headers and body of a part."""
        if depth and self.some(0.45):
            boundary = self.boundary()
            kind = self.pick(["mixed", "alternative", "related", "digest", "signed", "MIXED", "x"])
            named = self.pick([f'boundary="{boundary}"', f'boundary="{boundary}"', f"boundary={boundary}", f"boundary*=us-ascii''{boundary}",
                               f'BOUNDARY = "{boundary}"', f"boundary='{boundary}'", f'boundary*0="{boundary}"', "", f'a=b; boundary="{boundary}";'])
            body = self.pick([b"", b"preamble http://example.com/pre\n"])
            for _ in range(self.rng.randint(0, 3)):
                body += b"--" + boundary.encode() + self.pick([b"\n", b"\n", b"\n", b" \n", b"x\n"]) + self.join(self.part(depth - 1)) + self.pick([b"\n", b"\n", b""])
            body += self.pick([b"--" + boundary.encode() + b"--\n", b"--" + boundary.encode() + b"--\n", b"", b"--" + boundary.encode() + b"--\nepilogue\n"])
            space = self.pick(["; ", ";", " ", ";\n\t"])
            return [f"Content-Type: multipart/{kind}{space}{named}".encode()], body
        if depth and self.some(0.12):
            return [b"Content-Type: " + self.pick([b"message/rfc822", b"Message/RFC822; name=a.eml", b"message/partial"])], self.message(depth - 1)
        kind, charset = self.pick(TYPES[:2] * 4 + TYPES), self.pick(CHARSETS)
        data = self.encode(self.html() if "html" in kind.lower() else self.text(), charset)
        coding, data = self.transfer(data)
        fields = []
        if self.some(0.85):
            fields.append((f"Content-Type: {kind}" + self.pick([f"; charset={charset}", f'; charset="{charset}"', "", f";charset = '{charset}'"]) + self.pick(
                ["", "", "; name=a.html", '; name="b c.txt"', "; name*=utf-8''%e2%82%ac.pdf", "; name=\"=?utf-8?q?=C3=A9?=.zip\"", "; format=flowed", ";"])).encode())
        if coding:
            fields.append(f"Content-Transfer-Encoding: {coding}".encode())
        if self.some(0.2):
            fields.append(b"Content-Disposition: " + self.pick([b"attachment", b"inline; filename=x.exe", b'attachment; filename="a;b.doc"',
                                                                b"attachment; filename*0=a; filename*1=.txt", b"attachment; filename="]))
        return fields, data

    @staticmethod
    def join(part):
        return b"".join(field + b"\n" for field in part[0]) + b"\n" + part[1]

    def message(self, depth=3):
        fields, body = self.part(depth)
        fields = [self.field() for _ in range(self.rng.randint(0, 6))] + fields
        self.rng.shuffle(fields)
        return self.join((fields, body))

    def mutate(self, data):
        """Some bytes lost, doubled, or put in."""
        for _ in range(self.rng.randint(1, 3)):
            at = self.rng.randint(0, len(data))
            end = min(len(data), at + self.rng.randint(0, 8))
            data = data[:at] + self.pick([b"", data[at:end] * 2, b"\0", b"\r", b"\n", b"\xff", b"\x80", b"=", b";", b'"', b"("]) + data[end:]
        return data

    def mail(self):
        mail = self.message()
        if self.some(0.05):
            mail = b"From a@example.com Mon Jan  1 00:00:00 2024\n" + mail
        if self.some(0.2):
            mail = self.mutate(mail)
        if self.some(0.15):
            mail = mail.replace(b"\n", b"\r\n")
        elif self.some(0.05):
            mail = b"".join(line + self.pick([b"\n", b"\r\n", b"\r"]) for line in mail.split(b"\n"))
        return mail
