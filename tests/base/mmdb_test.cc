#include "base/mmdb.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include "base/descriptor.h"
#include "base/file.h"
#include "support/geo_database.h"
#include "support/temp_folder.h"

namespace gatepost {
namespace {

using ::testing::HasSubstr;

std::string Address(const std::string& text) {
  const bool is_v4 = text.find(':') == std::string::npos;
  std::string bytes(is_v4 ? 4 : 16, '\0');
  EXPECT_EQ(inet_pton(is_v4 ? AF_INET : AF_INET6, text.c_str(), bytes.data()), 1) << text;
  return bytes;
}

class MmdbTest : public testing::Test {
 protected:
  // What a database says of an address; what is wrong with it in brackets.
  std::string Ask(const std::string& bytes, const std::string& address = "192.0.2.1",
                  std::initializer_list<std::string_view> keys = {"country", "iso_code"}) {
    // A file in memory: thousands are made.
    const Descriptor file(memfd_create("mmdb", MFD_CLOEXEC));
    EXPECT_TRUE(WriteAll(file.get(), bytes));
    const std::string path = "/proc/self/fd/" + std::to_string(file.get());
    const Result<Mmdb> database = Mmdb::Open(path);
    if (!database) return "[x.mmdb" + database.error().message().substr(path.size()) + "]";
    const Result<std::uint32_t> record = database->Find(Address(address));
    if (!record) return "[" + record.error().message() + "]";
    Result<std::string> text = database->TextAt(*record, keys);
    return text ? *text : "[" + text.error().message() + "]";
  }
  TempFolder folder_;
};

GeoDatabase Sample(unsigned record_bits, unsigned ip_version) {
  GeoDatabase database(record_bits, ip_version);
  database.Add("192.0.2.0/24", {{"continent.code", "EU"}, {"country.iso_code", "DE"}, {"number", "#64500"}})
      .Add("192.0.2.128/25", {{"continent.code", "EU"}, {"country.iso_code", "FR"}})
      .Add("198.51.100.7/32", {{"country.names.en", "Nowhere"}, {"country.iso_code", "XA"}});
  if (ip_version == 6) database.Add("2001:db8::/32", {{"country.iso_code", "SE"}, {"continent.code", "EU"}});
  return database;
}

TEST_F(MmdbTest, FindsNetworksInFilesOfAllKinds) {
  for (const unsigned bits : {24U, 28U, 32U}) {
    for (const unsigned version : {4U, 6U}) {
      const std::string bytes = Sample(bits, version).Bytes();
      EXPECT_EQ(Ask(bytes, "192.0.2.1"), "DE");
      EXPECT_EQ(Ask(bytes, "192.0.2.127"), "DE");
      EXPECT_EQ(Ask(bytes, "192.0.2.128"), "FR");
      EXPECT_EQ(Ask(bytes, "198.51.100.7"), "XA");
      EXPECT_EQ(Ask(bytes, "198.51.100.6"), "");
      EXPECT_EQ(Ask(bytes, "203.0.113.1"), "");
      EXPECT_EQ(Ask(bytes, "2001:db8:1::1"), version == 6 ? "SE" : "");
      EXPECT_EQ(Ask(bytes, "2001:db9::1"), "");
      EXPECT_EQ(Ask(bytes, "::192.0.2.1"), version == 6 ? "DE" : "");
      EXPECT_EQ(Ask(bytes, "::ffff:192.0.2.1"), "");
    }
  }
}

TEST_F(MmdbTest, ReadsTextsAndNumbersBehindKeys) {
  const std::string bytes = Sample(28, 6).Bytes();
  EXPECT_EQ(Ask(bytes, "192.0.2.1", {"number"}), "64500");
  EXPECT_EQ(Ask(bytes, "192.0.2.1", {"continent", "code"}), "EU");
  EXPECT_EQ(Ask(bytes, "198.51.100.7", {"country", "names", "en"}), "Nowhere");
  for (const std::initializer_list<std::string_view> keys : {std::initializer_list<std::string_view>{"city"},
                                                             {"country"},
                                                             {"country", "code"},
                                                             {"number", "code"}})
    EXPECT_EQ(Ask(bytes, "192.0.2.1", keys), "");
}

// Offsets and sizes of all lengths.
TEST_F(MmdbTest, ReadsLargeFiles) {
  GeoDatabase database(24);
  for (int i = 0; i < 30000; ++i) {
    const std::string number = std::to_string(i);
    database.Add("10." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".0/24",
                 {{"name", "Network number " + number},
                  {"again", "Network number " + std::to_string(i / 2)},
                  {"long", std::string(static_cast<std::size_t>(i % 256), 'x')}});
  }
  const std::string bytes = database.Bytes();
  for (const int i : {0, 100, 12345, 29999}) {
    const std::string address = "10." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".9";
    EXPECT_EQ(Ask(bytes, address, {"name"}), "Network number " + std::to_string(i));
    EXPECT_EQ(Ask(bytes, address, {"again"}), "Network number " + std::to_string(i / 2));
    EXPECT_EQ(Ask(bytes, address, {"long"}).size(), static_cast<std::size_t>(i % 256));
  }
}

TEST_F(MmdbTest, SaysWhatIsNoDatabase) {
  const Result<Mmdb> missing = Mmdb::Open(folder_ / "none");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code(), StatusCode::kNotFound);
  EXPECT_FALSE(Mmdb::Open(folder_.path()));
  for (const char* text : {"", "x", "GeoIP legacy"})
    EXPECT_THAT(Ask(text), HasSubstr("no database in MaxMind's format")) << text;
  std::string bytes = Sample(28, 6).Bytes();
  EXPECT_EQ(Ask(bytes + std::string(200'000, ' ')),
            "[x.mmdb: is no database in MaxMind's format, or its end is missing]");
  bytes[bytes.find("major_version") + 14] = 3;
  EXPECT_THAT(Ask(bytes), HasSubstr("version"));
}

TEST_F(MmdbTest, RefusesTreesThatLie) {
  const std::string data = GeoDatabase::Head(7, 0);
  const auto tree = [&](std::uint64_t record, std::uint64_t nodes, unsigned version) {
    return GeoDatabase::Number(record, 3) + GeoDatabase::Number(record, 3) + std::string(16, '\0') + data +
           GeoDatabase::Metadata(nodes, 24, version);
  };
  EXPECT_EQ(Ask(tree(1, 1, 4)), "");
  EXPECT_EQ(Ask(tree(17, 1, 4)), "");             // an empty map
  EXPECT_EQ(Ask(tree(0, 1, 4)), "[is damaged]");  // a loop
  EXPECT_EQ(Ask(tree(0, 1, 6)), "[is damaged]");
  EXPECT_EQ(Ask(tree(2, 1, 4)), "[is damaged]");   // between tree and data
  EXPECT_EQ(Ask(tree(18, 1, 4)), "[is damaged]");  // behind the data
  EXPECT_EQ(Ask(tree(0xffffff, 1, 4)), "[is damaged]");
  for (const std::uint64_t nodes :
       {0U, 5U, 715827882U, 715827883U, 0xffffffffU})  // 6 * 715827883 is 2 in 32 bits
    EXPECT_EQ(Ask(tree(5, nodes, 6)), "[x.mmdb: is damaged]") << nodes;
  EXPECT_EQ(Ask(tree(1, 1, 5)), "[x.mmdb: is damaged]");
}

// Each of these leads libmaxminddb 1.7.1 or an earlier version astray.
TEST_F(MmdbTest, RefusesDataThatLies) {
  using Geo = GeoDatabase;
  const std::string country =
      Geo::Text("country") + Geo::Head(7, 1) + Geo::Text("iso_code") + Geo::Text("DE");
  const auto after = [&](const std::string& value) {
    return Geo::OfData(Geo::Head(7, 2) + Geo::Text("a") + value + country);
  };
  EXPECT_EQ(Ask(after(Geo::Text("b"))), "DE");
  EXPECT_EQ(Ask(after(Geo::Head(11, 2) + Geo::Head(14, 1) + Geo::Head(11, 0))), "DE");
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += Geo::Head(11, 1);
  EXPECT_EQ(Ask(after(deep + Geo::Text("b"))), "[is damaged]");
  EXPECT_EQ(Ask(after(Geo::Head(11, 16'000'000) + std::string(1'000'000, '\x40'))), "[is damaged]");
  EXPECT_EQ(Ask(Geo::OfData(Geo::Head(7, 16'000'000) + country)), "DE");
  EXPECT_EQ(Ask(Geo::OfData(Geo::Head(7, 16'000'000) + country), "192.0.2.1", {"city"}), "[is damaged]");
  EXPECT_EQ(Ask(Geo::OfData(Geo::Head(2, 16'000'000))), "[is damaged]");
  // Pointers: to itself, to a pointer, behind the end; a key that is no text.
  EXPECT_EQ(Ask(Geo::OfData("\x20" + std::string(1, '\0'))), "[is damaged]");
  EXPECT_EQ(Ask(Geo::OfData("\x20\x02\x20\x04" + Geo::Head(7, 1) + country)), "[is damaged]");
  EXPECT_EQ(Ask(Geo::OfData("\x20\x02" + Geo::Head(7, 1) + country)), "DE");
  EXPECT_EQ(Ask(Geo::OfData("\x3f\xff\xff\xff\xff")), "[is damaged]");
  EXPECT_EQ(Ask(Geo::OfData(Geo::Head(7, 1) + Geo::Head(5, 0) + Geo::Head(5, 0))), "[is damaged]");
  // What no header should hold.
  const auto coded = [&](const std::string& value) {
    return Geo::OfData(Geo::Head(7, 1) + Geo::Text("country") + Geo::Head(7, 1) + Geo::Text("iso_code") +
                       value);
  };
  EXPECT_EQ(Ask(coded(Geo::Text("D\nX: y"))), "[is damaged]");
  EXPECT_EQ(Ask(coded(Geo::Text(std::string(256, 'x')))), std::string(256, 'x'));
  EXPECT_EQ(Ask(coded(Geo::Text(std::string(257, 'x')))), "[is damaged]");
  EXPECT_EQ(Ask(coded(Geo::Head(9, 9) + std::string(9, '\1'))), "[is damaged]");
  EXPECT_EQ(Ask(coded(Geo::Head(4, 2) + "DE")), "");  // bytes are no text
}

// Whatever is cut off or changed: an answer, and no access outside of the file (seen by the sanitizers).
TEST_F(MmdbTest, CutAnywhereAndEachBitChanged) {
  const std::string whole = Sample(24, 6).Bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    const std::string answer = Ask(cut);
    // Only the last numbers of the metadata may be missing and not be missed.
    if (size + 16 < whole.size()) {
      EXPECT_THAT(answer, HasSubstr("x.mmdb: ")) << size;
    }
  }
  int answers = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string changed = whole;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    for (const char* address : {"192.0.2.1", "198.51.100.7", "2001:db8::1"})
      answers += Ask(changed, address).size() == 2 ? 1 : 0;
  }
  EXPECT_GT(answers, 1000);
}

}  // namespace
}  // namespace gatepost
