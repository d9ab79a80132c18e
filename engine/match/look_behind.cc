// Tested by tests/match/differential_test.cc
#include "match/look_behind.h"

#include <algorithm>

namespace gatepost::match {
namespace {

constexpr std::size_t kMaxVariants = 500;

class Unroller {
 public:
  Unroller(const Syntax& syntax, const std::vector<Lengths>& lengths, const SubtreeWriter& write)
      : syntax_(syntax), lengths_(lengths), write_(write) {}

  const std::string& error() const { return error_; }

  std::vector<std::string> Variants(int root) {
    // The nodes below, down to those of one length; children have lower indices than their parents.
    std::vector<int> below = {root};
    for (std::size_t i = 0; i < below.size(); ++i) {
      if (lengths(below[i]).fixed()) continue;
      for (int child = node(below[i]).first; child >= 0; child = node(child).next) below.push_back(child);
    }
    std::sort(below.begin(), below.end());
    std::vector<std::vector<std::string>> made(static_cast<std::size_t>(root) + 1);
    for (int index : below) made[static_cast<std::size_t>(index)] = OwnVariants(index, made);
    return made[static_cast<std::size_t>(root)];
  }

 private:
  const Node& node(int index) const { return syntax_.nodes[static_cast<std::size_t>(index)]; }
  const Lengths& lengths(int index) const { return lengths_[static_cast<std::size_t>(index)]; }

  std::vector<std::string> OwnVariants(int index, const std::vector<std::vector<std::string>>& made) {
    const Node& own = node(index);
    std::vector<std::string> result;
    if (!error_.empty()) return result;
    if (lengths(index).fixed()) {
      result.push_back("(?:" + write_(index, &error_) + ")");
      return result;
    }
    const auto of = [&](int child) -> const std::vector<std::string>& {
      return made[static_cast<std::size_t>(child)];
    };
    switch (own.kind) {
      case NodeKind::kAlternate:
        for (int child = own.first; child >= 0; child = node(child).next) {
          result.insert(result.end(), of(child).begin(), of(child).end());
        }
        break;
      case NodeKind::kConcat:
        result.push_back("");
        for (int child = own.first; child >= 0; child = node(child).next) result = Product(result, of(child));
        break;
      case NodeKind::kRepeat: {
        std::vector<std::string> times = {""};
        for (int count = 0; count <= own.b && error_.empty(); ++count) {
          if (count > 0) times = Product(times, of(own.first));
          if (count >= own.a) result.insert(result.end(), times.begin(), times.end());
        }
        break;
      }
      case NodeKind::kLineBreak:
      case NodeKind::kCluster:
        result = {"\\x0D\\x0A", own.kind == NodeKind::kCluster ? "." : "[\\x0A-\\x0D\\x85]"};
        break;
      default:
        error_ = "a look-behind of several lengths holds what cannot be unrolled";
        break;
    }
    if (result.size() > kMaxVariants) error_ = "a look-behind has too many lengths";
    if (!error_.empty()) result.clear();
    return result;
  }

  std::vector<std::string> Product(const std::vector<std::string>& left,
                                   const std::vector<std::string>& right) {
    std::vector<std::string> result;
    if (left.size() * right.size() > kMaxVariants) {
      error_ = "a look-behind has too many lengths";
      return result;
    }
    for (const std::string& a : left) {
      for (const std::string& b : right) result.push_back(a + b);
    }
    return result;
  }

  const Syntax& syntax_;
  const std::vector<Lengths>& lengths_;
  const SubtreeWriter& write_;
  std::string error_;
};

}  // namespace

std::vector<std::string> UnrollLookBehind(const Syntax& syntax, const std::vector<Lengths>& lengths, int root,
                                          const SubtreeWriter& write, std::string* error) {
  Unroller unroller(syntax, lengths, write);
  std::vector<std::string> variants = unroller.Variants(root);
  *error = unroller.error();
  std::sort(variants.begin(), variants.end());
  variants.erase(std::unique(variants.begin(), variants.end()), variants.end());
  return variants;
}

}  // namespace gatepost::match
