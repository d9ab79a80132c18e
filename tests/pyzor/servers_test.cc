#include "pyzor/servers.h"

#include <gmock/gmock.h>

namespace gatepost {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Servers(std::string_view text) {
  std::vector<std::string> names;
  for (const PyzorServer& server : ReadPyzorServers(text))
    names.push_back(server.host + " " + std::to_string(server.port));
  return names;
}

TEST(PyzorServers, ALineEach) {
  EXPECT_THAT(Servers("# ours\n\npyzor.example.org:24441\r\n 127.0.0.1:1\n[2001:db8::1]:24441"),
              ElementsAre("pyzor.example.org 24441", "127.0.0.1 1", "2001:db8::1 24441"));
}

TEST(PyzorServers, LeavesOutWhatIsNone) {
  EXPECT_THAT(Servers("host\nhost:\n:1\nhost:0\nhost:65536\nhost:1x\nho st:1\n2001:db8::1:5\n[]:5\n../x:1\n"),
              IsEmpty());
  std::string many;
  for (int i = 0; i < 20; ++i) many += "host:1\n";
  EXPECT_EQ(Servers(many).size(), kMostPyzorServers);
}

TEST(PyzorDigests, ALineEach) {
  EXPECT_THAT(ReadPyzorDigests("# none\nabc # why\n\n def\n"), ElementsAre("abc", "def"));
}

TEST(PyzorOption, OfTheClient) {
  const std::string config =
      "[server]\nServersFile = a\n[client]\n# ServersFile = b\nserversfile=c d\nTimeout: 3\n";
  EXPECT_EQ(ReadPyzorOption(config, "ServersFile"), "c d");
  EXPECT_EQ(ReadPyzorOption(config, "Timeout"), "3");
  EXPECT_EQ(ReadPyzorOption(config, "LocalWhitelist"), "");
}

}  // namespace
}  // namespace gatepost
