// Golden mail: every tests/golden/mail/NAME.eml is parsed as it is (LF) and as CRLF, and a text dump of
// its parts, offsets and anomalies is compared with NAME.expected. The first lines of .expected, up to
// "---", say why the fixture exists and are kept when GATEPOST_UPDATE_GOLDEN=1 rewrites the rest.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "mail/build_mail.h"
#include "mail/header.h"
#include "mail/message.h"

namespace gatepost {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDivider = "---\n";

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// Control and 8-bit bytes as \xHH, so that .expected is plain text.
std::string Printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c >= ' ' && c < 0x7F) {
      out.push_back(c);
    } else {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += hex;
    }
  }
  return out;
}

std::string DumpPart(const Message& message, const Part& part, std::size_t index, bool offsets,
                     AnomalySet* anomalies) {
  std::string out(static_cast<std::size_t>(part.depth) * 2, ' ');
  out += "part " + std::to_string(index) + ": " + part.type;
  const auto add = [&out](const char* name, const std::string& value) {
    if (!value.empty()) out += std::string(" ") + name + "=" + Printable(value);
  };
  add("charset", part.charset);
  add("boundary", part.boundary);
  add("name", part.name);
  add("disposition", part.disposition);
  add("encoding", part.encoding);
  if (part.source != 0) add("source", std::to_string(part.source));
  if (offsets) {  // with CRLF they are others
    out += " header=" + std::to_string(part.header_begin) + "-" + std::to_string(part.header_end);
    out += " body=" + std::to_string(part.body_begin) + "-" + std::to_string(part.body_end);
  }
  out += "\n";
  const std::string indent(static_cast<std::size_t>(part.depth) * 2 + 2, ' ');
  for (const HeaderField& field : part.fields) {
    out += indent + Printable(field.name) + ": " + Printable(DecodeHeader(field)) + "\n";
  }
  if (part.is_leaf()) out += indent + "[" + Printable(message.DecodeLeaf(part, anomalies)) + "]\n";
  return out;
}

std::string Dump(std::string_view mail, bool offsets) {
  const Message message = Message::Parse(mail, Limits{});
  AnomalySet anomalies = message.anomalies();
  std::string out;
  for (std::size_t i = 0; i < message.parts().size(); ++i) {
    out += DumpPart(message, message.parts()[i], i, offsets, &anomalies);
  }
  for (const std::string& name : anomalies.Names()) out += "anomaly: " + name + "\n";
  for (const std::string& name : message.limits_met()) out += "limit: " + name + "\n";
  return out;
}

std::vector<fs::path> Fixtures() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(fs::path(GATEPOST_SOURCE_DIR) / "tests/golden/mail")) {
    if (entry.path().extension() == ".eml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// A fixture whose point is its own line ends says so in its reason, and runs as it is only.
bool RunsAsCrlf(std::string_view reason) {
  return reason.find("(line ends matter)") == std::string_view::npos;
}

TEST(GoldenMail, FolderIsNotEmpty) { EXPECT_GE(Fixtures().size(), 20u); }

class GoldenMail : public ::testing::TestWithParam<fs::path> {};

TEST_P(GoldenMail, ParsesAsExpected) {
  const fs::path& path = GetParam();
  const fs::path expected_path = fs::path(path).replace_extension(".expected");
  const std::string mail = ReadFile(path);
  const std::string expected = ReadFile(expected_path);
  const std::size_t divider = expected.find(kDivider);
  ASSERT_NE(divider, std::string::npos)
      << expected_path << " must begin with the reason for the fixture and a line \"---\"";
  const std::string reason = expected.substr(0, divider);
  ASSERT_GE(reason.size(), 20u) << "the reason is missing";

  const std::string dump = Dump(mail, true);
  if (std::getenv("GATEPOST_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(expected_path, std::ios::binary) << reason << kDivider << dump;
  } else {
    EXPECT_EQ(dump, expected.substr(divider + kDivider.size()));
  }
  if (RunsAsCrlf(reason)) {
    EXPECT_EQ(Dump(ToCrlf(mail), false), Dump(mail, false)) << "as CRLF";
  }
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenMail, ::testing::ValuesIn(Fixtures()), [](const auto& fixture) {
  std::string name = fixture.param.stem().string();
  for (char& c : name) {
    if (!IsAsciiAlnum(c)) c = '_';
  }
  return name;
});

}  // namespace
}  // namespace gatepost
