#include "base/file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

#include "support/temp_folder.h"

namespace gatepost {
namespace {

TEST(FileBytes, ReadsARegularFileAndAnEmptyOne) {
  TempFolder folder;
  folder.Write("a", "hello");
  folder.Write("empty", "");
  auto bytes = FileBytes::Open(folder / "a");
  ASSERT_TRUE(bytes);
  FileBytes moved = std::move(*bytes);
  EXPECT_EQ(moved.view(), "hello");
  auto empty = FileBytes::Open(folder / "empty");
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->size(), 0u);
}

TEST(FileBytes, SaysWhyAFileCannotBeRead) {
  TempFolder folder;
  EXPECT_EQ(FileBytes::Open(folder / "none").error().code(), StatusCode::kNotFound);
  EXPECT_EQ(FileBytes::Open(folder.path()).error().code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(FileBytes::Open(folder / "none").error().message(), ::testing::HasSubstr("none"));
}

TEST(FileBytes, APipeIsWaitedForWhereTheCallerAsks) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string path = "/dev/fd/" + std::to_string(ends[0]);
  EXPECT_EQ(FileBytes::Open(path).error().code(), StatusCode::kUnavailable);
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_TRUE(WriteAll(ends[1], "late"));
    close(ends[1]);
  });
  auto bytes = FileBytes::Open(path, 100, FileBytes::Pipe::kWait);
  writer.join();
  close(ends[0]);
  ASSERT_TRUE(bytes) << bytes.error().message();
  EXPECT_EQ(bytes->view(), "late");
}

TEST(FileBytes, AFifoWithoutWriterDoesNotHang) {
  TempFolder folder;
  ASSERT_EQ(mkfifo((folder / "fifo").c_str(), 0600), 0);
  auto bytes = FileBytes::Open(folder / "fifo");
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->size(), 0u);
}

TEST(FileBytes, AFifoIsWaitedForWhereTheCallerAsks) {
  TempFolder folder;
  const std::string path = folder / "fifo";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const int descriptor = open(path.c_str(), O_WRONLY);
    EXPECT_TRUE(WriteAll(descriptor, "late"));
    close(descriptor);
  });
  auto bytes = FileBytes::Open(path, 100, FileBytes::Pipe::kWait);
  if (bytes && bytes->size() == 0)
    (void)FileBytes::Open(path, 100, FileBytes::Pipe::kWait);  // frees the writer
  writer.join();
  ASSERT_TRUE(bytes) << bytes.error().message();
  EXPECT_EQ(bytes->view(), "late");
}

TEST(FileBytes, APipeIsReadUpToOneOverTheMaximum) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], "0123456789", 10), 10);
  close(ends[1]);
  auto bytes = FileBytes::FromDescriptor(ends[0], 4);
  close(ends[0]);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->view(), "01234");
}

TEST(FileBytes, ALongPipeIsReadWhole) {
  std::string sent;
  for (int i = 0; sent.size() < (5u << 20); ++i) sent += std::to_string(i) + '\n';
  for (const std::size_t most :
       {sent.size() + 5, sent.size(), sent.size() - 1, std::size_t{2} << 20, std::size_t{1} << 20}) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    std::thread writer([&] {
      (void)WriteAll(ends[1], std::string_view(sent).substr(0, most + 1));
      close(ends[1]);
    });
    auto bytes = FileBytes::FromDescriptor(ends[0], most);
    writer.join();
    close(ends[0]);
    ASSERT_TRUE(bytes);
    const FileBytes moved = std::move(bytes).value();
    EXPECT_EQ(moved.size(), std::min(sent.size(), most + 1));
    EXPECT_TRUE(std::string_view(sent).starts_with(moved.view())) << most;
  }
}

TEST(ReplaceFile, TakesThePlaceOfFilesAlone) {
  TempFolder folder;
  const std::string pipe = folder / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(ReplaceFile(pipe, "new", 0644).code(), StatusCode::kInvalidArgument);
  struct stat info {};
  ASSERT_EQ(stat(pipe.c_str(), &info), 0);
  EXPECT_TRUE(S_ISFIFO(info.st_mode));
}

TEST(ReplaceFile, GivesTheNewBytesAndModeOrLeavesTheOld) {
  TempFolder folder;
  folder.Write("a", "old");
  ASSERT_TRUE(ReplaceFile(folder / "a", "new", 0640).ok());
  EXPECT_EQ(FileBytes::Open(folder / "a")->view(), "new");
  struct stat info {};
  ASSERT_EQ(stat((folder / "a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0640u);
  folder.Write("full/b", "");
  Status status = ReplaceFile(folder / "full", "new", 0644);
  EXPECT_FALSE(status.ok()) << "a folder is in its place";
  EXPECT_THAT(status.message(), ::testing::HasSubstr("full: "));
  EXPECT_EQ(ListFolder(folder.path())->size(), 2u) << "nothing is left beside it";
}

TEST(ListFolder, SortsNamesAndFailsOnFiles) {
  TempFolder folder;
  folder.Write("b", "");
  folder.Write("a", "");
  auto names = ListFolder(folder.path());
  ASSERT_TRUE(names);
  EXPECT_THAT(*names, ::testing::ElementsAre("a", "b"));
  EXPECT_EQ(ListFolder(folder / "a").error().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace gatepost
