#!/usr/bin/env python3
"""Holds what RelayCountry, ASN and URILocalBL find in Gatepost against SpamAssassin: rules, headers and tags.

  geo_parity.py FOLDER-OF-PROGRAMS [FOLDER ...]

FOLDER-OF-PROGRAMS has filter_many and geo_database (build-test/bin). Databases are made of invented networks; the mails are made ones and
those in the folders. Needs SpamAssassin 4.0.1 and libmaxmind-db-reader-perl. Exit status: 0 where all agree.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
COUNTRIES = "DE FR US CN BR IN ZA JP SE A1 RU".split()
CONTINENTS = dict(zip(COUNTRIES, "EU EU NA AS SA AS AF AS EU XX EU".split()))
TAGS = " ".join(f"[_RELAYCOUNTRY{which}_]" for which in ("", "EXT", "AUTH", "ALL", "MUA")) + " [_ASN_] [_ASNCIDR_] [_MYASN_] _TESTS(,)_"


def networks():
    """Blocks of /8, most of them split, some unknown."""
    for block in range(1, 224):
        if block % 5:
            yield f"{block}.0.0.0/8", COUNTRIES[block % len(COUNTRIES)], block
        for part in range(0, 256, 16):
            if (block + part) % 3 == 0:
                yield f"{block}.{part}.0.0/12", COUNTRIES[(block * 7 + part) % len(COUNTRIES)], block * 256 + part
    for part in range(16):
        if part % 3:
            yield f"2{part:x}00::/8", COUNTRIES[part % len(COUNTRIES)], 70000 + part
    yield "192.0.2.0/24", "DE", 64500
    yield "198.51.100.0/24", "FR", 64501
    yield "2001:db8::/32", "SE", 64502


def write_databases(geo_database, folder):
    def write(name, bits, version, line):
        (folder / name).parent.mkdir(exist_ok=True)
        lines = "".join(f"{network} {line(country, number)}\n" for network, country, number in networks() if version == 6 or ":" not in network)
        subprocess.run([geo_database, folder / name, str(bits), str(version)], input=lines.encode(), check=True)

    def country(code, number):
        named = f"registered_country.iso_code=XY country.geoname_id=#{number} " + ("" if number % 11 == 0 else f"country.iso_code={code}")
        return f"continent.code={CONTINENTS[code]} continent.names.en=Somewhere " + named

    def system(code, number):
        return f"autonomous_system_number=#{number} " + ("" if number % 4 == 0 else f"autonomous_system_organization=Net_of_{code}_{number}")
    write("country.mmdb", 24, 6, country)
    write("four/GeoLite2-Country.mmdb", 32, 4, country)
    write("four/GeoLite2-ASN.mmdb", 24, 4, system)
    write("all/dbip-city-lite.mmdb", 28, 6, lambda code, number: "city.names.en=Town " + country(code, number))
    write("all/GeoIP2-ISP.mmdb", 28, 6, lambda code, number: f"isp=Isp_{code} organization=Org {system(code, number)}")
    (folder / "none").mkdir()


def config(lines):
    plugins = [f"loadplugin Mail::SpamAssassin::Plugin::{name}" for name in "Check RelayCountry ASN URILocalBL".split()]
    rules = []
    for header in ("X-Relay-Countries", "X-Relay-Countries-External", "x-relay-countries-all", "X-Relay-Countries-Auth", "X-ASN"):
        name = header.upper().replace("-", "_")
        rules += [f"header T_{name}_E exists:{header}", f"header T_{name}_L {header} =~ /^\\S+ \\S+ \\S+/", f"header T_{name}_0 {header} =~ /^$/"]
        rules += [f"header T_{name}_{code} {header} =~ /\\b{code}\\b/" for code in ["XX", *COUNTRIES]]
        rules += [f"header T_{name}_P {header} =~ /\\*\\*/", f"header T_{name}_N {header} !~ /DE/ [if-unset: DE]", f"header T_{name}_F {header}:first =~ /FR/"]
    rules += ["header T_ASN_9 eval:check_asn('/^AS\\d*9\\b/')", "header T_ASN_NET eval:check_asn('/ Net of/', 'asn')", "header T_ASN_TAG eval:check_asn('/x/', 'ASNCIDR')",
              "meta T_META (T_ASN_9 + T_X_RELAY_COUNTRIES_E) > 1", "meta T_NOT !T_ASN_9"]
    blocked = ["uri_block_cc T_B_CC de FR", "uri_block_cc T_B_CC se", "uri_block_cc T_B_NOT !de !xx", "uri_block_cont T_B_CONT eu as", "uri_block_cont T_B_NOCONT !EU",
               "uri_block_isp T_B_ISP \"ISP de\" isp_XX IspFR", "uri_block_cidr T_B_CIDR 192.0.2.0/25 203.0.113.7 2001:db8::/32 10.0.0.0/8", "uri_block_cc T_B_EX de fr",
               "uri_block_exclude T_B_EX 192.0.2.1 www.example.com", "body T_B_BODY eval:check_uri_local_bl()", "uri_block_cc T_B_BODY us cn br"]
    names = [rule.split()[1] for rule in rules + blocked]
    return "\n".join([*plugins, "use_bayes 0", "report_safe 0", "fold_headers 0", "clear_headers", "util_rb_tld com net org", f"add_header all Geo {TAGS}", *rules, *blocked,
                      *[f"score {name} 0.01" for name in dict.fromkeys(names)], *lines]) + "\n"


def made_mails():
    def received(ip, rest="ESMTP", by="mx.example.org"):
        return f"Received: from a.example.net (a.example.net [{ip}])\n\tby {by} (Postfix) with {rest} id 1234567890\n\tfor <b@example.org>; Tue, 14 Nov 2023 20:00:00 +0000\n"
    rest = "From: a@example.net\nTo: b@example.org\nSubject: x\nDate: Tue, 14 Nov 2023 20:00:00 +0000\nMessage-ID: <1@example.net>\n"
    chains = [[], ["192.0.2.1"], ["10.1.2.3", "192.0.2.1"], ["10.1.2.3", "10.2.3.4"], ["127.0.0.1"], ["IPv6:2001:db8::1"], ["IPv6:fe80::1", "IPv6:2100::5"], ["5.1.1.1"],
              ["IPv6:2003::1", "198.51.100.3", "10.0.0.1", "192.168.1.1", "8.8.8.8"], ["240.1.1.1"], ["IPv6:::ffff:192.0.2.1"], ["100.64.1.1", "4.4.4.4"]]
    for chain in chains:
        for kind in ("ESMTP", "ESMTPSA", "ESMTPA"):
            yield "".join(received(ip, kind) for ip in chain) + rest + "\nhello\n"
    hosts = ("192.0.2.1 192.0.2.1:80 192.0.2.200 198.51.100.7 203.0.113.7 203.0.113.8 10.1.2.3 127.0.0.1 3221225985 0xC0000201 0300.0.2.1 192.0.2 1.2.3.4 5.6.7.8 33.44.55.66 "
             "user@192.0.2.1 [2001:db8::1] [2003::1] www.example.com 192.0.2.1.example.com").split()
    for host in hosts:
        yield rest + f"\nSee http://{host}/x and more\n"
        yield rest + f"MIME-Version: 1.0\nContent-Type: text/html\n\n<p><a href=\"http://{host}/x\">here</a></p>\n"
        yield rest + f"MIME-Version: 1.0\nContent-Type: text/html\n\n<p><img src=\"http://{host}/x.png\"> text</p>\n"
    yield rest + "\nhttp://5.6.7.8/ http://192.0.2.1/ http://www.example.com/\n"


def configurations(folder):
    options = f"geodb_options country:{folder}/country.mmdb"
    yield "country", [options, f"geodb_search_path {folder}/none"]
    yield "city and ISP", [f"geodb_search_path {folder}/none {folder}/all", "trusted_networks 10.0.0.0/8 192.0.2.0/24 64.0.0.0/2", "internal_networks 10.0.0.0/8 192.0.2.0/24"]
    yield "IPv4 alone", ["geodb_search_path /nowhere", f"geodb_search_path {folder}/four", "geodb_module GeoIP2", "asn_prefix ''", "asn_lookup asn.example.org _ASN_ _MYASN_"]
    yield "old names", [f"country_db_path {folder}/country.mmdb", f"uri_country_db_isp_path {folder}/all/GeoIP2-ISP.mmdb", f"geodb_search_path {folder}/none",
                        "country_db_type GeoIP2", "asn_lookup_ipv6 asn.example.org", "trusted_networks 0.0.0.0/1", "asn_use_geodb 1"]
    yield "no ASN", [options, f"geodb_search_path {folder}/all", "asn_use_geodb 0", "asn_lookup asn.example.org _MYASN_ _ASNCIDR_"]
    yield "no database", [f"geodb_search_path {folder}/none"]
    yield "not there", [f"geodb_options country:{folder}/nothing.mmdb city:{folder}/none", f"geodb_search_path {folder}/none"]


def main():
    programs, folders = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    differences = 0
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for name in ("mail", "rules", "out", "geo"):
            (work / name).mkdir()
        write_databases(programs / "geo_database", work / "geo")
        paths = []
        for number, mail in enumerate(made_mails()):
            paths.append(work / f"mail/{number:05}")
            paths[-1].write_text(mail)
        paths += sorted(p for folder in folders for p in pathlib.Path(folder).rglob("*") if p.is_file())
        (work / "list").write_text("".join(f"{path}\n" for path in paths))
        for which, lines in configurations(work / "geo"):
            (work / "rules/10.cf").write_text(config(lines))
            perl = subprocess.run(["perl", str(HERE / "documents_parity.pl"), work / "rules/10.cf", work / "list", "X-Spam-Geo"],
                                  capture_output=True)
            theirs = perl.stdout.decode("latin-1").split("\n")[:-1]
            subprocess.run([programs / "filter_many", work / "rules", work / "none", work / "out", work / "list"], check=True)
            ours = []
            for number in range(len(paths)):
                marked = (work / f"out/{number}").read_bytes().decode("latin-1")
                at = marked.find("\nX-Spam-Geo: ")
                ours.append(marked[at + 13:marked.index("\n", at + 1)].rstrip("\r") if at >= 0 else "")
            if len(theirs) != len(paths):
                sys.exit(f"{which}: {len(paths)} mails, {len(theirs)} answers\n{perl.stderr.decode()[-2000:]}")
            hits, asked = {}, 0
            for path, a, b in zip(paths, theirs, ours):
                # MaxMind::DB::Reader's Perl takes the first half of an IPv6 address for an IPv4 address.
                if which == "IPv4 alone" and re.search(rb"\[(?:IPv6:)?[0-9a-f]*:[0-9a-f:.]+\]", path.read_bytes(), re.IGNORECASE):
                    continue
                asked += 1
                for rule in a.rsplit(" ", 1)[-1].split(","):
                    hits[rule] = hits.get(rule, 0) + 1
                a, b = (" ".join([*text.rsplit(" ", 1)[:-1], ",".join(sorted(text.rsplit(" ", 1)[-1].split(",")))]) for text in (a, b))
                if a != b:
                    differences += 1
                    if differences < 20:
                        print(f"{which}: {path}:\n  SpamAssassin {a}\n  Gatepost     {b}")
            known = sum(1 for text in theirs if re.search(r"[A-Z]{2}\b", text.rpartition("[_RELAYCOUNTRYMUA_]")[0]))
            print(f"{which}: {asked} mails, {known} with countries, {len(hits)} rules hit {sum(hits.values())} times")
    print(f"{differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
