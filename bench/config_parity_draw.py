"""Configurations as sites and users write them, drawn at random; for config_parity.py."""
import re

EVALS = {"header": "check_for_faraway_charset_in_headers() check_for_missing_to_header() check_for_unique_subject_id() "
                   "check_from_in_blocklist() check_from_in_welcomelist() check_to_in_welcomelist() check_in_list('A_LIST') "
                   "check_for_from_to_same() subject_is_all_caps() check_header_count_range('Received','2','6') "
                   "check_from_in_blacklist() check_from_in_list('A_LIST') check_to_in_list('A_LIST') no_such_eval() "
                   "check_from_in_default_welcomelist() check_subject_in_welcomelist() check_uri_host_listed('WORK') "
                   "check_unresolved_template() check_access_database('x',\"y\") gated_through_received_hdr_remover() "
                   "check_from_in_list()".split(" "),
         "body": "check_stock_info('2') html_tag_exists('a') html_text_match('title','\\S') html_test('has_unclosed') "
                 "multipart_alternative_difference('50','100') html_image_ratio('0','0.5') check_blank_line_ratio('0','5','1') "
                 "check_language() check_body_8bits() html_title_subject_ratio('3.5') no_such() tag_exists".split(" "),
         "rawbody": "check_for_mime_html() check_for_mime('mime_base64_count') check_for_mime_html_only() html_range('ratio')".split(" ")}
HEADERS = ("Subject From To Cc ToCc Reply-To Received Message-ID MESSAGEID EnvelopeFrom X-Spam-Relays-Untrusted "
           "X-Spam-Relays-Trusted X-Spam-Relays-Internal X-Spam-Relays-External ALL ALL-TRUSTED ALL-UNTRUSTED ALL-EXTERNAL "
           "Date X-Mailer Content-Type List-Id Return-Path Sender subject FROM Nope X_Y MIME-Version Delivered-To").split(" ")
MODS = ["", "", "", "", ":raw", ":addr", ":name", ":raw:addr", ":addr:host", ":host", ":domain", ":ip", ":revip", ":first",
        ":last", ":addr:first", ":name:last", ":Addr", ":nope", ":first:raw", ":"]
TAGS = ("YESNO YESNO(y,n) YESNOCAPS YESNOCAPS(a) SCORE SCORE(0) SCORE(00) SCORE( ) HITS REQD VERSION SUBVERSION RULESVERSION HOSTNAME "
        "REMOTEHOSTNAME REMOTEHOSTADDR BAYES AUTOLEARN AUTOLEARNSCORE TESTS TESTS(;) TESTS( ) TESTSSCORES TESTSSCORES(|) "
        "SUBTESTS SUBTESTS(,) SUBTESTSCOLLAPSED STARS STARS(x) STARS(**) STARS() RELAYSTRUSTED RELAYSUNTRUSTED RELAYSINTERNAL "
        "RELAYSEXTERNAL LASTEXTERNALIP LASTEXTERNALRDNS LASTEXTERNALHELO FIRSTTRUSTEDIP CONTACTADDRESS PREVIEW REPORT SUMMARY "
        "HEADER(Subject) HEADER(From:addr) HEADER(To:name) HEADER(Nope) HEADER() SENDERDOMAIN AUTHORDOMAIN URIHOSTS URIDOMAINS "
        "LANGUAGES TOKENSUMMARY DCCB PYZOR RBL DATE NOSUCH NOSUCH(x) SC SCTYPE SUBJPREFIX SUBJPREFIX(x) lower YESNO( HEADER(Received:last) "
        "ADDEDHEADER ADDEDHEADERHAM ADDEDHEADERSPAM TIMING").split(" ")
