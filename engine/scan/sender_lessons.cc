// Tested by tests/scan/txrep_test.cc.
#include "scan/sender_lessons.h"

#include "scan/sender_write.h"

namespace gatepost {

void SenderLessons::Add(std::optional<TxRepMessage> message, LearnedAs as) {
  if (message) lessons_.push_back({std::move(*message), as});
}

void SenderLessons::Write() {
  if (lessons_.empty()) return;
  const HistoryConfig& config = *engine_.history;
  const Status status = WriteSenders(engine_, &store_, [&](SenderStore& store) -> Status {
    const TxRepHistory history{store, config.list, *config.txrep};
    for (const Lesson& lesson : lessons_) {
      Status written = lesson.as == LearnedAs::kForgotten
                           ? ForgetTxRep(history, lesson.message)
                           : LearnTxRep(history, lesson.message, lesson.as == LearnedAs::kSpam);
      if (!written.ok()) return written;
    }
    return {};
  });
  if (!status.ok()) failures_.push_back("the history of senders did not learn: " + status.message());
  lessons_.clear();
}

}  // namespace gatepost
