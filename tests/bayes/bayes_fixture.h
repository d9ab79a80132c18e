// Mail and views for tests of bayes/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bayes/tokenizer.h"
#include "mail/views.h"

namespace gatepost {

// A message and its views; the bytes live as long.
class ParsedMail {
 public:
  explicit ParsedMail(std::string bytes)
      : bytes_(std::move(bytes)),
        message_(Message::Parse(bytes_, limits_)),
        views_(message_, config_, limits_) {}
  Views& views() { return views_; }
  const Message& message() const { return message_; }

 private:
  std::string bytes_;
  Limits limits_;
  ViewConfig config_;
  Message message_;
  Views views_;
};

// A plain message; the number makes it another one.
inline std::string PlainMail(int number, std::string_view body) {
  return "Received: from a.example ([192.0.2.1]) by b.example; Mon, 12 Aug 2002 10:00:00 +0000\n"
         "From: Ann Author <ann@example.com>\nTo: bob@example.org\nSubject: number " +
         std::to_string(number) + "\nDate: Mon, 12 Aug 2002 09:00:00 +0000\nMessage-ID: <m" +
         std::to_string(number) + "@example.com>\n\n" + std::string(body) + "\n";
}

}  // namespace gatepost
