// Gatepost, a spam engine that runs inside the process that receives mail.
//
//   gatepost::Options options;
//   options.rules_path = "/usr/share/gatepost/rules";   // or SpamAssassin's
//   options.site_path = "/etc/gatepost";
//   std::vector<gatepost::Diagnostic> remarks;          // bad configuration lines end up here
//   auto engine = gatepost::Engine::Open(options, gatepost::OpenSqliteStore, &remarks);
//   if (!engine) { std::cerr << engine.error().message() << '\n'; return 0; }   // deliver unscanned
//
//   // From here on, from any number of threads:
//   gatepost::Session session(**engine);                // one a thread; holds its database connection
//   gatepost::Verdict verdict = session.Check(message); // the bytes of one mail, LF or CRLF
//   if (verdict.is_spam) Reject(verdict.score, verdict.required);
//   for (const gatepost::Hit& hit : verdict.hits) Log(hit.rule, hit.score, hit.description);
//
// An Engine is immutable after Open and may be shared by threads; a Session may not.
// A check never throws, never writes to the Bayes database, and never costs a mail: what fails is named in
// Verdict::failures and the rest of the verdict stands. It writes where a history of senders is kept (AWL,
// TxRep). A caller that gets no verdict delivers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gatepost/dns.h"
#include "gatepost/options.h"
#include "gatepost/pyzor.h"
#include "gatepost/razor.h"
#include "gatepost/rewritten_mail.h"
#include "gatepost/sender_store.h"
#include "gatepost/status.h"
#include "gatepost/token_store.h"
#include "gatepost/verdict.h"

namespace gatepost {

// What `lint` and `-D` print about the loaded rules.
struct RulesetSummary {
  std::size_t rules = 0;  // rules with a score or used by one that has
  std::size_t re2_patterns = 0;
  std::size_t pcre2_patterns = 0;
  std::size_t eval_tests = 0;
  std::size_t meta_rules = 0;
};

class Engine {
 public:
  // Reads the configuration and compiles the rules.
  // Bad lines are skipped and described in `diagnostics` (may be null); they never fail the call.
  // Fails: kNotFound or kPermission when a file named explicitly cannot be read, kResourceExhausted.
  // The database is opened later, by each session; its absence is a Verdict::failures entry.
  // Where the configuration asks for a history of senders, checks keep it, if `open_senders` is given.
  // Where it asks for network tests (`use_network_tests 1`), checks run them, if `open_dns` is given: then
  // they wait for answers (`rbl_timeout`, CheckOptions::deadline_ms) and take the scores with network. With
  // `open_pyzor` and `open_razor` they ask Pyzor and Razor, too, where SpamAssassin would.
  static Result<std::unique_ptr<Engine>> Open(const Options& options, StoreOpener open_store,
                                              std::vector<Diagnostic>* diagnostics,
                                              SenderStoreOpener open_senders = nullptr,
                                              DnsOpener open_dns = nullptr, PyzorOpener open_pyzor = nullptr,
                                              RazorOpener open_razor = nullptr);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  RulesetSummary Summary() const;
  // The file and user that Bayes reads and learns into.
  std::string bayes_path() const;
  std::string bayes_user() const;
  // Where checks keep a history of senders; null where they keep none.
  const SenderPlace* senders() const;
  // Do learners write it, too (TxRep)?
  bool teaches_senders() const;
  // Why they cannot, where the configuration asks them to; else "".
  std::string teaching_fault() const;
  // The files of both databases, which checks and learners write.
  std::vector<std::string> database_paths() const;
  // Where checks connect to over TCP: the ports of Razor's servers. Empty where Razor is not asked.
  std::vector<std::uint16_t> tcp_ports() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// What a rewritten message says about where and when it was checked.
struct MarkupOptions {
  // _HOSTNAME_, unless the setting `report_hostname` is there; and who a report says it is from.
  std::string hostname = "localhost";
  // _SUBVERSION_: who did it, "Gatepost 0.1.0".
  std::string product = "Gatepost";
  // _DATE_, in seconds since 1970 UTC. 0: the time of the call.
  std::int64_t now_unix_s = 0;
};

// Writes the rules, settings and lists that `options` name (but their prefs_path) to the file `path`, for
// Options::compiled_path. The file is replaced as a whole. Paths in `options` must be absolute.
// Fails as Engine::Open does, and where `path` cannot be written. Cost: 0.3 s with Gatepost's rules, 5 s with
// SpamAssassin's, whose patterns take more to make.
Status CompileRuleset(const Options& options, const std::string& path, std::vector<Diagnostic>* diagnostics);
// What the compiled ruleset at a path was made from.
struct CompiledSource {
  Options options;  // those that chose what was read: the paths of rules and site, the lines, the language
  bool is_current =
      false;  // serves Options::compiled_path: not if a source changed, or another version wrote it
};
// Fails where there is none (kNotFound), where it is not believed (kPermission) and where it is damaged or
// too old to say (kCorrupt). Cost: as to open it.
Result<CompiledSource> LookAtCompiled(const std::string& path);
// The file's usual name, which depends on the options: "rules-0123456789abcdef.gpc", "rules-....de_AT.gpc".
std::string CompiledName(const Options& options);

// One thread's use of an engine: scratch memory and a database connection, both kept between calls.
class Session {
 public:
  explicit Session(const Engine& engine);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Scores one message. `message` is not copied and must stay unchanged during the call.
  // Cost: about linear in the size of the message.
  Verdict Check(std::string_view message, const CheckOptions& options = {});

  // The message with X-Spam-* headers (and, with report_safe, wrapped in a report), as
  // SpamAssassin rewrites it. The body passes byte for byte, as a view of `message`. `verdict` is Check's for
  // this message.
  // Fails: kResourceExhausted, kInternal; the caller hands on the message as it came.
  // Parses the message again: about the cost of a Check of its header and of what templates ask for.
  Result<RewrittenMail> Rewrite(std::string_view message, const Verdict& verdict,
                                const MarkupOptions& options = {});
  // The report alone (setting `report`), as `spamassassin -t` puts it behind the message.
  Result<std::string> Report(std::string_view message, const Verdict& verdict,
                             const MarkupOptions& options = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The message as it was before Rewrite, by Gatepost or SpamAssassin: X-Spam-* fields gone, rewritten fields
// put back, a wrapped message taken out. A message without markup comes back unchanged.
// Fails: kResourceExhausted, kInternal.
Result<RewrittenMail> RemoveMarkup(std::string_view message, const Limits& limits = {});
// The same; where no field says what a rewritten field was, what `engine`'s rewrite_header would have put
// there is cut off.
Result<RewrittenMail> RemoveMarkup(std::string_view message, const Engine& engine);

}  // namespace gatepost
