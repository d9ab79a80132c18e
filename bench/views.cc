// What rules see of each message: one JSON object a line, {"file", "body": [...], "html": [...], "uris":
// [...]}, the texts of body, rawbody and uri rules.
// With -H (QUERIES: a header query a line, "From:addr") also "headers", "visible", "invisible", "details" and
// "parts"; bench/views_spamassassin.pl prints SpamAssassin's.
//
//   views [-C RULES] [-H QUERIES] FILE ...
#include "mail/views.h"

#include <cstdio>
#include <fstream>
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

// Bytes as Latin-1, as views_spamassassin.pl writes them.
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

std::vector<std::string> Latin1ToUtf8(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  out.reserve(texts.size());
  for (const std::string& text : texts) out.push_back(Latin1ToUtf8(text));
  return out;
}

void AddDetails(const gatepost::Message& message, gatepost::Views& views,
                const std::vector<std::string>& queries, nlohmann::ordered_json* row) {
  (*row)["visible"] = Latin1ToUtf8(views.VisibleBody());
  (*row)["invisible"] = Latin1ToUtf8(views.InvisibleBody());
  nlohmann::ordered_json& details = (*row)["details"] = nlohmann::ordered_json::object();
  for (const gatepost::UriInfo& uri : views.UriDetails()) {
    details[Latin1ToUtf8(uri.raw)] = {{"types", uri.types},
                                      {"cleaned", Latin1ToUtf8(uri.cleaned)},
                                      {"domains", Latin1ToUtf8(uri.domains)},
                                      {"hosts", Latin1ToUtf8(uri.hosts)},
                                      {"anchor_text", Latin1ToUtf8(uri.anchor_text)}};
  }
  nlohmann::ordered_json& headers = (*row)["headers"] = nlohmann::ordered_json::object();
  for (const std::string& query : queries) {
    const auto parsed = gatepost::HeaderQuery::Parse(query);
    const std::string* value = parsed ? views.Header(*parsed) : nullptr;
    headers[query] = value != nullptr ? nlohmann::ordered_json(Latin1ToUtf8(*value)) : nullptr;
  }
  nlohmann::ordered_json& parts = (*row)["parts"] = nlohmann::ordered_json::array();
  for (const gatepost::Part& part : message.parts()) {
    parts.push_back({Latin1ToUtf8(part.type), Latin1ToUtf8(part.name), Latin1ToUtf8(part.charset),
                     part.is_leaf() ? message.DecodeLeaf(part, nullptr).size() : 0});
  }
}

std::vector<std::string> ReadLines(const char* path) {
  std::vector<std::string> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  options.rules_path = "/usr/share/spamassassin";
  options.site_path = "/etc/spamassassin";
  std::vector<std::string> queries;
  int first = 1;
  for (; first + 1 < argc && argv[first][0] == '-'; first += 2) {
    if (argv[first][1] == 'C') options.rules_path = argv[first + 1];
    if (argv[first][1] == 'H') queries = ReadLines(argv[first + 1]);
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
    row["body"] = Latin1ToUtf8(views.Body());
    row["html"] = Latin1ToUtf8(views.RawBody());
    row["uris"] = Latin1ToUtf8(views.Uris());
    if (!queries.empty()) AddDetails(message, views, queries, &row);
    std::printf("%s\n", row.dump(-1, ' ', true).c_str());
  }
  return 0;
}
