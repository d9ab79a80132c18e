// Tested by tests/tools/senders_test.cc.
#include "senders.h"

#include <unistd.h>

#include <memory>

#include "base/ascii.h"
#include "base/file.h"
#include "command.h"
#include "db_commands.h"
#include "history/awl.h"
#include "history/history_config.h"
#include "history/list_text.h"
#include "history/txrep.h"
#include "mail_source.h"
#include "scan/mail_addresses.h"

namespace gatepost {
namespace {

struct Senders {
  HistoryConfig config;
  std::unique_ptr<SenderStore> store;
};

int Refuse(const Status& status) {
  Complain(status.message());
  // What the configuration asks for, and there is not.
  return status.code() == StatusCode::kInvalidArgument ? kExitUnavailable : ExitStatusOf(status);
}

Result<Senders> OpenSenders(ConfigOptions* config) {
  const std::optional<Settings> settings = config->ReadSettings();
  if (!settings) return Status(StatusCode::kInvalidArgument, "no configuration");
  std::optional<HistoryConfig> history = HistoryConfig::Build(*settings);
  if (!history)
    return Status(StatusCode::kInvalidArgument,
                  "no history of senders: neither the plugin AWL nor TxRep is loaded, or it is switched off");
  if (!history->fault.empty()) return Status(StatusCode::kInvalidArgument, history->fault);
  Result<std::unique_ptr<SenderStore>> store = config->SenderOpener()(history->place);
  if (!store) return store.error();
  return Senders{std::move(*history), std::move(*store)};
}

// Runs `change` within one write.
template <class Change>
Status Within(SenderStore& store, const Change& change) {
  Status status = store.BeginWrite();
  if (!status.ok()) return status;
  status = change();
  if (status.ok()) return store.Commit();
  store.Rollback();
  return status;
}

const char* NameOf(SenderChange change) {
  switch (change) {
    case SenderChange::kWelcome:
      return "welcomelisted";
    case SenderChange::kBlock:
      return "blocklisted";
    default:
      return "removed";
  }
}

std::optional<double> ScoreOf(SenderChange change) {
  constexpr double kScore = 100;
  if (change == SenderChange::kRemove) return std::nullopt;
  return change == SenderChange::kBlock ? kScore : -kScore;
}

}  // namespace

int DumpSenders(ConfigOptions* config, std::FILE* out) {
  Result<Senders> senders = OpenSenders(config);
  if (!senders) return Refuse(senders.error());
  Status status = senders->store->ForEach([&](const SenderKey& key, const SenderTotals& totals) {
    return std::fprintf(out, "%s\n", SenderLine(key, totals).c_str()) > 0;
  });
  if (status.ok()) status = FlushOutput(out);
  return status.ok() ? kExitOk : Refuse(status);
}

int ImportSenders(ConfigOptions* config, const std::string& path, std::FILE* out) {
  const Result<FileBytes> text =
      path == "-" ? FileBytes::FromDescriptor(STDIN_FILENO) : FileBytes::Open(path);
  if (!text) return Refuse(text.error());
  Result<Senders> senders = OpenSenders(config);
  if (!senders) return Refuse(senders.error());
  std::size_t number = 0, imported = 0;
  const Status status = Within(*senders->store, [&]() -> Status {
    for (std::string_view rest = text->view(); !rest.empty();) {
      std::string_view line = CutLine(&rest);
      while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
      ++number;
      if (line.empty()) continue;
      const auto row = ReadSenderLine(line);
      if (!row)
        return {StatusCode::kCorrupt, InputName(path) + ":" + std::to_string(number) +
                                          ": not a line of sa-awl; nothing was imported"};
      if (Status put = senders->store->Put(row->first, row->second); !put.ok()) return put;
      ++imported;
    }
    return {};
  });
  if (!status.ok()) return Refuse(status);
  std::fprintf(out, "imported %zu senders into %s\n", imported, senders->config.place.path.c_str());
  return kExitOk;
}

int ChangeSenders(ConfigOptions* config, const std::vector<std::string>& addresses, SenderChange change) {
  Result<Senders> senders = OpenSenders(config);
  if (!senders) return Refuse(senders.error());
  const Status status = Within(*senders->store, [&]() -> Status {
    const HistoryConfig& history = senders->config;
    SenderList list(*senders->store, history.list);
    for (const std::string& address : addresses) {
      Status set = history.txrep
                       ? SetTxRep({*senders->store, history.list, *history.txrep}, address, ScoreOf(change))
                       : SetAwl(list, address, ScoreOf(change));
      if (!set.ok()) return set;
    }
    return {};
  });
  if (!status.ok()) return Refuse(status);
  for (const std::string& address : addresses) std::printf("%s: %s\n", NameOf(change), address.c_str());
  return kExitOk;
}

int ChangeSendersOfMail(ConfigOptions* config, const std::vector<std::string>& files, bool mbox,
                        SenderChange change) {
  const std::unique_ptr<Engine> engine = config->Open();
  if (engine == nullptr) return kExitUnavailable;
  std::vector<std::string> addresses;
  std::vector<Status> failed;
  std::size_t examined = 0;
  const std::vector<std::string> standard_input = {"-"};
  const NamedBy by = change == SenderChange::kBlock ? NamedBy::kFrom : NamedBy::kAnything;
  for (const MailFile& file : ListMail(files.empty() ? standard_input : files, mbox, &failed)) {
    Status status = ReadMail(file, SIZE_MAX - 1, [&](const std::string&, std::string_view bytes) {
      ++examined;
      for (std::string& address : MailAddresses(bytes, by, *engine)) addresses.push_back(std::move(address));
    });
    if (!status.ok()) failed.push_back(status);
  }
  ComplainOfAll(failed);
  const int result = ChangeSenders(config, addresses, change);
  if (result == kExitOk) std::printf("%zu message(s) examined.\n", examined);
  return result == kExitOk && !failed.empty() ? kExitLintErrors : result;
}

}  // namespace gatepost
