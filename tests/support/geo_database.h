// Databases in MaxMind's format for tests, made here, with networks and owners invented.
#pragma once

#include <arpa/inet.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatepost {

// What is said of a network: ("country.iso_code", "DE"); a value with "#" before it is a whole number.
using GeoFacts = std::vector<std::pair<std::string, std::string>>;

class GeoDatabase {
 public:
  // `ip_version` 6 holds IPv4 too, below ::/96.
  explicit GeoDatabase(unsigned record_bits = 28, unsigned ip_version = 6)
      : record_bits_(record_bits), ip_version_(ip_version), nodes_(1, {kNothing, kNothing}) {}

  // "192.0.2.0/24"; a later network counts within an earlier one.
  GeoDatabase& Add(const std::string& network, const GeoFacts& facts) {
    const std::size_t slash = network.find('/');
    const std::string address = network.substr(0, slash);
    const bool is_v4 = address.find(':') == std::string::npos;
    unsigned char bytes[16] = {};
    inet_pton(is_v4 ? AF_INET : AF_INET6, address.c_str(), bytes);
    std::vector<bool> bits(is_v4 && ip_version_ == 6 ? 96 : 0);
    const int prefix = std::stoi(network.substr(slash + 1));
    for (int i = 0; i < prefix; ++i) bits.push_back((bytes[i / 8] >> (7 - i % 8) & 1) != 0);
    data_offsets_.push_back(data_.size());
    PutMap(facts, "");
    Place(bits, -2 - static_cast<std::int64_t>(data_offsets_.size() - 1));
    return *this;
  }

  std::string Bytes() const {
    std::string out;
    for (const auto& [left, right] : nodes_) PutNode(RecordOf(left), RecordOf(right), &out);
    return out + std::string(16, '\0') + data_ + Metadata(nodes_.size(), record_bits_, ip_version_);
  }

  // The pieces, for files that lie.
  static std::string Number(std::uint64_t number, unsigned bytes) {
    std::string out;
    for (; bytes > 0; --bytes) out.push_back(static_cast<char>(number >> (8 * (bytes - 1))));
    return out;
  }
  static std::string Head(unsigned type, std::size_t size) {
    std::string out;
    const std::size_t small = size < 29 ? size : size < 285 ? 29 : size < 65821 ? 30 : 31;
    out.push_back(static_cast<char>((type < 8 ? type << 5 : 0) | small));
    if (type >= 8) out.push_back(static_cast<char>(type - 7));
    if (small == 29) out += Number(size - 29, 1);
    if (small == 30) out += Number(size - 285, 2);
    if (small == 31) out += Number(size - 65821, 3);
    return out;
  }
  static std::string Text(std::string_view text) { return Head(2, text.size()).append(text); }
  static std::string Metadata(std::uint64_t nodes, unsigned record_bits, unsigned ip_version) {
    return "\xab\xcd\xefMaxMind.com" + Head(7, 9) + Text("binary_format_major_version") + Head(5, 1) +
           Number(2, 1) + Text("binary_format_minor_version") + Head(5, 0) + Text("build_epoch") +
           Head(9, 4) + Number(1780000000, 4) + Text("database_type") + Text("Test") + Text("description") +
           Head(7, 1) + Text("en") + Text("invented networks") + Text("ip_version") + Head(5, 1) +
           Number(ip_version, 1) + Text("languages") + Head(11, 1) + Text("en") + Text("node_count") +
           Head(6, 4) + Number(nodes, 4) + Text("record_size") + Head(5, 1) + Number(record_bits, 1);
  }
  // A database of IPv4 with one node, which leads to `data` on both sides.
  static std::string OfData(const std::string& data) {
    return Number(17, 3) + Number(17, 3) + std::string(16, '\0') + data + Metadata(1, 24, 4);
  }

 private:
  static constexpr std::int64_t kNothing = -1;

  void Place(const std::vector<bool>& bits, std::int64_t leaf) {
    std::size_t node = 0;
    for (std::size_t i = 0; i < bits.size(); ++i) {
      std::int64_t& next = bits[i] ? nodes_[node].second : nodes_[node].first;
      if (i + 1 == bits.size()) {
        next = leaf;
      } else if (next < 0) {  // what was said of the whole is said of both halves
        const std::int64_t whole = next;
        next = static_cast<std::int64_t>(nodes_.size());
        node = nodes_.size();
        nodes_.emplace_back(whole, whole);
      } else {
        node = static_cast<std::size_t>(next);
      }
    }
  }

  // A text that was written before is pointed to.
  void PutText(const std::string& text) {
    const auto [place, is_new] = texts_.try_emplace(text, data_.size());
    if (is_new)
      data_ += Text(text);
    else if (place->second < 2048)
      data_ += Number(0x2000 | place->second, 2);
    else if (place->second < 526336)
      data_ += Number(0x280000 | (place->second - 2048), 3);
    else
      data_ += Number(0x38, 1) + Number(place->second, 4);
  }

  // The facts whose keys begin with `prefix`, as a map of what comes next in their keys.
  void PutMap(const GeoFacts& facts, const std::string& prefix) {
    std::vector<std::pair<std::string, const std::string*>> items;  // a value, or null: a map
    for (const auto& [key, value] : facts) {
      if (!key.starts_with(prefix)) continue;
      const std::size_t dot = key.find('.', prefix.size());
      const std::string name = key.substr(prefix.size(), dot - prefix.size());
      if (items.empty() || items.back().first != name)
        items.emplace_back(name, dot == std::string::npos ? &value : nullptr);
    }
    data_ += Head(7, items.size());
    for (const auto& [name, value] : items) {
      PutText(name);
      if (value == nullptr)
        PutMap(facts, prefix + name + ".");
      else if (value->starts_with('#'))
        data_ += Head(6, 4) + Number(std::stoull(value->substr(1)), 4);
      else
        PutText(*value);
    }
  }

  std::uint64_t RecordOf(std::int64_t child) const {
    if (child >= 0) return static_cast<std::uint64_t>(child);
    if (child == kNothing) return nodes_.size();
    return nodes_.size() + 16 + data_offsets_[static_cast<std::size_t>(-2 - child)];
  }
  void PutNode(std::uint64_t left, std::uint64_t right, std::string* out) const {
    if (record_bits_ == 28) {
      *out += Number(left & 0xffffff, 3) + Number((left >> 24) << 4 | right >> 24, 1) +
              Number(right & 0xffffff, 3);
    } else {
      *out += Number(left, record_bits_ / 8) + Number(right, record_bits_ / 8);
    }
  }

  unsigned record_bits_, ip_version_;
  std::vector<std::pair<std::int64_t, std::int64_t>> nodes_;  // kNothing, a node, or -2 - number of the data
  std::vector<std::size_t> data_offsets_;
  std::map<std::string, std::size_t> texts_;
  std::string data_;
};

}  // namespace gatepost