TAGS = [tag for tag in re.findall(r"\S+(?:\( \))?", " ".join(TAGS)) if tag not in (")", "DATE", "TIMING")]
CONDITIONS = ["version >= 3.004000", "version >= 4.000001", "(version < 4.000000)", "version > 4.000001", "perl_version >= 5.018000",
              "(perl_version < 5.010000)", "local_tests_only", "!local_tests_only", "! (local_tests_only)", "0", "1", "(1", "1 1",
              "can(Mail::SpamAssassin::Conf::feature_registryboundaries)", "can(Mail::SpamAssassin::Conf::feature_welcomelist_blocklist)",
              "!can(Mail::SpamAssassin::Conf::feature_blocklist_welcomelist)", "has(Mail::SpamAssassin::Plugin::DKIM::nope)",
              "can(Mail::SpamAssassin::Conf::feature_bayes_stopwords)", "has(Mail::SpamAssassin::Conf::perl_min_version_5010000)",
              "can(Mail::SpamAssassin::Conf::perl_min_version_5010000)", "can(Mail::SpamAssassin::Conf::compat_welcomelist_blocklist)",
              "plugin(Mail::SpamAssassin::Plugin::Bayes)", "plugin (Mail::SpamAssassin::Plugin::Pyzor)", "(plugin(Nope::Plugin))",
              "plugin(Mail::SpamAssassin::Plugin::TextCat) && version >= 3.0", "version >= 3.004 || 0", "(version >= 3.4) && !(0)",
              "version == 4.000001", "version >= 4.0.1", "foo", "$x", "1 == 1", "2 > 1", "has(nope)", "can()", "can",
              "has(Mail::SpamAssassin::Plugin::URIDNSBL::parse_config)", "not 1", "1 and 0",
              "version>=3.004", "!plugin(Mail::SpamAssassin::Plugin::Bayes)"]
PLUGINS = ("Bayes DKIM SPF Pyzor TextCat Nope URIDNSBL Shortcircuit HTMLEval MIMEHeader ReplaceTags WelcomeListSubject "
           "WhiteListSubject DMARC Dmarc").split(" ")
NUMBERS = ["0", "1", "2", "5", "5.0", "-1", "0.5", ".5", "+3", "1e2", "1,5", "five", "", "00", "1.", "-.5", " 3", "999999", "0x10", "1 2"]


