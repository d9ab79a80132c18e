// Packed data: structs and arrays in one run of bytes, with offsets in place of pointers, so that a file can
// hold them and be used where it is mapped. Offsets count from their own field: data may lie anywhere, but
// what holds one must not be copied out of it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

namespace gatepost {

template <class T>
struct PackedSpan {
  std::int32_t offset;  // bytes from this field to the first item
  std::uint32_t count;

  std::span<const T> get() const {
    return {reinterpret_cast<const T*>(reinterpret_cast<const char*>(this) + offset), count};
  }
};

struct PackedText : PackedSpan<char> {
  std::string_view view() const { return {get().data(), count}; }
};

// All packed data begins at a multiple of this.
inline constexpr std::size_t kPackedAlignment = 8;

// Is what an offset names inside of the data? Nothing of packed data is looked at before this said so.
class PackedBounds {
 public:
  explicit PackedBounds(std::string_view bytes) : begin_(bytes.data()), size_(bytes.size()) {}

  template <class T>
  bool Holds(const PackedSpan<T>& span) const {
    std::int64_t at = (reinterpret_cast<const char*>(&span) - begin_) + std::int64_t{span.offset};
    return at >= 0 && static_cast<std::uint64_t>(at) % alignof(T) == 0 &&
           static_cast<std::uint64_t>(at) <= size_ &&
           span.count <= (size_ - static_cast<std::uint64_t>(at)) / sizeof(T);
  }
  // Also `check` of each item.
  template <class T, class Check>
  bool HoldsEach(const PackedSpan<T>& span, const Check& check) const {
    if (!Holds(span)) return false;
    std::span<const T> items = span.get();
    return std::all_of(items.begin(), items.end(), check);
  }
  bool HoldsTexts(const PackedSpan<PackedText>& texts) const {
    return HoldsEach(texts, [this](const PackedText& text) { return Holds(text); });
  }

 private:
  const char* begin_;
  std::uint64_t size_;
};

// Makes packed data. Positions are bytes from its start; a reference into it lasts until the next Add.
class Packer {
 public:
  // Room for `count` items of zero bytes.
  template <class T>
  std::size_t Reserve(std::size_t count) {
    static_assert(alignof(T) <= kPackedAlignment);
    bytes_.resize((bytes_.size() + kPackedAlignment - 1) / kPackedAlignment * kPackedAlignment);
    std::size_t at = bytes_.size();
    bytes_.resize(at + count * sizeof(T));
    return at;
  }
  template <class T>
  T& At(std::size_t position) {
    return *reinterpret_cast<T*>(bytes_.data() + position);
  }
  // Points the span at `field` to `count` items at `target`.
  void Link(std::size_t field, std::size_t target, std::size_t count) {
    auto& span = At<PackedSpan<char>>(field);
    span.offset =
        static_cast<std::int32_t>(static_cast<std::int64_t>(target) - static_cast<std::int64_t>(field));
    span.count = static_cast<std::uint32_t>(count);
  }
  template <class T>
  void Put(std::size_t field, std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::size_t at = Reserve<T>(items.size());
    if (!items.empty()) std::memcpy(bytes_.data() + at, items.data(), items.size_bytes());
    Link(field, at, items.size());
  }
  // Equal texts share their bytes.
  void PutText(std::size_t field, std::string_view text) {
    auto [place, fresh] = texts_.try_emplace(std::string(text), bytes_.size());
    if (fresh) bytes_.insert(bytes_.end(), text.begin(), text.end());
    Link(field, place->second, text.size());
  }
  // A T for each of `items`: `fill(at, item)` fills the one at `at`.
  template <class T, class Items, class Fill>
  void PutEach(std::size_t field, const Items& items, const Fill& fill) {
    std::size_t at = Reserve<T>(items.size());
    Link(field, at, items.size());
    for (const auto& item : items) {
      fill(at, item);
      at += sizeof(T);
    }
  }
  template <class Texts>
  void PutTexts(std::size_t field, const Texts& texts) {
    PutEach<PackedText>(field, texts, [this](std::size_t at, const auto& text) { PutText(at, text); });
  }

  std::size_t size() const { return bytes_.size(); }
  std::vector<char> Take() { return std::move(bytes_); }

 private:
  std::vector<char> bytes_;
  std::unordered_map<std::string, std::size_t> texts_;
};

}  // namespace gatepost
