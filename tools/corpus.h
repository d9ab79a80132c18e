// A labelled corpus: which messages are ham and which are spam, as the command line says.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "command.h"
#include "gatepost/status.h"

namespace gatepost {

struct CorpusMessage {
  std::string name;  // "FILE", or "FILE:3" in an mbox
  std::string path;
  std::size_t offset = 0, bytes = 0;  // where it lies in the file
  bool is_spam = false;
  std::int64_t received_unix_s = 0;  // with CorpusArguments::by_date; the end of time where it has no date
};

struct Corpus {
  std::vector<CorpusMessage> messages;
  std::size_t learn_first = 0;  // that many, at the front, are learned and never checked
  // What was left out, a line a reason; unreadable ones are also named one by one.
  std::vector<std::string> remarks;
  std::size_t unreadable = 0;
};

struct CorpusArguments {
  std::vector<std::string> ham, spam;              // checked (and learned, as the mode says)
  std::vector<std::string> learn_ham, learn_spam;  // learned before all else
  bool mbox = false;
  bool by_date = false;  // what is checked stands in the order in which it was received
};

// Lists and reads everything once. Left out are: what cannot be read, empty messages, messages over the
// engine's size limit, messages that are there twice, and those with both labels.
// Messages are in the order ham, spam, each sorted as ListMail sorts, or by date, both classes together;
// those without a date come last. Fails where `stop` says so.
Result<Corpus> ReadCorpus(const CorpusArguments& arguments, const std::function<bool()>& stop);

// The bytes of one message, valid during `visit`.
Status VisitMessage(const CorpusMessage& message, const std::function<void(std::string_view bytes)>& visit);

}  // namespace gatepost
