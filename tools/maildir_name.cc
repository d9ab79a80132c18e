// Tested by tests/tools/maildir_name_test.cc.
#include "maildir_name.h"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>

namespace gatepost {
namespace {

constexpr std::string_view kInfo = ":2,";

std::string_view FlagsOf(std::string_view name) {
  std::size_t at = name.rfind(kInfo);
  return at == std::string_view::npos ? std::string_view() : name.substr(at + kInfo.size());
}

// ",S=1234", or nothing.
std::string_view SizeOf(std::string_view name) {
  std::size_t begin = name.find(",S=");
  if (begin == std::string_view::npos) return {};
  std::size_t end = begin + 3;
  while (end < name.size() && name[end] >= '0' && name[end] <= '9') ++end;
  return end == begin + 3 || end - begin > 24 ? std::string_view() : name.substr(begin, end - begin);
}

}  // namespace

std::string NameInCur(std::string_view name) {
  std::string result(name);
  if (name.find(kInfo) == std::string_view::npos) result += kInfo;
  return result;
}

std::string FreshNameInCur(std::string_view name, std::string_view host) {
  static int number = 0;
  timeval now{};
  gettimeofday(&now, nullptr);
  std::string result = std::to_string(now.tv_sec) + ".M" + std::to_string(now.tv_usec) + "P" +
                       std::to_string(getpid()) + "Q" + std::to_string(++number) + ".";
  for (char c : host.substr(0, 64)) result += c == '/' || c == ':' || c == ',' ? '_' : c;
  result += SizeOf(name);
  result += kInfo;
  result += FlagsOf(name).substr(0, 64);
  return result;
}

}  // namespace gatepost
