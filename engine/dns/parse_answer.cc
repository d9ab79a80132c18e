// Tested by tests/dns/dns_client_test.cc, tests/fuzz/dns_fuzz.cc.
#include "dns/parse_answer.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr int kNoError = 0, kNxDomain = 3;

struct FreeHost {
  void operator()(hostent* host) const { ares_free_hostent(host); }
};
struct FreeData {
  void operator()(void* data) const { ares_free_data(data); }
};
using Host = std::unique_ptr<hostent, FreeHost>;

struct Bytes {
  const unsigned char* data;
  int size;
};

void Append(std::string_view record, std::vector<std::string>* records) {
  if (records->size() < kMostRecords) records->emplace_back(record);
}

template <class Address>
std::string AddressText(int family, const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(family, &address, text.data(), text.size()) != nullptr ? text.data() : "";
}

int ReadA(Bytes bytes, std::vector<std::string>* records) {
  std::array<ares_addrttl, kMostRecords> found{};
  int count = static_cast<int>(found.size());
  const int status = ares_parse_a_reply(bytes.data, bytes.size, nullptr, found.data(), &count);
  for (int i = 0; status == ARES_SUCCESS && i < count; ++i)
    Append(AddressText(AF_INET, found[static_cast<std::size_t>(i)].ipaddr), records);
  return status;
}

int ReadAaaa(Bytes bytes, std::vector<std::string>* records) {
  std::array<ares_addr6ttl, kMostRecords> found{};
  int count = static_cast<int>(found.size());
  const int status = ares_parse_aaaa_reply(bytes.data, bytes.size, nullptr, found.data(), &count);
  for (int i = 0; status == ARES_SUCCESS && i < count; ++i)
    Append(AddressText(AF_INET6, found[static_cast<std::size_t>(i)].ip6addr), records);
  return status;
}

// NS and PTR: c-ares gives the names as aliases.
int TakeHost(int status, hostent* raw, std::vector<std::string>* records) {
  const Host host(status == ARES_SUCCESS ? raw : nullptr);
  if (host == nullptr || host->h_aliases == nullptr) return status;
  for (char** name = host->h_aliases; *name != nullptr; ++name) Append(AsciiLower(*name), records);
  return status;
}

int ReadNs(Bytes bytes, std::vector<std::string>* records) {
  hostent* host = nullptr;
  const int status = ares_parse_ns_reply(bytes.data, bytes.size, &host);
  return TakeHost(status, host, records);
}

int ReadPtr(Bytes bytes, std::vector<std::string>* records) {
  hostent* host = nullptr;
  // The address that was asked for is only handed through.
  const in_addr none{};
  const int status = ares_parse_ptr_reply(bytes.data, bytes.size, &none, sizeof none, AF_INET, &host);
  return TakeHost(status, host, records);
}

int ReadMx(Bytes bytes, std::vector<std::string>* records) {
  ares_mx_reply* raw = nullptr;
  const int status = ares_parse_mx_reply(bytes.data, bytes.size, &raw);
  const std::unique_ptr<ares_mx_reply, FreeData> first(raw);
  std::vector<std::pair<int, std::string>> hosts;
  for (const ares_mx_reply* mx = first.get(); mx != nullptr; mx = mx->next)
    hosts.emplace_back(mx->priority, AsciiLower(mx->host != nullptr ? mx->host : ""));
  std::stable_sort(hosts.begin(), hosts.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [priority, host] : hosts) Append(host, records);
  return status;
}

int ReadTxt(Bytes bytes, std::vector<std::string>* records) {
  ares_txt_ext* raw = nullptr;
  const int status = ares_parse_txt_reply_ext(bytes.data, bytes.size, &raw);
  const std::unique_ptr<ares_txt_ext, FreeData> first(raw);
  std::vector<std::string> texts;
  for (const ares_txt_ext* text = first.get(); text != nullptr; text = text->next) {
    if (text->record_start != 0 || texts.empty()) texts.emplace_back();
    texts.back().append(reinterpret_cast<const char*>(text->txt), text->length);
  }
  for (const std::string& text : texts) Append(text, records);
  return status;
}

int ReadRecords(Bytes bytes, DnsType type, std::vector<std::string>* records) {
  switch (type) {
    case DnsType::kA:
      return ReadA(bytes, records);
    case DnsType::kAaaa:
      return ReadAaaa(bytes, records);
    case DnsType::kNs:
      return ReadNs(bytes, records);
    case DnsType::kPtr:
      return ReadPtr(bytes, records);
    case DnsType::kMx:
      return ReadMx(bytes, records);
    case DnsType::kTxt:
      return ReadTxt(bytes, records);
  }
  return ARES_EBADRESP;
}

}  // namespace

DnsAnswer ParseDnsAnswer(std::string_view message, DnsType type) {
  DnsAnswer answer;
  if (message.size() < kHeaderBytes || message.size() > 0xffff) return answer;
  answer.rcode = static_cast<unsigned char>(message[3]) & 0x0f;
  if (answer.rcode == kNxDomain) answer.status = DnsAnswer::Status::kNone;
  if (answer.rcode != kNoError) return answer;
  const bool is_truncated = (static_cast<unsigned char>(message[2]) & 0x02) != 0;
  const Bytes bytes{reinterpret_cast<const unsigned char*>(message.data()), static_cast<int>(message.size())};
  const int status = ReadRecords(bytes, type, &answer.records);
  if (status == ARES_SUCCESS && !answer.records.empty()) {
    answer.status = DnsAnswer::Status::kFound;
  } else if ((status == ARES_SUCCESS || status == ARES_ENODATA) && !is_truncated) {
    answer.status = DnsAnswer::Status::kNone;
  } else {
    answer.records.clear();
    answer.rcode = 2;
  }
  return answer;
}

}  // namespace gatepost
