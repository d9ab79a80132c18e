#include "base/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/build_zip.h"

namespace gatepost {
namespace {

using ::testing::ElementsAre;

constexpr std::size_t kMany = 1000;

std::vector<std::string> Names(const std::string& bytes) {
  std::vector<std::string> names;
  if (const auto archive = ZipArchive::Open(bytes, kMany)) {
    for (const ZipEntry& entry : archive->entries()) names.emplace_back(entry.name);
  }
  return names;
}

// The content of an archive's only entry, or "(none)"; "..." behind what is cut.
std::string Content(const std::string& bytes, std::size_t most = 1 << 20) {
  const auto archive = ZipArchive::Open(bytes, kMany);
  if (!archive || archive->entries().size() != 1) return "(no archive)";
  std::string out;
  bool is_cut = false;
  if (!archive->Unpack(archive->entries()[0], most, &out, &is_cut)) return "(none)";
  return out + (is_cut ? "..." : "");
}

std::string One(const std::function<void(ZipMember&)>& change,
                const std::string& text = "hello hello hello") {
  ZipBuilder builder;
  change(builder.Add("a.txt", text));
  return builder.Finish();
}

TEST(Zip, StoredAndDeflated) {
  ZipBuilder stored;
  stored.Add("a", "hello", false);
  EXPECT_EQ(Content(stored.Finish()), "hello");
  EXPECT_EQ(Content(ZipOf({{"a", "hello"}})), "hello");
  EXPECT_EQ(Content(ZipOf({{"a", ""}})), "");
  const std::string long_text(300000, 'x');
  EXPECT_EQ(Content(ZipOf({{"a", long_text}})), long_text);
}

TEST(Zip, NoMoreThanIsAllowed) {
  for (const bool deflate : {false, true}) {
    ZipBuilder builder;
    builder.Add("a", "hello", deflate);
    EXPECT_EQ(Content(builder.Finish(), 4), "hell...");
    EXPECT_EQ(Content(builder.Finish(), 5), "hello");
    EXPECT_EQ(Content(builder.Finish(), 6), "hello");
    EXPECT_EQ(Content(builder.Finish(), 0), "...");
  }
}

TEST(Zip, NoMoreEntriesThanAreAllowed) {
  const std::string bytes = ZipOf({{"a", ""}, {"b", ""}});
  EXPECT_EQ(ZipArchive::Open(bytes, 1)->entries().size(), 1U);
  EXPECT_TRUE(ZipArchive::Open(bytes, 1)->is_cut());
  EXPECT_EQ(ZipArchive::Open(bytes, 2)->entries().size(), 2U);
  EXPECT_FALSE(ZipArchive::Open(bytes, 2)->is_cut());
  EXPECT_FALSE(ZipArchive::Open(bytes, 3)->is_cut());
}

TEST(Zip, FlagsAndFolders) {
  const std::string bytes = One([](ZipMember& member) { member.flags = 1; });
  EXPECT_TRUE(ZipArchive::Open(bytes, kMany)->entries()[0].is_encrypted);
  EXPECT_EQ(Content(bytes), "(none)");
  ZipBuilder folder;
  folder.Add("a/", "", false);
  EXPECT_TRUE(ZipArchive::Open(folder.Finish(), kMany)->entries()[0].is_folder);
  EXPECT_EQ(Content(folder.Finish()), "(none)");
  EXPECT_EQ(Content(One([](ZipMember& member) { member.method = 12; })), "(none)");
}

TEST(Zip, BehindAndBeforeOtherBytes) {
  const std::string bytes = ZipOf({{"a", "hello"}});
  EXPECT_EQ(Content("something before it" + bytes), "hello");
  ZipBuilder builder;
  builder.Add("a", "hello");
  EXPECT_EQ(Content(builder.Finish(std::string(1000, 'c'))), "hello");
  // The end is looked for within 32 KiB.
  EXPECT_EQ(Content(builder.Finish(std::string(32768 - 22, 'c'))), "hello");
  EXPECT_EQ(Content(builder.Finish(std::string(32768 - 21, 'c'))), "(no archive)");
}

TEST(Zip, Truncated) {
  const std::string bytes = ZipOf({{"a", "hello"}, {"b", "x"}});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(Names(bytes.substr(0, size)), ElementsAre()) << size;
  }
  EXPECT_THAT(Names(bytes), ElementsAre("a", "b"));
  EXPECT_THAT(Names(bytes.substr(10)), ElementsAre("a", "b"));  // the directory is whole
}

TEST(Zip, SizesThatLie) {
  EXPECT_EQ(Content(One([](ZipMember& member) { member.claimed_bytes = 0xfffffff0; })), "hello hello hello");
  EXPECT_EQ(Content(One([](ZipMember& member) { member.claimed_bytes = 1; })), "hello hello hello");
  EXPECT_EQ(Content(One([](ZipMember& member) { member.claimed_packed = 0xfffffff0; })), "(none)");
  EXPECT_EQ(Content(One([](ZipMember& member) { member.header_at = 0xfffffff0; })), "(none)");
  EXPECT_EQ(Content(One([](ZipMember& member) { member.header_at = 1; })), "(none)");
  // A stream without its end gives what there is.
  EXPECT_EQ(Content(One([](ZipMember& member) { --member.claimed_packed; })), "hello hello hello");
  EXPECT_EQ(Content(One([](ZipMember& member) { member.claimed_packed = 0; })), "");
  ZipBuilder builder;
  builder.Add("a", "hello");
  EXPECT_EQ(Content(builder.bytes() + builder.Directory() + builder.End(0xfffffff0)), "(no archive)");
  ZipBuilder damaged;
  damaged.Add("a", "\x07 no deflate", false).method = 8;
  EXPECT_EQ(Content(damaged.Finish()), "(none)");
}

TEST(Zip, EntriesThatOverlap) {
  ZipBuilder builder;
  builder.Add("a", "hello");
  builder.Repeat(0, "b");
  const std::string bytes = builder.Finish();
  const auto archive = ZipArchive::Open(bytes, kMany);
  ASSERT_TRUE(archive);
  for (const ZipEntry& entry : archive->entries()) {
    std::string out;
    bool is_cut = false;
    EXPECT_TRUE(archive->Unpack(entry, 100, &out, &is_cut));
    EXPECT_EQ(out, "hello");
  }
}

// The places and sizes of ZIP64 alone.
std::string Zip64(int extra_numbers, std::uint64_t record_bytes = 44) {
  ZipBuilder builder;
  ZipMember& member = builder.Add("a", "hello", false);
  const std::uint64_t numbers[] = {5, 5, 0};
  std::string extra;
  for (int i = 0; i < extra_numbers; ++i) extra += Little(numbers[i], 8);
  member.extra = Little(1, 2) + Little(extra.size(), 2) + extra;
  member.claimed_packed = member.claimed_bytes = member.header_at = 0xffffffff;
  const std::string directory = builder.Directory();
  const std::size_t end = builder.bytes().size() + directory.size();
  return builder.bytes() + directory + "PK\x06\x06" + Little(record_bytes, 8) + std::string(12, '\0') +
         Little(1, 8) + Little(1, 8) + Little(directory.size(), 8) + Little(builder.bytes().size(), 8) +
         "PK\x06\x07" + Little(0, 4) + Little(end, 8) + Little(1, 4) + "PK\x05\x06" + std::string(4, '\0') +
         Little(0xffff, 2) + Little(0xffff, 2) + Little(0xffffffff, 4) + Little(0xffffffff, 4) + Little(0, 2);
}

TEST(Zip, LargeSizesAndPlaces) {
  EXPECT_EQ(Content(Zip64(3)), "hello");
  EXPECT_EQ(Content(Zip64(2)), "(no archive)");      // a number is missing
  EXPECT_EQ(Content(Zip64(3, 45)), "(no archive)");  // the record does not end where it says
}

}  // namespace
}  // namespace gatepost