class Draw:
    def __init__(self, random, texts):
        self.r, self.texts, self.rules = random, texts, []
        self.words = [w for t in texts for w in re.findall(r"[A-Za-z][A-Za-z'-]{2,14}", t)]
        self.addresses = sorted({a for t in texts for a in re.findall(r"[\w.-]+@[\w-]+(?:\.[\w-]+)+", t)})
        self.ips = sorted({a for t in texts for a in re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", t)})

    def pick(self, *of):
        return self.r.choice(of[0] if len(of) == 1 else of)

    def often(self, chance):
        return self.r.random() < chance

    def name(self):
        if self.rules and self.often(.06):
            return self.pick(self.rules)
        name = self.pick("", "", "", "__", "__", "T_", "X-" if self.often(.05) else "") + f"R{len(self.rules)}"
        name += self.pick("", "", "_AB", "_lower")
        self.rules.append(name)
        return name

    def known(self):
        return self.pick(self.rules) if self.rules and self.often(.93) else self.pick("NOPE", "R1x", "__NOPE", "BAYES_99", "A B")

    def atom(self):
        word = self.pick(self.words)
        quoted = word if self.often(.8) else word.lower()
        return self.pick(
            quoted, quoted, quoted, quoted, rf"\b{quoted}\b", rf"\b{quoted}", f"(?:{quoted}|{self.pick(self.words)})", f"({quoted})?",
            rf"\s+{quoted}", rf"{quoted}\W{{0,3}}", r"\d{1,3}", r"[A-Z]{3,}", "[[:upper:]]+", r"\S+@\S+", f"(?i){quoted}", f"(?i:{quoted})",
            f"(?!{quoted})", f"(?<!{quoted[0]}){quoted[1:]}", ".{1,9}", ".*", "[^a-z]++", rf"\Q{quoted}.\E", rf"\x{{{ord(quoted[0]):x}}}{quoted[1:]}",
            rf"\x{ord(quoted[0]):02x}", rf"\{ord(quoted[0]):03o}", r"\#", "#", "/" if self.often(.1) else r"\/", r"https?:\/\/", "^", "$", r"\A", r"\z",
            f"[{quoted[:3]}]", r"(\w)\1", r"\@", "@", "$x" if self.often(.1) else r"\$", "(" if self.often(.1) else "()", "<A>", r"\%", "%", " ", r"\ ", r"\xe9", "\xe9", "<B1>", "?" if self.often(.1) else "a?",
            r"(?#note)", "{", "}", "[" if self.often(.1) else r"\[", "]", "'", '"', "&", r"\&", r"\p{Lu}", r"\h", r"\R", "\t", r"\-", r"\_", r"\:")

    def pattern(self, slash="/"):
        if self.often(.25):
            text = self.pick(self.words)
        else:
            text = "".join(self.atom() for _ in range(self.r.randint(1, 4)))
        return text

    def regex(self):
        flags = self.pick("", "", "", "i", "i", "i", "im", "s", "is", "x", "m", "g", "o", "ix", "q", "aa", "u", "ii")
        left, right = self.pick(("/", "/"), ("/", "/"), ("/", "/"), ("/", "/"), ("/", "/"), ("m{", "}"), ("m(", ")"), ("m!", "!"), ("m,", ","), ("m|", "|"),
                                ("m#", "#"), ("m'", "'"), ("m<", ">"), ("m[", "]"), ("m/", "/"), ("m @", "@"), ("", ""), ("/", ""), ("m\"", "\""), ("m%", "%"))
        return left + self.pattern() + right + flags + self.pick("", "", "", "", "", "", " ", " # why", ";", " x")

    def rule(self):
        kind = self.pick("header", "header", "header", "body", "body", "rawbody", "full", "uri", "mimeheader", "meta", "meta", "meta", "eval", "exists")
        name = self.name()
        lines = []
        if kind == "header":
            tail = self.pick("", "", "", "", " [if-unset: UNSET]", " [if-unset:UNSET x]", " [if-unset: ]", "[if-unset: a]", " [unset: a]")
            lines = [f"header {name} {self.pick(HEADERS)}{self.pick(MODS)}{self.pick(' ', ' ', ' ', '', '  ')}{self.pick('=~', '=~', '=~', '=~', '!~', '!~', '=', '~', '==')}"
                     f"{self.pick(' ', ' ', ' ', '')}{self.regex()}{tail}"]
        elif kind in ("body", "rawbody", "full", "uri"):
            lines = [f"{kind} {name} {self.regex()}"]
        elif kind == "mimeheader":
            lines = [f"mimeheader {name} {self.pick('Content-Type', 'Content-Disposition', 'content-type', 'ALL', 'Content-Transfer-Encoding')}{self.pick('', '', ':raw', ':name')} {self.pick('=~', '=~', '!~', '=')} "
                     f"{self.pick('/text/', '/./', self.regex(), '/^text.html/i')}{self.pick('', '', ' [if-unset: text]')}"]
        elif kind == "eval":
            area = self.pick(list(EVALS))
            lines = [f"{area} {name} eval:{self.pick(EVALS[area])}"]
        elif kind == "exists":
            lines = [f"header {name} {self.pick('exists:', 'exists:', 'exists: ', 'EXISTS:')}{self.pick(HEADERS)}{self.pick('', '', '', ' x', ':addr')}"]
        else:
            lines = [f"meta {name} {self.meta(2)}{self.pick('', '', '', '', ';', ' #c', ' )', ' &&')}"]
        if self.often(.3):
            lines.append(f"describe {name} {self.text()}")
        if self.often(.3):
            lines.append(f"tflags {name} {self.pick('multiple', 'multiple maxhits=2', 'nice', 'net', 'noautolearn', 'userconf', 'multiple,nice', 'maxhits=3 multiple', 'learn', 'nosubject', 'bogus', '', 'noawl', 'multiple maxhits=x', 'nice multiple', 'domains_only', 'publish', 'NICE', 'autolearn_force')}")
        if self.often(.4):
            lines.append(f"score {name} {self.score()}")
        if self.often(.08):
            lines.append(f"priority {name} {self.pick(NUMBERS)}")
        if self.often(.06):
            lines.append(f"replace_rules {name}")
        if self.often(.03):
            lines.append(f"shortcircuit {name} {self.pick('spam', 'ham', 'on', 'off', 'bogus')}")
        if self.often(.1):
            self.r.shuffle(lines)
        return lines

    def meta(self, depth):
        if depth == 0 or self.often(.2):
            return self.pick(self.known(), self.known(), self.known(), "1", "2", f"!{self.known()}", f"rules_matching({self.pick('R*', '__R?', 'R1*', '*', 'NOPE*', 'R1?', '')})", "0.5")
        one, two = self.meta(depth - 1), self.meta(depth - 1)
        return self.pick(f"({one} {self.pick('&&', '||', '+', '-', '*', '>', '<', '>=', '<=', '==', '!=', '&', '|', '/', 'and', 'or', ',', '=', '^', '%', '<=>')} {two})",
                         f"{one} {self.pick('&&', '||', '+', '>', '>=')} {two}", f"!({one})", f"{one}{self.pick('&&', '||', '+', '-', '>')}{two}", f"!{self.known()} && {two}",
                         f"({one} + {two} + {self.known()} > {self.pick('1', '2', '0')})", f"! {self.known()}", f"-{one}")

    def score(self):
        one = lambda: self.pick("1", "2.5", "-1", "0", "0.001", "5", "1.25", "-0.5", "3", "+1", ".3", "1,5", "100", "0.0", "x")
        return self.pick(one(), one(), one(), one(), f"{one()} {one()}", f"{one()} {one()} {one()} {one()}", f"({one()})", f"({one()}) ({one()}) ({one()}) ({one()})", f"{one()} {one()} {one()}", "", f"{one()}  # c", f"{one()};")

    def text(self):
        words = " ".join(self.pick(self.words) for _ in range(self.r.randint(1, 5)))
        return self.pick(words, words, f'"{words}"', f"{words} \\# x", f"{words} # x", f"  {words}", f"{words} \xe9", f"{words} \xc3\xa9", f"{words}\\n x", f"{words}\\tx", f"_{self.pick(TAGS)}_ {words}", "", f"{words} 100%")

    def tagged(self):
        return "".join(self.pick(self.pick(self.words), f"_{self.pick(TAGS)}_", f"_{self.pick(TAGS)}_", " ", ", ", "=", "\\n", "\\t", "__", "_") for _ in range(self.r.randint(1, 6)))

    def glob(self):
        address = self.pick(self.addresses)
        domain = address.split("@")[1]
        return self.pick(address, address, f"*@{domain}", f"*@*.{domain.split('.', 1)[1]}", f"*{domain}", f"{address[:-1]}?", address.upper(), f"<{address}>", f"@{domain}", "*", f"*@{domain} {self.pick(self.addresses)}", f"{address},{self.pick(self.addresses)}", "", f'"{address}"', domain, f"a+b@{domain}", f"*.{domain}")

    def network(self):
        ip = self.pick(self.ips)
        a = ip.split(".")
        return self.pick(ip, ip, f"{'.'.join(a[:3])}.", f"{'.'.join(a[:2])}.", f"{a[0]}.", f"{'.'.join(a[:2])}/16", f"{ip}/24", f"!{ip}", f"! {ip}", "127.0.0.1", "10/8", "10.0.0.0/8", "::1", "[::1]", "2001:db8::/32", "fe80::/10", f"{ip}/33", "300.1.1.1", f"{ip}, 10.1.1.1", f"{ip} !{self.pick(self.ips)}", "all", "0/0", "0.0.0.0/0", "::/0", "", f"{ip}/255.255.255.0", f"{a[0]}/8", f"{a[0]}.{a[1]}", "example.com", "::ffff:" + ip, "192.168")

    def setting(self):
        p, lists = self.pick, ("welcomelist_from blocklist_from whitelist_from blacklist_from welcomelist_to whitelist_to blocklist_to blacklist_to more_spam_to all_spam_to "
            "welcomelist_from_dkim whitelist_from_dkim def_welcomelist_from_dkim unwelcomelist_from unwhitelist_from unblocklist_from unblacklist_from whitelist_auth welcomelist_auth "
            "unwelcomelist_auth whitelist_subject welcomelist_subject blacklist_subject blocklist_subject welcomelist_allows_relays whitelist_allows_relays "
            "unwhitelist_from_dkim unblocklist_to").split(" ")
        kind = self.r.randrange(26)
        if kind < 6:
            return f"{p(lists)} {self.glob()}"
        if kind < 8:
            return f"{p('welcomelist_from_rcvd', 'whitelist_from_rcvd', 'def_whitelist_from_rcvd', 'unwhitelist_from_rcvd')} {self.glob()} {p(self.addresses[0].split('@')[1], '[' + p(self.ips) + ']', p(self.addresses).split('@')[1], '', 'com', '[10.0.0.0/8]')}"
        if kind < 9:
            return f"enlist_addrlist {p('(A_LIST) ', '(A_LIST)', '(a_list) ', 'A_LIST ', '( A_LIST) ')}{self.glob()}"
        if kind < 13:
            return f"{p('trusted_networks', 'internal_networks', 'msa_networks', 'trusted_networks', 'internal_networks', 'clear_trusted_networks', 'clear_internal_networks', 'clear_msa_networks')} {self.network()}"
        if kind < 17:
            return (f"add_header {p('all', 'spam', 'ham', 'ALL', 'Spam', 'bogus', '')} {p('Hello', 'Status', 'Level', 'X-Foo', 'a_b', 'Flag', 'Bad:Name', 'Checker-Version', 'Report', 'Umlaut-ae')} "
                    f"{p('', '', '', chr(34))}{self.tagged()}{p('', '', '', chr(34))}")
        if kind < 18:
            return f"{p('remove_header', 'remove_header', 'delete_header')} {p('all', 'spam', 'ham', 'bogus')} {p('Status', 'Level', 'level', 'Nope', 'X-Spam-Status', 'Checker-Version', 'ALL', '')}"
        if kind < 19:
            return f"rewrite_header {p('Subject', 'subject', 'SUBJECT', 'From', 'To', 'Cc', 'Date', '')} {self.tagged()}"
        if kind < 20:
            return f"{p('report', 'report', 'unsafe_report', 'clear_report_template', 'clear_headers', 'clear_unsafe_report_template', 'report_contact', 'report_hostname', 'clear_originating_ip_headers')} {self.tagged()}"
        if kind < 24:
            name, values = p([("report_safe", ["0", "1", "2", "3", ""]), ("fold_headers", ["0", "1", "yes"]), ("required_score", NUMBERS), ("required_hits", NUMBERS),
                ("report_safe_copy_headers", ["Received", "X-Mailer, List-Id", "Nope X", ""]), ("normalize_charset", ["0", "1", "2"]), ("ok_locales", ["en", "all", "en ja", "xx", ""]),
                ("ok_languages", ["en", "all", "en de", ""]), ("use_bayes", ["0"]), ("bayes_auto_learn", ["0"]), ("bayes_min_ham_num", NUMBERS), ("util_rb_tld", ["com", "foo bar", ".x", ""]),
                ("util_rb_2tld", ["co.uk", "a.b", "a", "clear"]), ("util_rb_3tld", ["a.b.c"]), ("clear_util_rb", ["", "1"]), ("report_charset", ["utf-8", "iso-8859-1", ""]), ("originating_ip_headers", ["X-Yahoo-Post-IP", "X-Originating-IP X-A", ""]),
                ("always_trust_envelope_sender", ["0", "1"]), ("envelope_sender_header", ["X-Envelope-From", "Return-Path:", "x y", ""]), ("lock_method", ["flock", "bogus"]), ("rbl_timeout", ["5", "5 1", "x", "5s"]), ("skip_rbl_checks", ["0", "1", "maybe", ""]),
                ("subjprefix", [f"{self.known()} [x]", f"{self.known()}", ""]), ("redirector_pattern", ["/x(.*)/i", "x", r"m'^https?:\/\/foo\/\?(.*)'i"]), ("time_limit", ["300", "5m", "x"]), ("allow_user_rules", ["0", "1", "yes", ""]),
                ("version_tag", ["foo", "Foo_1", ""]), ("enable_compat", ["welcomelist_blocklist", ""]), ("bayes_ignore_header", ["X-Foo", ""]), ("bayes_auto_learn_threshold_spam", NUMBERS), ("lang", ["en describe R1 english", "de describe R1 deutsch", "de report hallo", "en report hello", "", "en"]),
                ("replace_tag", ["A [a@]", "B1 [1l]", "A", "", "<A> x"]), ("replace_inter", ["W \\W", "W"]), ("replace_pre", ["P a"]), ("replace_start", ["<"]), ("replace_end", [">"]), ("use_learner", ["0", "1"]), ("dns_available", ["no", "yes", "test", "test: a b", "x"]), ("loadplugin", [f"Mail::SpamAssassin::Plugin::{p(PLUGINS)}"]),
                ("require_version", ["@@VERSION@@", "4.0.1", "4.000001", "3.0", ""]), ("include", ["nope.cf", "", "/nope/*.cf"]), ("test", [f"{self.known()} ok foo", f"{self.known()} fail x", "x"]), ("required_scores", ["5"]), ("rewrite_subject", ["1"]), ("auto_whitelist_path", ["x"]), ("use_razor2", ["0", "x"]), ("uridnsbl_skip_domain", ["example.com", ""]), ("freemail_domains", ["example.com *.x.com", ""]), ("max_received_headers", NUMBERS), ("body_part_scan_size", NUMBERS), ("rawbody_part_scan_size", NUMBERS), ("use_auto_welcomelist", ["0"]), ("bayes_token_sources", ["header", "all", "none"]), ("parse_dkim_uris", ["0", "1", "x"])])
            return f"{name} {p(values)}"
        if kind < 25:
            return f"{p('score', 'describe', 'tflags', 'priority', 'sco', 'Score', 'SCORE', 'meta', 'body', 'header', 'uri', 'full', 'rule_x', 'required-score', 'add-header', 'delete_rule')} {self.known()} {p(NUMBERS)}"
        return f"score {self.known()} {self.score()}"

    def block(self):
        lines = [] if self.often(.05) else [p := self.pick(f"if {self.pick(CONDITIONS)}", f"if ({self.pick(CONDITIONS)})", f"ifplugin Mail::SpamAssassin::Plugin::{self.pick(PLUGINS)}", f"ifplugin {self.pick('!', '(', '')}Mail::SpamAssassin::Plugin::{self.pick(PLUGINS)}")]
        lines += self.lines(self.r.randint(1, 3))
        if self.often(.4):
            lines += ["else", *self.lines(self.r.randint(1, 2))]
        return lines + [self.pick("endif", "endif", "endif", "endif", "endif", "endif", "endif", "ENDIF", "endif # x", "endif x" if self.often(.2) else "endif", "fi" if self.often(.1) else "endif")]

    def lines(self, count):
        out = []
        for _ in range(count):
            out += self.rule() if self.often(.55) else [self.setting()] if self.often(.85) else self.block() if self.often(.6) else [self.pick("# a comment", "", "   ", "junk", "=", "#score R1 9", "\\", "body", ";", "\xa0score R1 1", "// x", "<x>", "0")]
        return out

    def typo(self, line):
        if self.often(.9):
            return line
        at = self.r.randrange(len(line) + 1)
        return self.pick(line[:at] + line[at + 1:], line[:at] + self.pick(" ", "\t", "\\", "#", "\xa0", '"', "'", ",", ";", ":", "\x0b", "\x0c", "\r") + line[at:], line + " \\", line.upper() if self.often(.2) else line, "  " + line, line.replace(" ", "\t"), line.replace(" ", "  "), line + "\r", line.split(" ")[0])

    def file(self, count):
        end = self.pick("\n", "\n", "\n", "\n", "\n", "\r\n")
        lines = [self.typo(line) for line in self.lines(count)]
        return [(line + end).encode("latin-1") for line in lines]

    def config(self):
        site, own = self.file(self.r.randint(3, 14)), self.file(self.r.randint(4, 18))
        if self.often(.5):
            site.insert(0, b"allow_user_rules 1\n")
        return {"site/local.cf": site, "site/zz_own.cf": own, "user_prefs": self.file(self.r.randint(0, 8)) if self.often(.6) else []}
