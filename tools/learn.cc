// gatepost learn - teach Bayes spam or ham, or forget messages
//
// USAGE        gatepost learn --spam|--ham|--forget [OPTION ...] [FILE or DIR ...]
// EXIT STATUS  0; 64 on wrong usage; 66 where an input could not be read (the rest is learned); 69 where
//              the configuration could not be opened; 75 where the database failed: what was reported
//              as learned is in it, the rest is not.
// SECURITY     Reads what anyone may send; writes the token database, and a history of senders where the site
//              loads the plugin TxRep, and may write nothing else (confine.h).
// Tested by tests/tools/command_test.cc.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "command.h"
#include "config_options.h"
#include "confine.h"
#include "gatepost/bulk_trainer.h"
#include "mail_source.h"
#include "progress.h"
#include "tend.h"

namespace gatepost {
namespace {

// Hands each message of the files to `bulk`. Fails where the database does; `failed` gets what could not be
// read.
Status LearnFiles(const std::vector<MailFile>& files, LearnedAs as, bool quiet, BulkTrainer* bulk,
                  std::size_t* examined, std::vector<Status>* failed) {
  Progress progress(files.size(), !quiet);
  Status store_status;
  for (const MailFile& file : files) {
    Status status =
        ReadMail(file, Limits().max_message_bytes, [&](const std::string& name, std::string_view bytes) {
          if (!store_status.ok()) return;
          ++*examined;
          try {
            store_status = bulk->Learn(std::string(bytes), as);
          } catch (const std::bad_alloc&) {
            failed->emplace_back(StatusCode::kResourceExhausted, name + ": out of memory");
          }
        });
    if (!status.ok()) failed->push_back(status);
    if (!store_status.ok()) return store_status;
    progress.Step();
  }
  return bulk->Commit();
}

}  // namespace

int LearnCommand(int argc, char** argv) {
  CLI::App app("Teaches Bayes what is spam and what is ham.", "gatepost learn");
  std::vector<std::string> paths;
  bool spam = false, ham = false, forget = false, quiet = false, single = false;
  ConfigOptions config;
  CLI::Option_group* what = app.add_option_group("what", "what the messages are");
  what->add_flag("--spam", spam, "the messages are spam");
  what->add_flag("--ham,--nonspam", ham, "the messages are wanted mail");
  what->add_flag("--forget", forget, "take back what was learned from the messages");
  what->require_option(1);
  app.add_option("path", paths, "files, mboxes, folders, Maildirs; \"-\" or nothing is standard input")
      ->type_name("FILE or DIR");
  app.add_flag("--single", single, "a file that begins with a From_ line is one message, not an mbox");
  app.add_flag("-q,--quiet", quiet, "no progress bar");
  config.AddTo(app);
  if (std::optional<int> status = ParseArguments(app, argc, argv)) return *status;

  config.TeachHistory();
  std::unique_ptr<Engine> engine = config.Open();
  if (engine == nullptr) return kExitUnavailable;
  std::vector<Status> failed;
  std::vector<MailFile> files = ListMail(paths, !single, &failed);
  LearnedAs as = spam ? LearnedAs::kSpam : (ham ? LearnedAs::kHam : LearnedAs::kForgotten);

  Confine(engine->database_paths());
  BulkTrainer bulk(*engine);
  std::size_t examined = 0;
  const Status store_status = LearnFiles(files, as, quiet, &bulk, &examined, &failed);
  if (store_status.ok() && examined > 0) {
    Trainer trainer(*engine);
    TendDatabase(trainer, Trainer::Fit::kSoon);
  }
  ComplainOfAll(bulk.failures());
  ComplainOfAll(failed);
  if (!store_status.ok()) {
    Complain("not all was learned: " + store_status.message());
    return kExitTempFail;
  }
  if (bulk.too_large() > 0)
    Complain(std::to_string(bulk.too_large()) + " message(s) over the size limit were not learned");
  std::printf("%s tokens from %llu message(s) (%zu message(s) examined)\n", forget ? "Forgot" : "Learned",
              static_cast<unsigned long long>(bulk.learned()), examined);
  return failed.empty() ? kExitOk : kExitNoInput;
}

}  // namespace gatepost
