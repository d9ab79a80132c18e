#include "history/sender_key.h"

#include <gtest/gtest.h>

namespace gatepost {
namespace {

TEST(SenderName, IsInLowerCaseWithoutWhatADatabaseCannotTake) {
  EXPECT_EQ(SenderName("Ann@Example.COM"), "ann@example.com");
  EXPECT_EQ(SenderName(std::string_view("a\0b;c'd\"e!f|g", 13)), "a_b_c_d_e_f_g");
  EXPECT_EQ(SenderName("\xC3\xA9\xFF@x"), "\xC3\xA9\xFF@x");
  EXPECT_EQ(SenderName(""), "");
}

TEST(SenderName, IsCutToTheColumn) {
  EXPECT_EQ(SenderName(std::string(255, 'A')), std::string(255, 'a'));
  EXPECT_EQ(SenderName(std::string(100000, 'A')), std::string(255, 'a'));
}

// As NetAddr::IP writes networks, which SpamAssassin asks.
TEST(NetworkName, IsTheNetworkOfAnAddress) {
  const auto v4 = [](std::string_view ip, int mask) { return NetworkName(ip, {mask, 48}); };
  EXPECT_EQ(v4("192.0.2.7", 16), "192.0");
  EXPECT_EQ(v4("192.0.2.7", 32), "192.0.2.7");
  EXPECT_EQ(v4("192.0.2.0", 32), "192.0.2.0");
  EXPECT_EQ(v4("192.0.2.7", 24), "192.0.2");
  EXPECT_EQ(v4("192.0.0.7", 24), "192");
  EXPECT_EQ(v4("10.129.2.3", 9), "10.128");
  EXPECT_EQ(v4("10.1.2.3", 0), "0");
  const auto v6 = [](std::string_view ip, int mask) { return NetworkName(ip, {16, mask}); };
  EXPECT_EQ(v6("2001:db8:abcd:1::5", 48), "2001:0DB8:ABCD::");
  EXPECT_EQ(v6("2001:db8:1:2:3:4:5:6", 47), "2001:0DB8::");
  EXPECT_EQ(v6("2001:db8::1", 128), "2001:0DB8:0000:0000:0000:0000:0000:0001");
  EXPECT_EQ(v6("fe80::1", 0), "0000::");
  EXPECT_EQ(v6("::1", 48), "0000::");
}

TEST(NetworkName, IsNothingForWhatIsNoAddress) {
  EXPECT_EQ(NetworkName("", {}), "");
  EXPECT_EQ(NetworkName("host.example.com", {}), "");
  EXPECT_EQ(NetworkName("300.1.2.3", {}), "");
}

}  // namespace
}  // namespace gatepost
