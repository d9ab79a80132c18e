// What rules see of each message: one JSON object a line, {"file", "body": [...], "html": [...], "uris":
// [...]}, the texts of body, rawbody and uri rules. shared/reference/sa-check.pl -t prints SpamAssassin's.
//
//   views [-C RULES] FILE ...
#include "mail/views.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "base/file.h"
#include "gatepost/engine.h"
#include "scan/engine_impl.h"

namespace {

using gatepost::Engine;
using gatepost::Options;

gatepost::Result<std::unique_ptr<gatepost::TokenStore>> NoStore(const std::string&, const std::string&,
                                                                gatepost::StoreMode) {
  return gatepost::Status(gatepost::StatusCode::kNotFound, "no database here");
}

// Bytes as Latin-1, as sa-check.pl writes them.
std::string Latin1ToUtf8(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  options.rules_path = "/usr/share/spamassassin";
  options.site_path = "/etc/spamassassin";
  int first = 1;
  if (argc > 2 && std::string_view(argv[1]) == "-C") {
    options.rules_path = argv[2];
    first = 3;
  }
  auto engine = Engine::Open(options, NoStore, nullptr);
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().message().c_str());
    return 1;
  }
  for (int i = first; i < argc; ++i) {
    auto file = gatepost::FileBytes::Open(argv[i]);
    if (!file) continue;
    gatepost::Message message = gatepost::Message::Parse(file->view(), options.limits);
    gatepost::Views views(message, (*engine)->impl().views, options.limits);
    nlohmann::ordered_json row;
    row["file"] = argv[i];
    auto add = [&](const char* name, const std::vector<std::string>& texts) {
      row[name] = nlohmann::json::array();
      for (const std::string& text : texts) row[name].push_back(Latin1ToUtf8(text));
    };
    add("body", views.Body());
    add("html", views.RawBody());
    add("uris", views.Uris());
    std::printf("%s\n", row.dump(-1, ' ', true).c_str());
  }
  return 0;
}
