"""Mails of one thing too many: what a sender can write to cost a checker memory or time.

HOSTILE maps a name to a function of a size in bytes, which returns a mail of about that size. Each mail holds
GTUBE, in the first text that is read, so that a check that works calls it spam.
"""
import base64
import functools
import itertools
import random

import office_mail

GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
HEAD = (b"From: Ann <ann@example.org>\nTo: bob@example.com\nSubject: notes\n"
        b"Date: Sat, 28 Nov 2026 10:00:00 +0000\nMessage-ID: <1@example.org>\n")
MIME = HEAD + b"MIME-Version: 1.0\n"
HOSTILE = {}


def hostile(make):
    HOSTILE[make.__name__.replace("_", "-")] = make
    return make


def filled(size, piece):
    """Pieces up to `size` bytes: the same bytes again, or what a function makes of 0, 1, 2 ..."""
    if isinstance(piece, bytes):
        return piece * max(1, size // len(piece))
    pieces, made = [], 0
    for number in itertools.count():
        pieces.append(piece(number))
        made += len(pieces[-1])
        if made >= size:
            return b"".join(pieces)


def with_fields(size, piece):
    return HEAD + filled(size, piece) + b"\n" + GTUBE + b"\n"


def plain(size, piece, fields=b""):
    return MIME + fields + b"\n" + GTUBE + b"\n" + filled(size, piece)


def html(size, piece, before=b"", fields=b""):
    return (MIME + b"Content-Type: text/html; charset=utf-8\n" + fields + b"\n<html><body><p>" + GTUBE + b"</p>\n" +
            before + filled(size, piece))


def lines_of(data, width=76):
    return b"\n".join(data[at:at + width] for at in range(0, len(data), width)) + b"\n"


def encoded(size, type_, piece, width=76):
    text = base64.b64encode(GTUBE + b"\n" + filled(size * 3 // 4 * width // (width + 1), piece))
    return (MIME + b"Content-Type: " + type_ + b"\nContent-Transfer-Encoding: base64\n\n" +
            (lines_of(text, width) if width else text))


def multipart(size, piece, subtype=b"mixed"):
    return (MIME + b"Content-Type: multipart/" + subtype + b"; boundary=b\n\n--b\n\n" + GTUBE + b"\n" +
            filled(size, piece) + b"\n--b--\n")


def distinct_word(number):
    return b"%s%s" % (b"qwrtzpsdfg"[number % 10:number % 10 + 1], base64.b32encode(b"%07d" % (number * 7919))[:9].lower())


# ---- the header

@hostile
def received_fields(size):
    return with_fields(size, lambda n: b"Received: from h%d.example.net (h%d.example.net [198.51.%d.%d])\n\tby mx.example.org "
                                       b"with ESMTP id %d;\n\tSat, 28 Nov 2026 10:00:00 +0000\n"
                                       % (n, n, n // 250 % 250, n % 250, n))


@hostile
def received_long(size):
    return with_fields(1, b"Received: from a (b [192.0.2.1]) by c;" + filled(size, b"\n (x from y by z [192.0.2.1])") + b"\n")


@hostile
def fields_tiny(size):
    return with_fields(size, b"a:\n")


@hostile
def fields_distinct(size):
    return with_fields(size, lambda n: b"X-%d: %d\n" % (n, n))


@hostile
def field_huge(size):
    return with_fields(1, b"Subject: " + filled(size, b"a") + b"\n")


@hostile
def field_folded(size):
    return with_fields(1, b"Subject: a" + filled(size, b"\n b") + b"\n")


@hostile
def field_blank(size):
    return with_fields(1, b"Subject: a" + filled(size, b"\n ") + b"b\n")


@hostile
def fields_huge(size):
    return with_fields(size, lambda n: b"X-%d: " % n + b"word " * 12000 + b"\n")


@hostile
def subjects(size):
    return with_fields(size, lambda n: b"Subject: %d " % n + b"money back " * 700 + b"\n")


@hostile
def encoded_words(size):
    return with_fields(size, b"Subject: " + b"=?utf-8?B?w6TDtg==?= =?iso-8859-1?Q?=E4?= " * 200 + b"\n")


RARE_CHARSETS = ("iso-2022-kr hz big5 big5-hkscs euc-kr euc-cn johab cp949 gbk koi8-r koi8-u viscii cp1255 cp1258 shift_jis "
                 "euc-jp iso-8859-6 iso-8859-14 macintosh cp437 cp866 utf-32").encode().split()


@hostile
def encoded_words_charsets(size):
    return with_fields(size, lambda n: b"Subject: " + b" x ".join(b"=?%s?B?xOPK/bLi?=" % RARE_CHARSETS[(n + i) % len(RARE_CHARSETS)]
                                                                for i in range(2000)) + b"\n")


@hostile
def header_lines_bad(size):
    return HEAD + b"\n".join([b"Subject: x", b"", GTUBE]) + b"\n" + filled(size, b"no colon here\n: none\n")


@hostile
def header_only(size):
    return HEAD.replace(b"notes", GTUBE) + filled(size, b"Comments: viagra for free, unsubscribe here\n")


@hostile
def to_addresses(size):
    return with_fields(1, b"To: " + filled(size, lambda n: b"\"User %d\" <user%d@example%d.com>,\n " % (n, n, n)) + b"z@example.com\n")


@hostile
def to_fields(size):
    return with_fields(size, lambda n: b"To: " + b"a@example.com, " * 500 + b"z%d@example.com\n" % n)


@hostile
def to_fields_distinct(size):
    return with_fields(size, lambda n: b"To: " + b"".join(b"a%d.%d@example.com, " % (n, i) for i in range(350)) + b"z@example.com\n")


@hostile
def address_comments(size):
    return with_fields(size, b"From: " + b"(" * 4000 + b")" * 4000 + b" <a@example.com>\n")


@hostile
def address_quotes(size):
    return with_fields(size, b"From: " + b"\"a\\\" <" * 1100 + b" <a@example.com>\n")


@hostile
def signatures(size):
    return with_fields(size, lambda n: b"DKIM-Signature: v=1; a=rsa-sha256; d=example%d.com; s=s; h=from:to; bh=x; b=%s\n" % (n, b"A" * 200)
                       + b"ARC-Seal: i=%d; a=rsa-sha256; d=example%d.com; s=s; cv=none; b=%s\n" % (n, n, b"A" * 200))


@hostile
def references(size):
    return with_fields(size, lambda n: b"References: " + b"<%d@example.org>\n " % n * 300 + b"<z@example.org>\n")


@hostile
def parameters(size):
    return MIME + b"Content-Type: text/plain" + filled(size, lambda n: b";\n p%d=v" % n) + b"\n\n" + GTUBE + b"\n"


@hostile
def parameter_pieces(size):
    return MIME + b"Content-Type: text/plain" + filled(size, lambda n: b";\n name*%d=v" % n) + b"\n\n" + GTUBE + b"\n"


@hostile
def parameter_fields(size):
    return multipart(size, lambda n: b"--b\nContent-Type: text/plain; charset=utf-8" +
                     b"".join(b";\n name*%d=v" % i for i in range(500)) + b"\n\nx\n")


@hostile
def field_names_8bit(size):
    return with_fields(size, b"X-\xe4\xf6: x\n")


@hostile
def auth_results(size):
    return with_fields(size, lambda n: b"Authentication-Results: mx%d.example.net; spf=pass smtp.mailfrom=a%d.com; "
                                       b"dkim=pass (ok) header.d=x%d.com header.i=@x; dmarc=fail (p=none)\n" % (n, n, n))


@hostile
def auth_results_comments(size):
    return with_fields(size, b"Authentication-Results: mx.example.net " + b"(" * 30000 + b"; spf=pass " + b")\\" * 10000 + b"\n")


@hostile
def encoded_word_unclosed(size):
    return with_fields(size, b"Subject: " + b"=?utf-8?Q?a" * 5900 + b"\n")


@hostile
def address_groups(size):
    return with_fields(size, b"From: " + b"a:b,<@c,@d:e@f.com>;" * 3000 + b" <a@example.com>\n")


@hostile
def received_openings(size):
    return with_fields(size, b"Received: " + b"from HELO (" * 1500 + b"[1.2.3.4] helo=x ident=y) (envelope-from <" * 300 + b" by x\n")


# ---- the body

@hostile
def text_10mb(size):
    maker = random.Random(1)
    words = b"the meeting was moved to Tuesday please confirm with your team regards offer price report".split()
    return plain(size, lambda n: b" ".join(maker.choices(words, k=12)) + b"\n")


@hostile
def lines_empty(size):
    return plain(size, b"\n")


@hostile
def lines_empty_crlf(size):
    return plain(size, b"x\n" + b"\n" * 30).replace(b"\n", b"\r\n")


@hostile
def lines_of_one(size):
    return plain(size, b"a\n")


@hostile
def paragraphs_of_one(size):
    return plain(size, b"a\n\n")


@hostile
def line_one(size):
    return plain(size, b"a")


@hostile
def line_spaces(size):
    return plain(size, b" ")


@hostile
def carriage_returns(size):
    return plain(size, b"\r")


@hostile
def nul_bytes(size):
    return plain(size, b"\0")


@hostile
def words_distinct(size):
    return plain(size, lambda n: distinct_word(n) + (b" " if n % 12 else b"\n\n"))


@hostile
def words_of_rules(size):
    return plain(size, b"Dear friend, viagra money back guarantee, click here to unsubscribe $$$ 100% free!!! million dollars "
                       b"Nigeria bank transfer confidential investment weight loss lottery winner\n\n")


@hostile
def uris(size):
    return plain(size, lambda n: b"http://h%d.example%d.com/p?%d\n" % (n, n, n))


@hostile
def uris_dense(size):
    return plain(size, b"http://a.com/http://b.com/")


@hostile
def hosts(size):
    return plain(size, lambda n: b"www.h%d.com " % n)


@hostile
def addresses(size):
    return plain(size, lambda n: b"user%d@gmail%d.com " % (n, n))


@hostile
def dots(size):
    return plain(size, b"a.b@c.")


@hostile
def uri_percent(size):
    return plain(size, lambda n: b"http://h%d.com/" % n + b"%41%25" * 300 + b"\n")


@hostile
def uri_redirects(size):
    return plain(size, lambda n: b"http://h%d.com/?u=" % n + b"http://x.com/?u=" * 60 + b"\n")


@hostile
def bytes_8bit(size):
    return plain(size, bytes(range(128, 256)) + b"\n", b"Content-Type: text/plain; charset=iso-8859-1\n")


@hostile
def utf8_broken(size):
    return plain(size, b"\xc3\xe2\x82 \xf0\x9f\xff", b"Content-Type: text/plain; charset=utf-8\n")


@hostile
def charset_utf16(size):
    text = GTUBE.decode() + "\n" + "wort eins zwei drei ähm 中文字 " * (size // 60)
    return MIME + b"Content-Type: text/plain; charset=utf-16le\n\n" + text.encode("utf-16-le")


@hostile
def charset_utf7(size):
    return plain(size, b"+AGEA5AD2- ", b"Content-Type: text/plain; charset=utf-7\n")


@hostile
def charset_gb18030(size):
    return plain(size, "中文字\n".encode("gb18030"), b"Content-Type: text/plain; charset=gb18030\n")


@hostile
def charset_jp(size):
    return plain(size, "日本語\n".encode("iso-2022-jp"), b"Content-Type: text/plain; charset=iso-2022-jp\n")


@hostile
def charset_unknown(size):
    return plain(size, b"\xe4\xf6\xfc\n", b"Content-Type: text/plain; charset=x-nothing\n")


@hostile
def text_base64(size):
    return encoded(size, b"text/plain", b"some words in a line\n")


@hostile
def text_base64_short(size):
    return encoded(size, b"text/plain", b"words in a line\n", 4)


@hostile
def text_base64_one_line(size):
    return encoded(size, b"text/plain", b"words in a line\n", 0)


@hostile
def base64_padding(size):
    return MIME + b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(GTUBE + b"\n.") + b"\n" + filled(size, b"=")


@hostile
def quoted_printable(size):
    return plain(size, b"=41=C3=A4", b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n")


@hostile
def quoted_soft(size):
    return plain(size, b"=\n", b"Content-Transfer-Encoding: quoted-printable\n")


@hostile
def uuencoded(size):
    line = b"M" + b"9" * 60 + b"\n"
    return (MIME + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + GTUBE +
            b"\n--b\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n" + filled(size, line) + b"end\n--b--\n")


@hostile
def charset_kr(size):
    return plain(size, b"\x1b$)C\x0e4k\x0fa", b"Content-Type: text/plain; charset=iso-2022-kr\n")


@hostile
def charset_utf7_open(size):
    return plain(size, b"AOQ", b"Content-Type: text/plain; charset=utf-7\n").replace(GTUBE + b"\n", GTUBE + b"\n+")


@hostile
def uuencoded_blocks(size):
    return plain(size, b"begin 644 a.doc\n#0V%T\n`\nend\n")


@hostile
def combining_marks(size):
    return plain(size, "a\u0301\u0323\u200b\u202e\ufdfa ".encode(), b"Content-Type: text/plain; charset=utf-8\n")


@hostile
def host_labels(size):
    return plain(size, lambda n: b"http://" + b"a." * 3000 + b"x%d.com/ u@" % n + b"b." * 3000 + b"y%d.com " % n)


@hostile
def hosts_international(size):
    return plain(size, lambda n: f"http://b\u00fccher{n}.example.com/ http://xn--bcher{n}-kva.com/ ".encode(),
                 b"Content-Type: text/plain; charset=utf-8\n")


@hostile
def uri_schemes(size):
    return plain(size, b"http://https://ftp://mailto:javascript:www.ftp.")


@hostile
def words_long(size):
    return plain(size, lambda n: b"%s%07dxxxxxxxxxxxx " % (b"abcdefghij"[n % 10:n % 10 + 1], n))


# ---- parts

@hostile
def boundaries(size):
    return multipart(size, b"--b\n")


@hostile
def boundaries_closing(size):
    return multipart(size, b"--b--\n")


@hostile
def boundaries_alike(size):
    return multipart(size, b"--bb\n--\n")


@hostile
def parts_text(size):
    return multipart(size, b"--b\nContent-Type: text/plain\n\nx\n")


@hostile
def parts_html(size):
    return multipart(size, b"--b\nContent-Type: text/html\n\n<a href=\"http://a.com\">x</a>\n")


@hostile
def parts_html_large(size):
    return multipart(size, b"--b\nContent-Type: text/html\n\n" + b"<p>word <b>word</b>\n" * 50000)


@hostile
def parts_text_large(size):
    return multipart(size, b"--b\nContent-Type: text/plain\n\n" + b"word and word\n\n" * 50000)


@hostile
def parts_named(size):
    return multipart(size, lambda n: b"--b\nContent-Type: application/pdf; name=\"%d.pdf\"\nContent-Disposition: attachment;\n"
                                     b" filename=\"%s%d.pdf\"\n\n%%PDF-1.4 /URI(http://a%d.com)\n" % (n, b"long" * 100, n, n))


@hostile
def parts_images(size):
    return multipart(size, b"--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
                     b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ\n")


@hostile
def part_fields(size):
    return multipart(size, b"--b\n" + b"X-Field: a\n" * 500 + b"\nx\n")


@hostile
def part_fields_tiny(size):
    return multipart(size, b"--b\n" + b"a:\n" * 4900 + b"\nx\n")


@hostile
def parts_paragraphs(size):
    return multipart(size, b"--b\n\n" + b"a\n\n" * 15000)


@hostile
def parts_uris(size):
    return multipart(size, lambda n: b"--b\n\n" + b"".join(b"www.h%d.com " % (n * 5000 + i) for i in range(3000)) + b"\n")


@hostile
def parts_words_of_rules(size):
    maker = random.Random(3)
    words = (b"viagra cialis money back guarantee click here unsubscribe free million dollars bank transfer dear friend $$$ "
             b"confidential investment weight loss lottery winner http://a.com/ 100% offer order now your account price "
             b"meds online pharmacy rolex watches enlarge pills stock refinance mortgage rates \xe4 --- ... !!! <b> =20").split()
    return multipart(size, lambda n: b"--b\nContent-Type: text/plain; charset=iso-8859-1\n\n" +
                     b"".join(maker.choice(words) + maker.choice((b" ", b" ", b" ", b"", b"\n", b"\n\n")) for _ in range(8000)))


@hostile
def alternatives_words(size):
    """The words of an HTML text and of another are held against each other."""
    pieces = [b" ".join(b"%x" % (n * 7919 % 1000003) for n in range(start, 1 << 30)[:60000]) for start in (1, 2000000)]
    return (MIME + b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\n" + GTUBE + b"\n" + pieces[0] +
            b"\n--b\nContent-Type: text/html\n\n" + pieces[1] + b"\n--b--\n")


@hostile
def alternatives_nested(size):
    """Each of a hundred alternatives holds all the text."""
    opened = b"".join(b"--b%d\nContent-Type: multipart/alternative; boundary=\"b%d\"\n\n" % (n, n + 1) for n in range(95))
    text = b"--b95\nContent-Type: text/html\n\n" + GTUBE + b" " + filled(size, lambda n: distinct_word(n) + b" ")
    return MIME + b"Content-Type: multipart/alternative; boundary=b0\n\n" + opened + text + b"\n--b95--\n"


@hostile
def multiparts_nested(size):
    return (MIME + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + GTUBE + b"\n" +
            filled(size, lambda n: b"--%s\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (b"b%d" % (n - 1) if n else b"b", n)))


@hostile
def multiparts_unclosed(size):
    """Each multipart lacks its boundary and is read again as one part."""
    nest = b"".join(b"--b\nContent-Type: multipart/mixed; boundary=none%d\n\n" % n + b"Content-Type: multipart/mixed; boundary=no\n\n" * 90
                    for n in range(20))
    return multipart(size, nest + b"x\n" * 1000)


@hostile
def boundaries_long(size):
    return multipart(size, lambda n: b"--b\nContent-Type: multipart/mixed; boundary=\"%s%d\"\n\n--%s%d\n\nx\n" % (b"l" * 1900, n, b"l" * 1900, n))


@hostile
def open_multiparts_lines(size):
    """A hundred boundaries are open while lines begin like each of them."""
    opened = b"".join(b"--%s\nContent-Type: multipart/mixed; boundary=\"%s\"\n\n" % (b"b" * max(1, n), b"b" * (n + 1)) for n in range(95))
    return MIME + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + GTUBE + b"\n" + opened + filled(size, b"--" + b"b" * 200 + b"\n")


@hostile
def messages_nested(size):
    return HEAD.replace(b"notes", GTUBE) + b"Content-Type: message/rfc822\n\n" + filled(size, b"Subject: x\nContent-Type: message/rfc822\n\n")


@hostile
def messages_flat(size):
    return multipart(size, b"--b\nContent-Type: message/rfc822\n\nSubject: x\nReceived: x\n\ny\n", b"digest").replace(
        b"notes", GTUBE, 1)


@hostile
def messages_base64(size):
    inner = b"Subject: inner\nContent-Type: text/plain\n\n" + GTUBE + b"\n"
    inner += filled(size // 3, b"a line of words\n\n")
    for _ in range(3):
        inner = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + lines_of(base64.b64encode(inner))
    return HEAD + inner


@hostile
def messages_base64_flat(size):
    one = base64.b64encode(b"Subject: inner\n\n" + b"text " * 200)
    return multipart(size, b"--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + lines_of(one))


@hostile
def parts_charsets(size):
    text = b"\xc4\xe3\xca\xfd \x1b$)C\x0e4k\x0f ~{VPND~} word " * 400
    return multipart(size, lambda n: b"--b\nContent-Type: text/%s; charset=%s\n\n%s\n" %
                     ((b"plain", b"html")[n % 2], RARE_CHARSETS[n % len(RARE_CHARSETS)], text))


@hostile
def part_names_charsets(size):
    return multipart(size, lambda n: b"--b\nContent-Type: application/octet-stream;\n name*0*=%s'de'%%C4%%E3;\n" %
                     RARE_CHARSETS[n % len(RARE_CHARSETS)] + b"".join(b" name*%d*=%%C4%%E3%%CA;\n" % i for i in range(1, 400)) + b"\nx\n")


@hostile
def boundary_prefixes(size):
    """Each of a hundred boundaries is the beginning of the next, and looks like the end of the one before."""
    opened = b"".join(b"--b%s\nContent-Type: multipart/mixed; boundary=\"b%s\"\n\n" % (b"-" * n, b"-" * (n + 1)) for n in range(95))
    return (MIME + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + GTUBE + b"\n" + opened +
            filled(size, lambda n: b"--b" + b"-" * (n % 99) + b" \t\n"))


@hostile
def messages_quoted(size):
    inner = b"Subject: inner\n\n" + GTUBE + b"\n" + filled(size // 3, b"=41 line of words\n")
    for _ in range(3):
        inner = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n" + inner.replace(b"=", b"=3D")
    return HEAD + inner


@hostile
def messages_deep(size):
    """Ninety messages in one another, and a large HTML text in the last."""
    heads = b"".join(b"Subject: s%d\nContent-Type: message/rfc822\n\n" % n for n in range(97))
    return (HEAD.replace(b"notes", GTUBE) + b"Content-Type: message/rfc822\n\n" + heads + b"Content-Type: text/html\n\n" +
            filled(size, b"<p>a <a href=http://a.com>b</a>"))


@hostile
def attachment(size):
    return multipart(size, lambda n: (b"--b\nContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n\n"
                                      if n == 0 else lines_of(base64.b64encode(bytes(range(256)) * 300))))


@hostile
def attachment_jpeg(size):
    segment = b"\xff\xe1\xff\xff" + b"x" * 65533
    return multipart(1, b"--b\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n\n" +
                     lines_of(base64.b64encode(b"\xff\xd8" + filled(size * 3 // 4, segment))))


@hostile
def attachment_pdf(size):
    body = b"%PDF-1.4\n" + filled(size * 3 // 4, lambda n: b"%d 0 obj <</Type /Annot /URI(http://a%d.com)>> endobj\n" % (n, n))
    return multipart(1, b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + lines_of(base64.b64encode(body)))


@hostile
def attachment_image(size):
    body = base64.b64decode(b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ") + b"\0" * (size * 3 // 4)
    return multipart(1, b"--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + lines_of(base64.b64encode(body)))


@hostile
def attachment_text(size):
    return multipart(1, b"--b\nContent-Type: text/x-log; name=log\nContent-Disposition: attachment\n\n" + filled(size, b"log line 1\n"))


# ---- HTML

@hostile
def html_base64(size):
    return encoded(size, b"text/html; charset=utf-8", b"<p class=\"x\">word <a href=\"http://example.com/\">more words</a></p>\n")


@hostile
def html_plain(size):
    return html(size, b"<p>word <b>bold</b> and <i>more</i></p>\n")


@hostile
def html_utf16(size):
    text = "<html><body>" + GTUBE.decode() + "\n" + "<p>wort <b>zwei</b></p>" * (size // 46)
    return MIME + b"Content-Type: text/html; charset=utf-16le\n\n" + text.encode("utf-16-le")


@hostile
def html_latin(size):
    return html(size, b"\xe4\xf6\xfc <b>\xdf</b>").replace(b"utf-8", b"iso-8859-1")


@hostile
def html_8bit_text(size):
    return html(size, "ä中".encode())


@hostile
def html_tags(size):
    return html(size, b"<b>")


@hostile
def html_tags_distinct(size):
    return html(size, lambda n: b"<a%d>" % n)


@hostile
def html_breaks(size):
    return html(size, b"<br>")


@hostile
def html_divs(size):
    return html(size, b"<div style=\"color:#123456;font-size:1px\">x")


@hostile
def html_spans(size):
    return html(size, lambda n: b"<span style=\"color:#%06x\">x</span>" % (n % (1 << 24)))


@hostile
def html_closing(size):
    return html(size, b"</b></x>")


@hostile
def html_attributes(size):
    return html(size, lambda n: b" a%d=\"v\"" % n, b"<b ")


@hostile
def html_attribute_long(size):
    return html(size, b"v", b"<b a=\"")


@hostile
def html_links(size):
    return html(size, lambda n: b"<a href=\"http://h%d.com/%d\">link %d</a>\n" % (n, n, n))


@hostile
def html_links_same(size):
    return html(size, lambda n: b"<a href=\"http://a.com\">text %d</a>" % n)


@hostile
def html_links_empty(size):
    return html(size, b"<a href=x>")


@hostile
def html_anchors_open(size):
    return html(size, b"<a>x")


@hostile
def html_link_long(size):
    return html(size, b"<a href=\"http://a.com/" + b"x" * 20000 + b"\">y</a>")


@hostile
def html_base_long(size):
    return html(size, lambda n: b"<a href=\"%d\">" % n, b"<base href=\"http://a.com/" + b"x" * 8000 + b"/\">")


@hostile
def html_color_long(size):
    return html(size // 2, b"<font>", b"<font color=\"#" + b"f" * (size // 2) + b"\">")


@hostile
def html_display_long(size):
    return html(size // 2, b"<span>", b"<span style=\"display: " + b"f" * (size // 2) + b"\">")


@hostile
def html_tag_long(size):
    return html(size // 2, b"<b>", b"<" + b"t" * (size // 2) + b">")


@hostile
def html_tags_pairs(size):
    return html(size, lambda n: b"<a%d></a%d>" % (n, n))


@hostile
def html_style_closed(size):
    return html(1, b"y", b"<p style=\"" + filled(size // 3, b";") + b"\">x<p style=\"" + filled(size // 3, b"a:b;") + b"\">")


@hostile
def html_background(size):
    return html(size, b"<p style=\"background:" + b"a " * 8000 + b"\">x")


@hostile
def html_unicode_spaces(size):
    return html(size, "\u00a0\u2003".encode())


@hostile
def html_images(size):
    return html(size, lambda n: b"<img src=\"cid:%d\" width=1 height=1>" % n)


@hostile
def html_base(size):
    return html(size, lambda n: b"<base href=\"http://b%d.com/a/\"><a href=\"../x%d\">" % (n, n))


@hostile
def html_entities(size):
    return html(size, b"&#65;&nbsp;&lt;&#x4e2d;")


@hostile
def html_ampersands(size):
    return html(size, b"&")


@hostile
def html_less(size):
    return html(size, b"<")


@hostile
def html_less_letter(size):
    return html(size, b"<a <")


@hostile
def html_quotes(size):
    return html(size, b"<a b=\"'<a c='\"")


@hostile
def html_comments(size):
    return html(size, b"<!--x-->")


@hostile
def html_comment_open(size):
    return html(size, b"<!-- x -- ")


@hostile
def html_declarations(size):
    return html(size, b"<!x><?y>")


@hostile
def html_style(size):
    return html(size, b"p{color:red}", b"<style>")


@hostile
def html_styles(size):
    return html(size, b"<style>p{color:red}</style>")


@hostile
def html_style_attribute(size):
    return html(size, b"color:red;font-size:1px;", b"<p style=\"")


@hostile
def html_script(size):
    return html(size, b"a<b;", b"<script>")


@hostile
def html_title(size):
    return html(size, b"words ", b"<title>")


@hostile
def html_titles(size):
    return html(size, b"<title>x</title>")


@hostile
def html_fonts(size):
    return html(size, lambda n: b"<font color=\"#%06x\" size=1 face=\"f%d\">x" % (n % (1 << 24), n))


@hostile
def html_table(size):
    return html(size, b"<table><tr><td>x")


@hostile
def html_forms(size):
    return html(size, b"<form action=\"mailto:a@b.com\"><input type=text>")


@hostile
def html_words(size):
    return html(size, lambda n: distinct_word(n) + b" ")


@hostile
def html_hidden(size):
    return html(size, lambda n: b"<span style=\"display:none\">" + distinct_word(n) + b"</span> ")


@hostile
def html_invisible_font(size):
    return html(size, b"<font color=white>hidden</font> seen ", b"<body bgcolor=white>")


@hostile
def html_closing_deep(size):
    """Each end looks for its beginning among all that is open."""
    return html(size, b"</zz>", b"".join(b"<a%d>" % n for n in range(999)))


@hostile
def html_crossed(size):
    return html(size, b"<b><i><u></b></i></u>")


@hostile
def html_classes(size):
    sheet = filled(size // 2, lambda n: b".c%d,#x%d *:first-child{display:none}" % (n, n))
    return html(size // 2, lambda n: b"<p class=\"" + b" ".join(b"c%d" % ((n * 31 + i) % 5000) for i in range(200)) + b"\">x",
                b"<style>" + sheet + b"</style>")


@hostile
def html_style_comments(size):
    return html(size, b"<p style=\"" + b"/*" * 4500 + b"color:rgb(" + b"1,(" * 3000 + b"url(" * 900 + b"\">x")


@hostile
def html_entity_digits(size):
    return html(size, b"&#" + b"0" * 9000 + b"65;&#55357;&#")


@hostile
def html_links_unlike(size):
    return html(size, lambda n: b"<a href=\"http://a%d.com\">http://bank%d.com/login</a> " % (n, n))


@hostile
def html_anchor_long(size):
    return html(size, b"word <b>x</b> ", b"<a href=\"http://a.com\">")


# ---- attached documents

def attached(size, files):
    """With as much text beside them as is left."""
    mail = office_mail.attach(files, text=GTUBE.decode() + "\n")
    return mail.replace(GTUBE, GTUBE + b"\n" + filled(max(1, size - len(mail)), b"some more words of text to read\n"), 1)


@functools.cache
def bomb():
    return office_mail.archive({"a.doc": bytes(64 << 20)})


@hostile
def archive_bomb(size):
    return attached(size, [("a.zip", bomb())] * 5)


@hostile
def archive_bomb_nested(size):
    return attached(size, [("a.zip", office_mail.archive([(f"{n}.zip", bomb()) for n in range(8)]))] * 5)


@hostile
def archive_deep(size):
    inner = b"a.doc"
    for _ in range(1000):
        inner = office_mail.archive({"a.zip": inner}, method=0)
    return attached(size, [("a.zip", inner)] * (size // len(inner) // 2 + 1))


@hostile
def archive_overlapping(size):
    """All entries of the directory are one and the same."""
    whole = office_mail.archive({"a.docm": bytes(64 << 20)})
    start = whole.index(b"PK\x01\x02")
    count = min(size, 900000) // 56
    directory = whole[start:whole.rindex(b"PK\x05\x06")] * count
    end = office_mail.struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, count, count, len(directory), start, 0)
    return attached(size, [("a.zip", whole[:start] + directory + end)] * 5)


@hostile
def archive_entries(size):
    names = [(f"{n:06}.txt", b"") for n in range(min(size, 1000000) // 110)]
    return attached(size, [("a.docx", office_mail.archive(names, method=0))] * (size // 1400000 + 1))


@hostile
def archive_sizes_lie(size):
    whole = bytearray(bomb())
    at = whole.index(b"PK\x01\x02")
    whole[at + 20:at + 28] = b"\xf0\xff\xff\xff" * 2
    return attached(size, [("a.zip", bytes(whole))] * 5)


@hostile
def archive_truncated(size):
    return attached(size, [("a.zip", bomb()[:-40]), ("a.docx", office_mail.package(macro=office_mail.AUTO_OLE)[:-40])] * 3)


@hostile
def document_targets(size):
    relations = [f"https://h{n}.example.net/" + "a" * 100 for n in range(size // 50)]
    return attached(size, [("a.docx", office_mail.package(relations=relations))] * 5)


@hostile
def document_target_long(size):
    return attached(size, [("a.docx", office_mail.package(relations=["https://h.example.net/" + "a" * (16 << 20)]))] * 5)


@hostile
def document_almost(size):
    """Full of what begins as the marks that are looked for."""
    text = filled(size // 3, b"\0http://a.example/bcdefgh Auto_Oper \0Attribut1 Relationship Target=\"x TargetMode=")
    return attached(size, [("a.doc", office_mail.ole(office_mail.MACRO, text)), ("b.rtf", text),
                     ("c.docx", office_mail.package(more={"x.rels": text, "y.bin": text}, macro=text))])


def several(size, name, type_, data):
    """Documents of a size at which each is looked into."""
    return multipart(size, b"--b\nContent-Type: %s; name=\"%s\"\nContent-Disposition: attachment; filename=\"%s\"\n"
                     b"Content-Transfer-Encoding: base64\n\n%s" % (type_, name, name, lines_of(base64.b64encode(data))))


DOCUMENT = 740000


@hostile
def documents_html(size):
    return several(size, b"a.html", b"text/html", filled(DOCUMENT, b"<script>eval(unescape('%3C'))</script>"
                                                                    b"<form action=http://a.com><input type=password>"))


@hostile
def documents_pdf(size):
    return several(size, b"a.pdf", b"application/pdf",
                   b"%PDF-1.4\n" + filled(DOCUMENT, b"/Type /Page /MediaBox [0 0 999999999999 9] /Width 99999999999 /Title (x\\) <<((["))


@hostile
def documents_png(size):
    return several(size, b"a.png", b"image/png", b"\x89PNG\r\n\x1a\n" + filled(DOCUMENT, b"\0\0\0\0IDAT\0\0\0\0"))


@hostile
def documents_rtf(size):
    return several(size, b"a.rtf", b"application/rtf", b"{\\rtf1" + filled(DOCUMENT, b"{\\object\\objdata d0cf11e0a1b11ae1\\bin999"))


@hostile
def archive_ends(size):
    return several(size, b"a.zip", b"application/zip", b"PK\3\4" + filled(DOCUMENT, b"PK\5\6\0\0\0\0"))


@hostile
def archive_names(size):
    names = [("a" * 65000 + f"{n}/vbaProject.bin", b"x") for n in range(DOCUMENT // 130000)]
    return several(size, b"a.docm", b"application/zip", office_mail.archive(names, method=0))


@hostile
def archive_macros(size):
    return several(size, b"a.zip", b"application/zip",
                   office_mail.archive([(f"{n}.xls", office_mail.AUTO_OLE * 20) for n in range(300)]))


def hostile_size(name):
    """Bytes that a test gives it: some need all that is allowed, most show what they do with less."""
    return (10 << 20) if name in LARGEST else (2 << 20)


LARGEST = {"lines-empty", "fields-tiny", "to-fields", "html-latin", "alternatives-nested", "parts-paragraphs", "parts-html",
           "quoted-printable", "text-base64", "nul-bytes", "documents-html"}
