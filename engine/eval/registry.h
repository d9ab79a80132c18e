// The eval tests by the name that rules call them by ("check_for_missing_to_header").
#pragma once

#include <span>
#include <string_view>

#include "eval/context.h"

namespace gatepost {

// Asks the DNS for what the test will need, and waits for nothing. Called before any test runs, with a DNS.
using EvalStart = void (*)(EvalContext& context, const EvalArguments& arguments);

struct EvalEntry {
  std::string_view name;
  EvalFunction function;
  EvalStart start = nullptr;
  // The same for what needs an answer of the DNS first, and may wait for it: called after all `start`.
  EvalStart follow_up = nullptr;
};

// A test's number in this program; -1 where there is none of that name. Cost: a look into a hash table.
int FindEval(std::string_view name);
// The test of that name, for which FindEval said `number`, perhaps in another program; null where there is
// none.
EvalFunction EvalAt(int number, std::string_view name);
EvalStart EvalStartAt(int number, std::string_view name);
EvalStart EvalFollowUpAt(int number, std::string_view name);
// May it call Views::ReplaceBodyParagraph?
bool ReplacesBody(EvalFunction function);

// Does it ask the sender's servers one question after the other, as SPF does? They may be slow.
bool AsksSenderInTurn(EvalFunction function);

// Each *_evals.cc defines one table; registry.cc joins them.
std::span<const EvalEntry> HeaderEvals();    // HeaderEval, FromNameSpoof, WelcomeListSubject
std::span<const EvalEntry> RelayEvals();     // RelayEval
std::span<const EvalEntry> AuthEvals();      // AuthRes, SPF
std::span<const EvalEntry> DkimEvals();      // DKIM
std::span<const EvalEntry> ListEvals();      // WLBLEval
std::span<const EvalEntry> FreeMailEvals();  // FreeMail
std::span<const EvalEntry> BodyEvals();      // BodyEval, VBounce
std::span<const EvalEntry> LanguageEvals();  // TextCat
std::span<const EvalEntry> MimeEvals();      // MIMEEval, ImageInfo, PDFInfo
std::span<const EvalEntry> HtmlEvals();      // HTMLEval, HTTPSMismatch
std::span<const EvalEntry> UriEvals();       // URIEval
std::span<const EvalEntry> UrlListEvals();   // Phishing, DecodeShortURLs
std::span<const EvalEntry> OleEvals();       // OLEVBMacro
std::span<const EvalEntry> VirusEvals();     // AntiVirus
std::span<const EvalEntry> GeoEvals();       // ASN, URILocalBL
std::span<const EvalEntry> BrandEvals();     // our own
std::span<const EvalEntry> HomeEvals();      // our own
std::span<const EvalEntry> BayesEvals();     // Bayes, GTUBE
std::span<const EvalEntry> HistoryEvals();   // AWL, TxRep
std::span<const EvalEntry> UriDnsEvals();    // URIDNSBL
std::span<const EvalEntry> DnsListEvals();   // DNSEval
std::span<const EvalEntry> AskDnsEvals();    // AskDNS
std::span<const EvalEntry> HashListEvals();  // HashBL
std::span<const EvalEntry> DmarcEvals();     // DMARC
std::span<const EvalEntry> PyzorEvals();     // Pyzor
std::span<const EvalEntry> RazorEvals();     // Razor2
std::span<const EvalEntry> NetworkEvals();   // all others that need the network: answer "not run"

}  // namespace gatepost
