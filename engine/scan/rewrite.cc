// Session::Rewrite and its kin: a verdict, the settings and the message brought together for engine/report.
// Tested by tests/scan/rewrite_test.cc.
#include "report/rewrite.h"

#include <ctime>

#include "base/add_once.h"
#include "base/ascii.h"
#include "gatepost/engine.h"
#include "scan/guarded.h"
#include "scan/markup_tags.h"
#include "scan/session.h"

namespace gatepost {
namespace {

// The level of SpamAssassin whose headers these are; programs read it from X-Spam-Status.
constexpr char kSpamAssassinVersion[] = "4.0.1";

MailPieces PiecesOf(const Message& message) {
  const Part& root = message.root();
  std::string_view bytes = message.Source(root);
  return {message.mbox_line(), bytes.substr(root.header_begin, root.body_begin - root.header_begin),
          bytes.substr(root.body_begin)};
}

RewriteSettings SettingsOf(const Settings& settings) {
  RewriteSettings result;
  for (const SettingLine& line : settings.Lines("add_header")) {
    std::string_view rest = line.value;
    bool spam = rest.starts_with("spam ");
    rest.remove_prefix(rest.find(' ') + 1);
    std::size_t blank = rest.find(' ');
    std::string_view text = blank == std::string_view::npos ? "" : rest.substr(blank + 1);
    (spam ? result.spam_headers : result.ham_headers).emplace_back(rest.substr(0, blank), text);
  }
  auto fill = [&](std::string_view name, auto* map) {
    for (const SettingLine& line : settings.Lines(name)) {
      std::size_t blank = line.value.find_first_of(" \t");
      if (blank != std::string::npos)
        map->insert_or_assign(line.value.substr(0, blank), TrimLeft(line.value.substr(blank)));
    }
  };
  fill("rewrite_header", &result.rewrite);
  fill("subjprefix", &result.subject_prefixes);
  result.report_safe = static_cast<int>(settings.Integer("report_safe"));
  result.fold_headers = settings.Flag("fold_headers");
  result.report = settings.Text("report");
  result.unsafe_report = settings.Text("unsafe_report");
  result.report_charset = settings.Text("report_charset");
  result.report_contact = settings.Text("report_contact");
  result.copied_headers = settings.Words("report_safe_copy_headers");
  result.wrap_width = static_cast<int>(settings.Integer("report_wrap_width"));
  return result;
}

// SpamAssassin's version with the site's own `version_tag`s, each once.
std::string VersionOf(const Settings& settings) {
  std::vector<std::string> tags;
  for (const SettingLine& line : settings.Lines("version_tag")) {
    std::string tag = AsciiLower(line.value);
    for (char& c : tag) {
      if (!IsWordByte(c) && c != '.') c = '_';
    }
    AddOnce(tag, &tags);
  }
  std::string version(kSpamAssassinVersion);
  for (const std::string& tag : tags) version += "-" + tag;
  return version;
}

// Calls `use` with the message in pieces and all that its markup needs.
template <typename Function>
auto WithMarkup(const Engine::Impl& engine, std::string_view bytes, const Verdict& verdict,
                const MarkupOptions& options, const Function& use) {
  Message message = Message::Parse(bytes, engine.options.limits);
  Views views(message, engine.views, engine.options.limits);
  RewriteSettings settings = SettingsOf(engine.settings);
  RewriteFacts facts;
  facts.received_by = options.hostname;
  const std::string& configured = engine.settings.Text("report_hostname");
  facts.hostname = configured.empty() ? options.hostname : configured;
  facts.version = VersionOf(engine.settings);
  facts.subversion = options.product;
  facts.now_unix_s = options.now_unix_s != 0 ? options.now_unix_s : std::time(nullptr);
  facts.tag = [&](std::string_view tag, std::string_view argument) {
    return MarkupTag(tag, argument, views);
  };
  return use(PiecesOf(message), Markup{verdict, settings, facts});
}

}  // namespace

Result<RewrittenMail> Session::Rewrite(std::string_view message, const Verdict& verdict,
                                       const MarkupOptions& options) {
  return Guarded<Result<RewrittenMail>>("rewriting the message", [&] {
    return WithMarkup(
        impl_->engine, message, verdict, options,
        [](const MailPieces& mail, const Markup& markup) { return RewriteMessage(mail, markup); });
  });
}

Result<std::string> Session::Report(std::string_view message, const Verdict& verdict,
                                    const MarkupOptions& options) {
  return Guarded<Result<std::string>>("rewriting the message", [&] {
    return WithMarkup(impl_->engine, message, verdict, options,
                      [](const MailPieces&, const Markup& markup) { return ReportText(markup); });
  });
}

Result<RewrittenMail> RemoveMarkup(std::string_view message, const Engine& engine) {
  return RemoveMarkup(message, engine.impl());
}

Result<RewrittenMail> RemoveMarkup(std::string_view message, const Engine::Impl& engine) {
  return Guarded<Result<RewrittenMail>>("rewriting the message", [&] {
    return RemoveMarkup(PiecesOf(Message::Parse(message, engine.options.limits)),
                        SettingsOf(engine.settings).rewrite);
  });
}

Result<RewrittenMail> RemoveMarkup(std::string_view message, const Limits& limits) {
  return Guarded<Result<RewrittenMail>>(
      "rewriting the message", [&] { return RemoveMarkup(PiecesOf(Message::Parse(message, limits))); });
}

}  // namespace gatepost
