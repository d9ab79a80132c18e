// A spam and a ham verdict with settings, ready to be rewritten.
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "report/rewrite.h"

namespace gatepost {

class MarkupTest : public ::testing::Test {
 protected:
  MarkupTest() {
    verdict_.scanned = verdict_.is_spam = true;
    verdict_.score = 7.25;
    verdict_.required = 5;
    verdict_.hits = {{"BAD_WORD", 5.25, "A word that should not be here", "BODY: ", "", 1},
                     {"A_SENDER", 1, "Not to be trusted", "", "mallory[at]example.com", 1},
                     {"TWICE", 0.5, "Hits more than once", "URI: ", "", 2}};
    settings_.spam_headers = {{"Flag", "_YESNOCAPS_"}};
    settings_.ham_headers = {{"Level", "_STARS(*)_"}};
    settings_.report_safe = 0;
    settings_.report = "_SCORE_ of _REQD_\n_SUMMARY_";
    settings_.unsafe_report = "Careful.\n";
    facts_.hostname = facts_.received_by = "mx.example.org";
    facts_.version = "4.0.1";
    facts_.subversion = "Gatepost";
    facts_.now_unix_s = 1700000000;
  }

  Markup markup() const { return {verdict_, settings_, facts_}; }
  void MakeHam() {
    verdict_.is_spam = false;
    verdict_.score = 3.5;
  }
  // A message cut where its header ends.
  static MailPieces Cut(std::string_view message) {
    std::size_t lf = message.find("\n\n"), crlf = message.find("\r\n\r\n");
    std::size_t end = std::min(lf == message.npos ? message.size() : lf + 2,
                               crlf == message.npos ? message.size() : crlf + 4);
    return {{}, message.substr(0, end), message.substr(end)};
  }
  std::string Rewrite(std::string_view message) const {
    return RewriteMessage(Cut(message), markup()).Text();
  }
  static std::string Remove(std::string_view message) { return RemoveMarkup(Cut(message)).Text(); }
  // Also the tags of rewrite_header.
  std::string RemoveTags(std::string_view message) const {
    return RemoveMarkup(Cut(message), settings_.rewrite).Text();
  }

  Verdict verdict_;
  RewriteSettings settings_;
  RewriteFacts facts_;
};

}  // namespace gatepost
