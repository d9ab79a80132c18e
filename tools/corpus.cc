// Tested by tests/tools/evaluate_command_test.cc.
#include "corpus.h"

#include <algorithm>
#include <map>

#include "base/file.h"
#include "base/hash.h"
#include "bayes/receive_date.h"
#include "gatepost/limits.h"
#include "mail_source.h"

namespace gatepost {
namespace {

class Reader {
 public:
  Reader(const CorpusArguments& arguments, const std::function<bool()>& stop)
      : mbox_(arguments.mbox), by_date_(arguments.by_date), stop_(stop) {}

  Status Add(const std::vector<std::string>& paths, bool is_spam) {
    if (paths.empty()) return {};
    std::vector<Status> failed;
    std::vector<MailFile> files = ListMail(paths, mbox_, &failed);
    for (const Status& status : failed) NoteUnreadable(status);
    for (const MailFile& file : files) {
      if (stop_()) return {StatusCode::kUnavailable, "interrupted while the corpus was read"};
      const char* start = nullptr;
      Status status =
          ReadMail(file, Limits().max_message_bytes, [&](const std::string& name, std::string_view bytes) {
            if (start == nullptr) start = bytes.data();
            AddMessage(
                {name, file.path, static_cast<std::size_t>(bytes.data() - start), bytes.size(), is_spam},
                bytes);
          });
      if (!status.ok()) NoteUnreadable(status);
    }
    return {};
  }

  std::size_t size() const { return corpus_.messages.size(); }

  Corpus Finish(std::size_t learn_first) {
    std::vector<CorpusMessage> kept;
    for (std::size_t i = 0; i < corpus_.messages.size(); ++i) {
      if (is_left_out_[i] != 0) continue;
      if (i < learn_first) ++corpus_.learn_first;
      kept.push_back(std::move(corpus_.messages[i]));
    }
    std::stable_sort(
        kept.begin() + static_cast<std::ptrdiff_t>(corpus_.learn_first), kept.end(),
        [](const CorpusMessage& a, const CorpusMessage& b) { return a.received_unix_s < b.received_unix_s; });
    corpus_.messages = std::move(kept);
    auto remark = [&](std::size_t count, const char* what) {
      if (count > 0) corpus_.remarks.push_back(std::to_string(count) + " message(s) left out: " + what);
    };
    remark(empty_, "empty");
    remark(too_large_, "over the size limit");
    remark(twice_, "there already, byte for byte");
    remark(contradicted_, "labelled ham and spam");
    return std::move(corpus_);
  }

 private:
  void NoteUnreadable(const Status& status) {
    ++corpus_.unreadable;
    corpus_.remarks.push_back("left out: " + status.message());
  }

  void AddMessage(CorpusMessage message, std::string_view bytes) {
    if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      ++empty_;
    } else if (bytes.size() > Limits().max_message_bytes) {
      ++too_large_;
    } else if (auto [place, is_new] = by_digest_.emplace(Sha1(bytes), size()); is_new) {
      if (by_date_) {
        message.received_unix_s = ReceiveDate(Message::Parse(bytes, Limits())).value_or(INT64_MAX);
      }
      corpus_.messages.push_back(std::move(message));
      is_left_out_.push_back(0);
    } else if (corpus_.messages[place->second].is_spam == message.is_spam) {
      ++twice_;
    } else {
      contradicted_ += is_left_out_[place->second] != 0 ? 1 : 2;
      is_left_out_[place->second] = 1;
    }
  }

  bool mbox_, by_date_;
  const std::function<bool()>& stop_;
  Corpus corpus_;
  std::vector<char> is_left_out_;
  std::map<std::array<unsigned char, 20>, std::size_t> by_digest_;
  std::size_t empty_ = 0, too_large_ = 0, twice_ = 0, contradicted_ = 0;
};

}  // namespace

Result<Corpus> ReadCorpus(const CorpusArguments& arguments, const std::function<bool()>& stop) {
  Reader reader(arguments, stop);
  if (Status status = reader.Add(arguments.learn_ham, false); !status.ok()) return status;
  if (Status status = reader.Add(arguments.learn_spam, true); !status.ok()) return status;
  std::size_t learn_first = reader.size();
  if (Status status = reader.Add(arguments.ham, false); !status.ok()) return status;
  if (Status status = reader.Add(arguments.spam, true); !status.ok()) return status;
  return reader.Finish(learn_first);
}

Status VisitMessage(const CorpusMessage& message, const std::function<void(std::string_view bytes)>& visit) {
  Result<FileBytes> file = FileBytes::Open(message.path);
  if (!file) return file.error();
  if (message.offset + message.bytes > file->size()) {
    return {StatusCode::kUnavailable, message.path + ": changed while it was used"};
  }
  visit(file->view().substr(message.offset, message.bytes));
  return {};
}

}  // namespace gatepost
