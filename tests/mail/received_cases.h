// Lines of every form that mail servers write, and what they mean: SpamAssassin 4.0.1's answers, asked
// of the real one. "!" ignored, "?" not understood.
#pragma once

namespace gatepost {

struct ReceivedCase {
  const char* line;
  const char* relay;  // RelayText, "!" or "?"
  bool no_reverse_dns, ip_private;
};

inline constexpr ReceivedCase kReceivedCases[] = {
    {"from mail.sender.example (mail.sender.example [192.0.2.10]) by mx.home.example (Postfix) with ESMTP id "
     "4F1A2B3C for <ann@home.example>; Mon, 3 Mar 2025 10:11:12 +0100 (CET)",
     "[ ip=192.0.2.10 rdns=mail.sender.example helo=mail.sender.example by=mx.home.example ident= envfrom= "
     "intl=0 id=4F1A2B3C auth= msa=0 ]",
     false, false},
    {"from laptop (unknown [192.0.2.11]) by mx.home.example (Postfix) with SMTP id 77; Mon, 3 Mar 2025 "
     "10:11:12 +0100",
     "[ ip=192.0.2.11 rdns= helo=laptop by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]", true,
     false},
    {"from 192.0.2.12 (unknown[192.0.2.13]) by mx.home.example (Postfix) with SMTP id 9A8B; Mon, 3 Mar 2025 "
     "10:11:12 +0100",
     "[ ip=192.0.2.13 rdns= helo=192.0.2.12 by=mx.home.example ident= envfrom= intl=0 id=9A8B auth= msa=0 ]",
     true, false},
    {"from [10.1.2.3] (dsl.isp.example [192.0.2.14]) (using TLSv1.3 with cipher X) (Authenticated sender: "
     "bob) by mx.home.example (Postfix) with ESMTPSA id AB12; Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.14 rdns=dsl.isp.example helo=!10.1.2.3! by=mx.home.example ident= envfrom= intl=0 id=AB12 "
     "auth=ESMTPSA msa=0 ]",
     false, false},
    {"from pc (dsl.isp.example [192.0.2.14]) (Authenticated sender: bob) by mx.home.example (Hausmail) with "
     "ESMTP id AB12; Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.14 rdns=dsl.isp.example helo=pc by=mx.home.example ident= envfrom= intl=0 id=AB12 "
     "auth=Postfix (Hausmail) msa=0 ]",
     false, false},
    {"from helo.example (IDENT:bob@rdns.example [192.0.2.15]) by mx.home.example (8.15.2/8.15.2) with ESMTP "
     "id 23ABC for <ann@home.example>; Mon, 3 Mar 2025 10:11:12 GMT",
     "[ ip=192.0.2.15 rdns=rdns.example helo=helo.example by=mx.home.example ident=bob envfrom= intl=0 "
     "id=23ABC auth= msa=0 ]",
     false, false},
    {"from helo.example (rdns.example [192.0.2.16] (may be forged)) by mx.home.example (8.15.2/8.15.2) with "
     "ESMTP id 23ABD; Mon, 3 Mar 2025 10:11:12 GMT",
     "[ ip=192.0.2.16 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=23ABD "
     "auth= msa=0 ]",
     false, false},
    {"from helo.example (rdns.example [192.0.2.16]) (authenticated bits=0) by mx.home.example "
     "(8.15.2/8.15.2) with ESMTP id 23ABE; Mon, 3 Mar 2025 10:11:12 GMT",
     "[ ip=192.0.2.16 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=23ABE "
     "auth=Sendmail msa=0 ]",
     false, false},
    {"from helo.example ([192.0.2.17]) by mx.home.example (8.15.2/8.15.2) with ESMTP id 23ABF; Mon, 3 Mar "
     "2025 10:11:12 GMT",
     "[ ip=192.0.2.17 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=23ABF auth= msa=0 "
     "]",
     true, false},
    {"from helo.example (bob@[192.0.2.18]) by mx.home.example (8.15.2/8.15.2) with SMTP id 23AC0; Mon, 3 Mar "
     "2025 10:11:12 GMT",
     "[ ip=192.0.2.18 rdns= helo=helo.example by=mx.home.example ident=bob envfrom= intl=0 id=23AC0 auth= "
     "msa=0 ]",
     true, false},
    {"from [192.0.2.19] (helo=helo.example ident=bob) by mx.home.example with esmtp (Exim 4.96) "
     "(envelope-from <bob@sender.example>) id 1abcde-0001-AB; Mon, 03 Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.19 rdns= helo=helo.example by=mx.home.example ident=bob envfrom=bob@sender.example intl=0 "
     "id=1abcde-0001-AB auth= msa=0 ]",
     false, false},
    {"from rdns.example ([192.0.2.20] helo=helo.example) by mx.home.example with esmtps (TLS1.3:X:256) (Exim "
     "4.96) id 1abcdf-0001-AB for ann@home.example; Mon, 03 Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.20 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 "
     "id=1abcdf-0001-AB auth= msa=0 ]",
     false, false},
    {"from rdns.example ([192.0.2.21]) by mx.home.example with esmtp (Exim 4.96) id 1abcdg-0001-AB; Mon, 03 "
     "Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.21 rdns=rdns.example helo=rdns.example by=mx.home.example ident= envfrom= intl=0 "
     "id=1abcdg-0001-AB auth= msa=0 ]",
     false, false},
    {"from rdns.example ([192.0.2.22]:52313) by mx.home.example with esmtps (Exim 4.96) id 1abcdh-0001-AB; "
     "Mon, 03 Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.22 rdns=rdns.example helo=rdns.example by=mx.home.example ident= envfrom= intl=0 "
     "id=1abcdh-0001-AB auth= msa=0 ]",
     false, false},
    {"from rdns.example [192.0.2.23] by mx.home.example with esmtp (Exim 3.35 #1 (Debian)) id "
     "1abcdi-0001-AB; Mon, 03 Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.23 rdns=rdns.example helo=rdns.example by=mx.home.example ident= envfrom= intl=0 "
     "id=1abcdi-0001-AB auth= msa=0 ]",
     false, false},
    {"from rdns.example (helo.example) [192.0.2.24.13219] (mail) by mx.home.example with esmtp (Exim 3.35) "
     "id 1abcdj; Mon, 03 Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.24 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 "
     "id=1abcdj auth= msa=0 ]",
     false, false},
    {"from bob by mx.home.example with local (Exim 4.96) id 1abcdk-0001-AB; Mon, 03 Mar 2025 10:11:12 +0000",
     "!", false, false},
    {"from unknown (HELO helo.example) (bob@192.0.2.25) by mx.home.example with SMTP; 3 Mar 2025 10:11:12 "
     "-0000",
     "[ ip=192.0.2.25 rdns= helo=helo.example by=mx.home.example ident=bob envfrom= intl=0 id= auth= msa=0 ]",
     false, false},
    {"from rdns.example (HELO helo.example) (192.0.2.26) by mx.home.example with SMTP; 3 Mar 2025 10:11:12 "
     "-0000",
     "[ ip=192.0.2.26 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= "
     "auth= msa=0 ]",
     false, false},
    {"from rdns.example (192.0.2.27) by mx.home.example with QMQP; 3 Mar 2025 10:11:12 -0000",
     "[ ip=192.0.2.27 rdns=rdns.example helo=rdns.example by=mx.home.example ident= envfrom= intl=0 id= "
     "auth= msa=0 ]",
     false, false},
    {"from rdns.example (bob@192.0.2.27) by mx.home.example with SMTP; 3 Mar 2025 10:11:12 -0000",
     "[ ip=192.0.2.27 rdns=rdns.example helo=rdns.example by=mx.home.example ident=bob envfrom= intl=0 id= "
     "auth= msa=0 ]",
     false, false},
    {"from unknown (HELO helo.example) (bob@[192.0.2.28]) (envelope-sender <bob@sender.example>) by "
     "mx.home.example (qmail-ldap-1.03) with SMTP for <ann@home.example>; 3 Mar 2025 10:11:12 -0000",
     "[ ip=192.0.2.28 rdns= helo=helo.example by=mx.home.example ident=bob envfrom=bob@sender.example intl=0 "
     "id= auth= msa=0 ]",
     false, false},
    {"from rdns.example (HELO helo.example) (192.0.2.29) by mx.home.example (qpsmtpd/0.94) with ESMTP; Mon, "
     "03 Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.29 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= "
     "auth= msa=0 ]",
     false, false},
    {"from rdns.example (LHLO helo.example) (192.0.2.30) by mx.home.example with LMTP; Mon, 3 Mar 2025 "
     "10:11:12 +0000 (GMT)",
     "[ ip=192.0.2.30 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= "
     "auth= msa=0 ]",
     false, false},
    {"from rdns.example (EHLO helo.example) [192.0.2.31] by mx.home.example (mp3) with SMTP; 03 Mar 2025 "
     "10:11:12 +0100",
     "[ ip=192.0.2.31 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= "
     "auth= msa=0 ]",
     false, false},
    {"from rdns.example (HELO helo.example) [192.0.2.31] by mail.gmx.net (mp010) with SMTP; 03 Mar 2025 "
     "10:11:12 +0100",
     "[ ip=192.0.2.31 rdns=rdns.example helo=helo.example by=mail.gmx.net ident= envfrom= intl=0 id= "
     "auth=GMX (SMTP / mail.gmx.net) msa=0 ]",
     false, false},
    {"from helo.example ([192.0.2.32]) by mx.home.example with Microsoft SMTPSVC(6.0.3790.4675); Mon, 3 Mar "
     "2025 10:11:12 +0100",
     "[ ip=192.0.2.32 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     false, false},
    {"from helo.example ([192.0.2.33] RDNS failed) by mx.home.example with Microsoft SMTPSVC(6.0.3790.4675); "
     "Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.33 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     false, false},
    {"from mail pickup service by mx.home.example with Microsoft SMTPSVC; Mon, 3 Mar 2025 10:11:12 +0100",
     "!", false, false},
    {"from helo.example (192.0.2.34) by mx.home.example (192.0.2.1) with Microsoft SMTP Server "
     "(version=TLS1_2, cipher=X) id 15.20.1.2; Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.34 rdns=helo.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 "
     "id=15.20.1.2 auth= msa=0 ]",
     false, false},
    {"from helo.example ([fe80::1:2:3:4]) by mx.home.example ([fe80::1:2:3:5%6]) with mapi id "
     "15.20.1943.023; Mon, 3 Mar 2025 10:11:12 +0000",
     "[ ip=fe80::1:2:3:4 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     false, true},
    {"from helo.example (2001:db8::25) by mx.home.example (2001:db8::1) with Microsoft SMTP Server (TLS) "
     "15.20.1.2 id 15; Mon, 3 Mar 2025 10:11:12 +0000",
     "[ ip=2001:db8::25 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     false, false},
    {"from helo.example (rdns.example [IPv6:2001:db8::26]) by mx.home.example (Postfix) with ESMTPS id AB13; "
     "Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=2001:db8::26 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 "
     "id=AB13 auth= msa=0 ]",
     false, false},
    {"from helo.example (rdns.example [::ffff:192.0.2.35]) by mx.home.example with esmtp; Mon, 03 Mar 2025 "
     "10:11:12 +0100",
     "[ ip=192.0.2.35 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= "
     "auth= msa=0 ]",
     false, false},
    {"from helo.example (softdnserr [::ffff:192.0.2.36]) by mx.home.example with esmtp; Mon, 03 Mar 2025 "
     "10:11:12 +0100",
     "[ ip=192.0.2.36 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     false, false},
    {"from helo.example (rdns.example [::ffff:192.0.2.37]) (AUTH: LOGIN bob, TLS: TLSv1) by mx.home.example "
     "with esmtp; Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.37 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= "
     "auth=LOGIN msa=0 ]",
     false, false},
    {"from (AUTH: 0a1b) by mx.home.example with esmtp (courier-1.0) for <ann@home.example>; Mon, 03 Mar 2025 "
     "10:11:12 +0100",
     "!", false, false},
    {"from helo.example (192.0.2.38:23198) by mx.home.example with [XMail 1.27 ESMTP Server] id <S72E> for "
     "<ann@home.example> from <bob@sender.example>; Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.38 rdns= helo=helo.example by=mx.home.example ident= envfrom=bob@sender.example intl=0 "
     "id=S72E auth= msa=0 ]",
     false, false},
    {"from ([192.0.2.39:33672] helo=helo.example) by mx.home.example (ecelerity 3.5 r(11743)) with ESMTP id "
     "52/92; Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.39 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=52/92 auth= msa=0 "
     "]",
     false, false},
    {"from x ([192.0.2.39:33672]) by mx.home.example (ecelerity HEAD) with SMTP id 52/93; Mon, 03 Mar 2025 "
     "10:11:12 +0100",
     "[ ip=192.0.2.39 rdns= helo= by=mx.home.example ident= envfrom= intl=0 id=52/93 auth= msa=0 ]", false,
     false},
    {"from LAPTOP ( 192.0.2.40) by mx.home.example (Scalix SMTP Relay 11.4) via ESMTP; Mon, 03 Mar 2025 "
     "10:11:12 +0100",
     "[ ip=192.0.2.40 rdns= helo=LAPTOP by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]", false,
     false},
    {"from helo.example ([192.0.2.41]) by mx.home.example (Lotus Domino Release 8.5) with ESMTP id 2025; "
     "Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.41 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=2025 auth= msa=0 "
     "]",
     false, false},
    {"from 192.0.2.42 (SquirrelMail authenticated user bob) by webmail.home.example with HTTP; Mon, 3 Mar "
     "2025 10:11:12 +0100",
     "[ ip=192.0.2.42 rdns= helo= by=webmail.home.example ident= envfrom= intl=0 id= auth=HTTP msa=0 ]",
     false, false},
    {"from 192.0.2.43 ([192.0.2.43]) by webmail.home.example (IMP) with HTTP for <ann@home.example>; Mon, 3 "
     "Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.43 rdns= helo= by=webmail.home.example ident= envfrom= intl=0 id= auth=HTTP msa=0 ]",
     false, false},
    {"from 192.0.2.44 by webmail.sysops.aol.com (192.0.2.1) with HTTP (WebMailUI); Mon, 03 Mar 2025 10:11:12 "
     "-0400",
     "[ ip=192.0.2.44 rdns= helo= by=webmail.sysops.aol.com ident= envfrom= intl=0 id= auth=HTTP msa=0 ]",
     false, false},
    {"from 192.0.2.45 by box.law1.hotmail.msn.com with HTTP; Mon, 03 Mar 2025 10:11:12 GMT",
     "[ ip=192.0.2.45 rdns= helo= by=box.law1.hotmail.msn.com ident= envfrom= intl=0 id= auth=HTTP msa=0 ]",
     false, false},
    {"from [192.0.2.46] by web1.mail.example via HTTP; Mon, 03 Mar 2025 10:11:12 PST",
     "[ ip=192.0.2.46 rdns= helo= by=web1.mail.example ident= envfrom= intl=0 id= auth= msa=0 ]", false,
     false},
    {"from 192.0.2.47 ( [192.0.2.47]) as user bob@localhost by webmail.home.example with HTTP; Mon, 3 Mar "
     "2025 10:11:12 +0100",
     "[ ip=192.0.2.47 rdns= helo= by=webmail.home.example ident= envfrom= intl=0 id= auth=HTTP msa=0 ]",
     false, false},
    {"from (192.0.2.48 [192.0.2.48]) by mx.home.example with ESMTP id BQB0 Mon, 3 Mar 2025 10:11:12 +0100 "
     "(CET)",
     "[ ip=192.0.2.48 rdns= helo=192.0.2.48 by=mx.home.example ident= envfrom= intl=0 id=BQB0 auth= msa=0 ]",
     false, false},
    {"from [192.0.2.49] by mx.home.example (MessageWall 1.1.0) with SMTP; 3 Mar 2025 10:11:12 -0000",
     "[ ip=192.0.2.49 rdns= helo= by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]", false, false},
    {"from (192.0.2.50) by mx.home.example via smtp id 021b; Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.50 rdns= helo= by=mx.home.example ident= envfrom= intl=0 id=021b auth= msa=0 ]", false,
     false},
    {"from helo.example [192.0.2.51] by mx.home.example [192.0.2.1] with SMTP (MDaemon.PRO.v5) for "
     "<ann@home.example>; Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.51 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     true, false},
    {"from helo.example [(192.0.2.52)] by mx.home.example (192.0.2.1) (MDaemon PRO v19) with ESMTP id md5; "
     "Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.52 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=md5 auth= msa=0 ]",
     false, false},
    {"from helo.example (rdns.example [192.0.2.53]) by mx.home.example with SMTP (Microsoft Exchange "
     "Internet Mail Service Version 5.5) id G69T; Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.53 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=G69T "
     "auth= msa=0 ]",
     false, false},
    {"from rdns.example ([192.0.2.54] helo=helo.example) by mx.home.example with smtp id 190K-000 for "
     "ann@home.example; Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.54 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 "
     "id=190K-000 auth= msa=0 ]",
     false, false},
    {"from rdns.example (<unknown.domain>[192.0.2.55]) by mx.home.example (mx) with SMTP id <2025030310>; "
     "Mon, 3 Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.55 rdns= helo=rdns.example by=mx.home.example ident= envfrom= intl=0 id=2025030310 auth= "
     "msa=0 ]",
     false, false},
    {"from helo.example (rdns.example[192.0.2.56]) by mx.home.example (mx) with SMTP id <2025030311>; Mon, 3 "
     "Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.56 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 "
     "id=2025030311 auth= msa=0 ]",
     false, false},
    {"from rdns.example(192.0.2.57) by mx.home.example via smap (V1.3) id xma093; Mon, 3 Mar 25 10:11:12 "
     "+0100",
     "[ ip=192.0.2.57 rdns=rdns.example helo= by=mx.home.example ident= envfrom= intl=0 id=xma093 auth= "
     "msa=0 ]",
     false, false},
    {"from rdns.example(192.0.2.58, HELO helo.example) by mx.home.example via smap (V1.3) id xma094; Mon, 3 "
     "Mar 25 10:11:12 +0100",
     "[ ip=192.0.2.58 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 "
     "id=xma094 auth= msa=0 ]",
     false, false},
    {"from 192.0.2.59 by mx.home.example (InterScan E-Mail VirusWall NT); Mon, 03 Mar 2025 10:11:12 -0800",
     "[ ip=192.0.2.59 rdns= helo= by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]", false, false},
    {"from news.example by mx.home.example with BSMTP (rsmtp 0.4) for ann@home.example; 3 Mar 2025 10:11:12 "
     "-0000",
     "!", false, false},
    {"from [192.0.2.60] (account bob HELO helo.example) by mx.home.example (CommuniGate Pro SMTP 6.2) with "
     "ESMTP-TLS id 2088; Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.60 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=2088 "
     "auth=Communigate msa=0 ]",
     false, false},
    {"from rdns.example ([192.0.2.61] verified) by mx.home.example (CommuniGate Pro SMTP 6.2) with ESMTP id "
     "2089; Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.61 rdns=rdns.example helo=rdns.example by=mx.home.example ident= envfrom= intl=0 id=2089 "
     "auth= msa=0 ]",
     false, false},
    {"from helo.example (192.0.2.62) by mx.home.example with ESMTP; 03 Mar 2025 10:11:12 -0800",
     "[ ip=192.0.2.62 rdns=helo.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= "
     "auth= msa=0 ]",
     false, false},
    {"from helo.example ([192.0.2.63] [192.0.2.63]) by mx.home.example with ESMTP; Mon, 03 Mar 2025 10:11:12 "
     "+0100",
     "[ ip=192.0.2.63 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     true, false},
    {"from 192.0.2.64 by mx.home.example with ESMTP (MMS Relay (MMS v5.0)); Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.64 rdns= helo= by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]", false, false},
    {"from [192.0.2.65]:50999 (HELO helo.example) by mx.home.example ([192.0.2.1]:25) (F-Scan 6.0 Release) "
     "with SMTP; Mon, 3 Mar 2025 10:11:12 -0000",
     "[ ip=192.0.2.65 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     false, false},
    {"from 192.0.2.66 (HELO helo) by mx.home.example (192.0.2.1) with SMTP; 3 Mar 2025 10:11:12 +0000",
     "[ ip=192.0.2.66 rdns= helo=helo by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]", false,
     false},
    {"from helo [192.0.2.67] by mx.home.example (SMTPD32-7.07) id A4CE; Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.67 rdns= helo=helo by=mx.home.example ident= envfrom= intl=0 id=A4CE auth= msa=0 ]", false,
     false},
    {"from rdns.example(192.0.2.68) by mx.home.example via csmap (V4.1) id srcAAA; Mon, 03 Mar 2025 10:11:12 "
     "+0100",
     "[ ip=192.0.2.68 rdns=rdns.example helo= by=mx.home.example ident= envfrom= intl=0 id=srcAAA auth= "
     "msa=0 ]",
     false, false},
    {"from 192.0.2.69 (proxy for somebody) by mx.home.example with HTTP; Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.69 rdns= helo= by=mx.home.example ident= envfrom= intl=0 id= auth=HTTP msa=0 ]", false,
     false},
    {"from [192.0.2.70] (helo=helo.example) by mx.home.example with ESMTP (Nemesis), id 0MKp; Mon, 03 Mar "
     "2025 10:11:12 +0100",
     "[ ip=192.0.2.70 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=0MKp auth= msa=0 "
     "]",
     false, false},
    {"from rdns.example(192.0.2.71) via SMTP by mx.home.example, id smtpdEDU; Mon Mar 3 10:11:12 2025",
     "[ ip=192.0.2.71 rdns=rdns.example helo= by=mx.home.example ident= envfrom= intl=0 id=smtpdEDU auth= "
     "msa=0 ]",
     false, false},
    {"from rdns.example(192.0.2.72), claiming to be \"helo.example\" via SMTP by mx.home.example, id "
     "smtpd1PB; Mon Mar 3 10:11:12 2025",
     "[ ip=192.0.2.72 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 "
     "id=smtpd1PB auth= msa=0 ]",
     false, false},
    {"from itr (bob@192.0.2.73 with login) by smtp1.mail.yahoo.com with SMTP; 03 Mar 2025 10:11:12 -0800 PST",
     "[ ip=192.0.2.73 rdns= helo=itr by=smtp1.mail.yahoo.com ident= envfrom= intl=0 id= auth= msa=0 ]", false,
     false},
    {"from rdns.example (HELO helo) (bob@192.0.2.74 with plain) by mx.home.example with SMTP; 3 Mar 2025 "
     "10:11:12 -0000",
     "[ ip=192.0.2.74 rdns=rdns.example helo=helo by=mx.home.example ident=bob envfrom= intl=0 id= auth= "
     "msa=0 ]",
     false, false},
    {"FROM helo.example (rdns.example [192.0.2.75]) BY mx.home.example ID 434B.174A ; 3 Mar 2025 10:11:12 "
     "-0400",
     "[ ip=192.0.2.75 rdns=rdns.example helo=helo.example by=mx.home.example ident= envfrom= intl=0 "
     "id=434B.174A auth= msa=0 ]",
     false, false},
    {"FROM helo.example (unverified [192.0.2.76]) BY mx.home.example (Rockliffe SMTPRA 10.3.0) WITH SMTP ID "
     "<B006@home.example> FOR <ann@home.example>; Mon, 3 Mar 2025 10:11:12 +0200",
     "[ ip=192.0.2.76 rdns= helo=helo.example by=mx.home.example ident= envfrom= intl=0 id=B006@home.example "
     "auth= msa=0 ]",
     true, false},
    {"(from localhost [192.0.2.77]) by mx.home.example (NAVGW 2.5.2.12) with SMTP id M2006 for "
     "<ann@home.example>; Mon, 03 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.77 rdns= helo=localhost by=mx.home.example ident= envfrom= intl=0 id=M2006 auth= msa=0 ]",
     false, false},
    {"(from bob@localhost) by mx.home.example (8.15.2/8.15.2/Submit) id 523A; Mon, 3 Mar 2025 10:11:12 GMT",
     "!", false, false},
    {"from bob (helo=localhost) by mx.home.example with local-smtp (Exim 4.96) id 1abc; Mon, 03 Mar 2025 "
     "10:11:12 +0000",
     "!", false, false},
    {"from localhost (localhost [127.0.0.1]) by mx.home.example (Postfix) with ESMTP id AB14; Mon, 3 Mar "
     "2025 10:11:12 +0100",
     "[ ip=127.0.0.1 rdns=localhost helo=localhost by=mx.home.example ident= envfrom= intl=0 id=AB14 auth= "
     "msa=0 ]",
     false, true},
    {"from a.example (bob@localhost) by a.example (8.9.3/8.8.7) with ESMTP id KAA1; Mon, 3 Mar 2025 10:11:12 "
     "-0500",
     "!", false, false},
    {"from bob@sender.example by mx.home.example (mail_out_v34.13.) id 7.53 (4394); Mon, 3 Mar 2025 10:11:12 "
     "-0500 (EST)",
     "!", false, false},
    {"from sender.example by mx.home.example; Mon, 3 Mar 2025 10:11:12 +0100", "!", false, false},
    {"from [192.0.2.78] by mx.home.example; Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.78 rdns= helo=!192.0.2.78! by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     false, false},
    {"by mx.home.example (Postfix, from userid 1002) id DABB; Mon, 3 Mar 2025 10:11:12 +0100 (CET)", "!",
     false, false},
    {"(qmail 27981 invoked by uid 225); 3 Mar 2025 10:11:12 -0000", "!", false, false},
    {"from cabbage.home.example [127.0.0.1] by localhost with IMAP (fetchmail-6.4) for ann@localhost "
     "(single-drop); Mon, 03 Mar 2025 10:11:12 +0100 (CET)",
     "!", false, false},
    {"from mx.home.example ([unix socket]) by mx.home.example (Cyrus v3.2.6) with LMTPA; Mon, 03 Mar 2025 "
     "10:11:12 +0100",
     "!", false, false},
    {"from mx.home.example ([unix socket]) by mx.home.example (Cyrus v3.2.6-distro) with LMTPA; Mon, 03 Mar "
     "2025 10:11:12 +0100",
     "?", false, false},
    {"from somewhere [192.0.2.79] who knows by mx.home.example; Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.79 rdns= helo=somewhere by=mx.home.example ident= envfrom= intl=0 id= auth= msa=0 ]",
     false, false},
    {"from somewhere who knows what; Mon, 3 Mar 2025 10:11:12 +0100", "?", false, false},
    {"from mail-ot1.google.com. (mail-ot1.google.com. [192.0.2.80]) by mx.google.com with ESMTPS id "
     "a1sm1234567abc.12.2025.03.03.02.01.01 for <ann@home.example> (version=TLS1_3 cipher=TLS_AES_128 "
     "bits=128/128); Mon, 03 Mar 2025 02:01:01 -0800 (PST)",
     "[ ip=192.0.2.80 rdns=mail-ot1.google.com helo=mail-ot1.google.com. by=mx.google.com ident= envfrom= "
     "intl=0 id=a1sm1234567abc.12.2025.03.03.02.01.01 auth=GMail - transport=TLS1_3 cipher=TLS_AES_128 "
     "bits=128/128 msa=0 ]",
     false, false},
    {"from bob.home.example ([192.0.2.81] (account bob@home.example) HELO x) by mx.home.example (CommuniGate "
     "Pro HTTP 6.2) with HTTP id 5; Mon, 3 Mar 2025 10:11:12 +0100",
     "[ ip=192.0.2.81 rdns= helo=x by=mx.home.example ident= envfrom= intl=0 id= auth=HTTP msa=0 ]", false,
     false},
    {"from MjA (unknown) by ismtpd.sender.example (SG) with HTTP id aqHK; Mon, 3 Mar 2025 10:11:12 +0000",
     "!", false, false},
};

}  // namespace gatepost
