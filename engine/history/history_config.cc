// Tested by tests/history/history_config_test.cc.
#include "history/history_config.h"

#include <cstdlib>

#include "config/home_path.h"
#include "config/sqlite_dsn.h"

namespace gatepost {
namespace {

// A SpamAssassin that still runs keeps a Berkeley database under the name that was configured.
constexpr std::string_view kOwnSuffix = ".sqlite";

// In place of a Berkeley database; "" where that is in a home folder and the user has none.
std::string OwnPath(const std::string& path) {
  std::string own = WithHome(path);
  return own.empty() ? own : own.append(kOwnSuffix);
}

// `keyword`: what says which kind of database it is.
void FindPlace(const Settings& settings, const std::string& keyword, HistoryConfig* config) {
  // TxRep brings defaults of its own for what both have, also where it is not used: the plugin that was
  // loaded last says what holds where nobody set it.
  const bool has_txrep = settings.HasPlugin("TxRep");
  const auto text = [&](const char* name, const char* of_txrep) {
    return has_txrep && !settings.IsSet(name) ? of_txrep : settings.Text(name);
  };
  const std::string factory = settings.Text(keyword);
  SenderPlace& place = config->place;
  if (factory == "Mail::SpamAssassin::DBBasedAddrList") {
    place.is_own = true;
    place.table = config->txrep ? "txrep" : "awl";
    place.user = "GLOBAL";
    place.mode =
        static_cast<unsigned>(std::strtoul(settings.Text("auto_welcomelist_file_mode").c_str(), nullptr, 8));
    const std::string path = text("auto_welcomelist_path", "__userstate__/tx-reputation");
    place.path = OwnPath(path);
    if (place.path.empty())
      config->fault = "auto_welcomelist_path " + path +
                      " is in a home folder, and HOME is not set; no history of senders is kept";
    return;
  }
  if (factory != "Mail::SpamAssassin::SQLBasedAddrList") {
    config->fault = keyword + " " + factory + ": not supported; no history of senders is kept";
    return;
  }
  config->list.is_sql = true;
  place.table = text("user_awl_sql_table", "txrep");
  place.user = settings.Text("user_awl_sql_override_username");
  place.has_own_rows = config->txrep && config->txrep->user_ratio > 0;
  const std::string dsn = settings.Text("user_awl_dsn");
  if (const std::optional<std::string> file = SqliteFile(dsn))
    place.path = *file;
  else if (dsn.empty())
    config->fault = keyword + " asks for user_awl_dsn, which is not set; no history of senders is kept";
  else
    config->fault = "user_awl_dsn " + dsn + ": only DBI:SQLite is supported; no history of senders is kept";
}

TxRepConfig ReadTxRep(const Settings& settings) {
  TxRepConfig config;
  config.factor = settings.Number("txrep_factor");
  config.weight_email_ip = settings.Number("txrep_weight_email_ip");
  config.weight_email = settings.Number("txrep_weight_email");
  config.weight_domain = settings.Number("txrep_weight_domain");
  config.weight_helo = settings.Number("txrep_weight_helo");
  config.weight_ip = settings.Number("txrep_weight_ip");
  config.learn_penalty = settings.Number("txrep_learn_penalty");
  config.learn_bonus = settings.Number("txrep_learn_bonus");
  config.learns_automatically = settings.Number("txrep_autolearn") != 0;
  config.tracks_messages = settings.Flag("txrep_track_messages");
  config.recipient_bonus = settings.Number("txrep_welcomelist_out");
  config.asks_spf = settings.Flag("txrep_spf");
  config.report_details = static_cast<int>(settings.Integer("txrep_report_details"));
  config.user_ratio = std::strtod(settings.Text("txrep_user2global_ratio").c_str(), nullptr);
  return config;
}

MaskLengths ReadMasks(const Settings& settings, const std::string& v4, const std::string& v6) {
  return {static_cast<int>(settings.Integer(v4)), static_cast<int>(settings.Integer(v6))};
}

}  // namespace

std::optional<HistoryConfig> HistoryConfig::Build(const Settings& settings) {
  const bool has_txrep = settings.HasPlugin("TxRep");
  // Where both are in use TxRep keeps none.
  const bool is_awl = settings.HasPlugin("AWL") && settings.Flag("use_auto_welcomelist");
  if (!is_awl && !(has_txrep && settings.Flag("use_txrep"))) return std::nullopt;
  HistoryConfig config;
  if (!is_awl) config.txrep = ReadTxRep(settings);
  FindPlace(settings, is_awl ? "auto_welcomelist_factory" : "txrep_factory", &config);
  constexpr const char* kSigned = "auto_welcomelist_distinguish_signed";
  config.list.tells_signers = has_txrep && !settings.IsSet(kSigned) ? true : settings.Flag(kSigned);
  config.list.knows_recipients_only = has_txrep && settings.Number("txrep_welcomelist_out") > 0;
  if (is_awl) {
    config.factor = settings.Number("auto_welcomelist_factor");
    config.masks = ReadMasks(settings, "auto_welcomelist_ipv4_mask_len", "auto_welcomelist_ipv6_mask_len");
  } else {
    config.masks = ReadMasks(settings, "txrep_ipv4_mask_len", "txrep_ipv6_mask_len");
  }
  return config;
}

}  // namespace gatepost
