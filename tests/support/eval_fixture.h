// One message, one configuration, and a way to call eval tests by name.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "config/directive.h"
#include "config/settings.h"
#include "eval/registry.h"
#include "mail/views.h"

namespace gatepost {

inline std::string PlainMail(const std::string& body) { return "Subject: x\n\n" + body; }
inline std::string HtmlMail(const std::string& html, const std::string& subject = "x") {
  return "Subject: " + subject + "\nMIME-Version: 1.0\nContent-Type: text/html\n\n" + html + "\n";
}
inline std::string AlternativeMail(const std::string& text, const std::string& html) {
  return "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\n"
         "Content-Type: text/plain\n\n" +
         text + "\n--b\nContent-Type: text/html\n\n" + html + "\n--b--\n";
}

// A mail to anna@reader.example; `rest` begins with more fields or the empty line.
inline std::string MailFrom(const std::string& from, const std::string& rest = "\nhello\n") {
  return "From: " + from + "\nTo: anna@reader.example\nSubject: x\n" + rest;
}

// With an HTML page.
inline std::string PageFrom(const std::string& from, const std::string& html) {
  return MailFrom(from, "MIME-Version: 1.0\nContent-Type: text/html\n\n" + html + "\n");
}

class EvalFixture {
 public:
  // `message` with LF line ends; `config` in .cf syntax.
  explicit EvalFixture(std::string message, const std::string& config = "")
      : bytes_(std::move(message)),
        message_(Message::Parse(bytes_, limits_)),
        settings_(Settings::Build(ReadConfigText(config, "test.cf", ConfigScope::kSite), &diagnostics_)),
        tables_(EvalTables::Build(settings_)) {
    for (const std::string& tld : settings_.Words("util_rb_tld")) view_config_.uri.tlds.insert(tld);
    for (const char* tld : {"com", "org", "net", "example"}) view_config_.uri.tlds.insert(tld);
    views_ = std::make_unique<Views>(message_, view_config_, limits_);
    context_ = std::make_unique<EvalContext>(
        EvalContext{*views_, settings_, tables_, 1700000000, nullptr, {}, {}, EvalTextPhase::kBody});
  }

  EvalContext& context() { return *context_; }
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

  // The number of hits; fails the test where there is no such eval.
  double Run(std::string_view name, const EvalArguments& arguments = {}) {
    EvalFunction function = EvalAt(FindEval(name), name);
    EXPECT_NE(function, nullptr) << name;
    return function == nullptr ? -1 : function(*context_, arguments).value;
  }
  bool Hits(std::string_view name, const EvalArguments& arguments = {}) { return Run(name, arguments) != 0; }

 private:
  Limits limits_;
  std::vector<Diagnostic> diagnostics_;
  std::string bytes_;
  Message message_;
  Settings settings_;
  EvalTables tables_;
  ViewConfig view_config_;
  std::unique_ptr<Views> views_;
  std::unique_ptr<EvalContext> context_;
};

}  // namespace gatepost
