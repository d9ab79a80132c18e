// Tested by tests/bayes/backup_test.cc.
#include "bayes/backup.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "bayes/one_write.h"
#include "bayes/read_pin.h"
#include "bayes/tokenizer.h"

namespace gatepost {
namespace {

constexpr std::size_t kMaxLineBytes = 64 << 10;

// Lines of a text that comes in pieces.
class LineReader {
 public:
  explicit LineReader(const TextReader& read) : read_(read), buffer_(256 << 10) {}

  // False at the end. The line lives until the next call; without its line end.
  Result<bool> Next(std::string_view* line) {
    for (;;) {
      std::string_view rest(buffer_.data() + begin_, end_ - begin_);
      std::size_t newline = rest.find('\n');
      if (newline != std::string_view::npos) {
        *line = rest.substr(0, newline);
        begin_ += newline + 1;
        ++number_;
        return true;
      }
      if (is_at_end_) {
        if (rest.empty()) return false;
        *line = rest;
        begin_ = end_;
        ++number_;
        return true;
      }
      if (rest.size() > kMaxLineBytes) {
        return Status(StatusCode::kInvalidArgument,
                      "line " + std::to_string(number_ + 1) + ": too long to be one of a backup");
      }
      std::copy(rest.begin(), rest.end(), buffer_.begin());
      begin_ = 0;
      end_ = rest.size();
      Result<std::size_t> got = read_(buffer_.data() + end_, buffer_.size() - end_);
      if (!got) return got.error();
      is_at_end_ = *got == 0;
      end_ += *got;
    }
  }
  std::uint64_t number() const { return number_; }

 private:
  const TextReader& read_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  bool is_at_end_ = false;
  std::uint64_t number_ = 0;
};

// Whole and in decimal; values below 0, which SpamAssassin writes after bad arithmetic, count as 0.
template <class Number>
bool ReadNumber(std::string_view word, Number* number) {
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (word.empty() || error != std::errc() || end != word.data() + word.size()) return false;
  if (value < 0) value = 0;
  if (static_cast<std::uint64_t>(value) > std::numeric_limits<Number>::max()) return false;
  *number = static_cast<Number>(value);
  return true;
}

class Restorer {
 public:
  Restorer(TokenStore& store, std::int64_t now_unix_s) : store_(store), now_(now_unix_s) {}

  Status Take(std::string_view line, std::uint64_t number) {
    number_ = number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    std::string_view rest = line;
    std::string_view kind = CutWord(&rest);
    if (number == 1) return TakeVersion(kind, rest);
    if (kind == "t") return TakeToken(rest);
    if (kind == "s") return TakeSeen(rest);
    if (kind == "v") return TakeVariable(rest);
    return Bad("neither v, t nor s at its start");
  }

  Status Finish() {
    if (version_ == 0) return {StatusCode::kInvalidArgument, "empty: not a backup"};
    if (!has_spam_ || !has_ham_) {
      return {StatusCode::kInvalidArgument, "no num_spam and num_nonspam line: not a whole backup"};
    }
    Result<StoreTotals> totals = store_.Totals();
    if (!totals) return totals.error();
    totals->spam_count = spam_;
    totals->ham_count = ham_;
    return store_.PutTotals(*totals);
  }
  const RestoreReport& report() const { return report_; }

 private:
  Status Bad(std::string_view why) const {
    return {StatusCode::kInvalidArgument, "line " + std::to_string(number_) + ": " + std::string(why)};
  }

  Status TakeVersion(std::string_view kind, std::string_view rest) {
    std::uint32_t version = 0;
    bool is_number = ReadNumber(CutWord(&rest), &version);
    if (kind != "v" || !is_number || !rest.starts_with("db_version")) {
      return Bad("the first line does not tell the db_version");
    }
    if (version != 2 && version != 3) return Bad("db_version is neither 2 nor 3");
    version_ = version;
    return {};
  }

  Status TakeVariable(std::string_view rest) {
    std::uint64_t value = 0;
    bool is_number = ReadNumber(CutWord(&rest), &value);
    if (!is_number) return Bad("not a number");
    if (rest == "num_spam") {
      spam_ = value;
      has_spam_ = true;
    } else if (rest == "num_nonspam") {
      ham_ = value;
      has_ham_ = true;
    } else {
      return Bad("a variable that is not known");
    }
    return {};
  }

  Status TakeToken(std::string_view rest) {
    TokenCounts counts;
    bool good = ReadNumber(CutWord(&rest), &counts.spam_count);
    good = ReadNumber(CutWord(&rest), &counts.ham_count) && good;
    std::string_view atime = rest.substr(0, rest.find_first_of(" \t"));
    good = ReadNumber(atime, &counts.atime_unix_s) && good;
    if (!good) return Bad("counts or atime are no numbers");
    rest.remove_prefix(atime.size());
    if (!rest.empty()) rest.remove_prefix(1);
    if (counts.spam_count == 0 && counts.ham_count == 0) return {};
    if (counts.atime_unix_s > now_) {
      counts.atime_unix_s = now_;
      ++report_.future_atimes;
    }
    TokenHash token;
    if (version_ == 2) {
      if (rest.empty()) return Bad("no token");
      token = HashToken(rest);
    } else {
      if (Status status = ReadToken(rest, &token); !status.ok()) return status;
      if (is_cut_) return {};
    }
    ++report_.tokens;
    return store_.PutToken(token, counts);
  }

  Status ReadToken(std::string_view hex, TokenHash* token) {
    std::string bytes;
    if (hex.size() % 2 != 0) return Bad("half a byte of token");
    for (std::size_t i = 0; i < hex.size(); i += 2) {
      int high = HexDigitValue(hex[i]), low = HexDigitValue(hex[i + 1]);
      if (high < 0 || low < 0) return Bad("token is not in hex");
      bytes += static_cast<char>(high * 16 + low);
    }
    is_cut_ = bytes.size() < token->size();
    if (is_cut_) {
      if (++report_.cut_tokens == 1) report_.first_cut_line = number_;
      return {};
    }
    if (bytes.size() > token->size()) {
      bool is_padded = bytes.size() <= 2 * token->size() &&
                       bytes.find_first_not_of(' ', token->size()) == std::string::npos;
      if (!is_padded) return Bad("token of more than 5 bytes");
      ++report_.padded_tokens;
    }
    std::copy_n(bytes.begin(), token->size(), token->begin());
    return {};
  }

  Status TakeSeen(std::string_view rest) {
    std::string_view flag = CutWord(&rest);
    if (flag != "s" && flag != "h") return Bad("a message that is neither spam nor ham");
    if (rest.empty()) return Bad("no message id");
    ++report_.seen;
    return store_.SetSeen(rest, flag == "s" ? LearnedAs::kSpam : LearnedAs::kHam);
  }

  TokenStore& store_;
  std::int64_t now_;
  RestoreReport report_;
  std::uint64_t number_ = 0, spam_ = 0, ham_ = 0;
  std::uint32_t version_ = 0;
  bool has_spam_ = false, has_ham_ = false, is_cut_ = false;
};

void AppendHex(const TokenHash& token, std::string* text) {
  constexpr char kHex[] = "0123456789abcdef";
  for (unsigned char byte : token) {
    *text += kHex[byte >> 4];
    *text += kHex[byte & 15];
  }
}

Status RestoreLines(Restorer& restorer, const TextReader& read, std::uint64_t* lines) {
  LineReader reader(read);
  std::string_view line;
  for (;;) {
    Result<bool> more = reader.Next(&line);
    if (!more) return more.error();
    if (!*more) break;
    if (Status status = restorer.Take(line, reader.number()); !status.ok()) return status;
  }
  *lines = reader.number();
  return restorer.Finish();
}

}  // namespace

Status WriteBackup(TokenStore& store, const TextWriter& write) {
  const ReadPin pin(store);
  if (!pin.status().ok()) return pin.status();
  Result<StoreTotals> totals = store.Totals();
  if (!totals) return totals.error();
  std::string text = "v\t3\tdb_version # this must be the first line!!!\n";
  text += "v\t" + std::to_string(totals->spam_count) + "\tnum_spam\n";
  text += "v\t" + std::to_string(totals->ham_count) + "\tnum_nonspam\n";
  constexpr std::size_t kPiece = 64 << 10;
  Status written;
  auto flush = [&](std::size_t over) {
    if (text.size() <= over) return true;
    written = write(text);
    text.clear();
    return written.ok();
  };
  Status status = store.ForEachToken([&](const TokenHash& token, const TokenCounts& counts) {
    text += "t\t" + std::to_string(counts.spam_count) + "\t" + std::to_string(counts.ham_count) + "\t" +
            std::to_string(counts.atime_unix_s) + "\t";
    AppendHex(token, &text);
    text += '\n';
    return flush(kPiece);
  });
  if (!written.ok()) return written;
  if (!status.ok()) return status;
  status = store.ForEachSeen([&](std::string_view id, LearnedAs as) {
    // An id with a line end in it could not be read back.
    if (id.find_first_of("\r\n") != std::string_view::npos) return true;
    text += as == LearnedAs::kSpam ? "s\ts\t" : "s\th\t";
    text.append(id) += '\n';
    return flush(kPiece);
  });
  if (!written.ok()) return written;
  if (!status.ok()) return status;
  flush(0);
  return written;
}

Result<RestoreReport> RestoreBackup(TokenStore& store, const TextReader& read, std::int64_t now_unix_s) {
  Restorer restorer(store, now_unix_s);
  std::uint64_t lines = 0;
  const Status status = InOneWrite(store, [&] {
    const Status cleared = store.Clear();
    return cleared.ok() ? RestoreLines(restorer, read, &lines) : cleared;
  });
  if (!status.ok()) return status;
  RestoreReport report = restorer.report();
  report.lines = lines;
  return report;
}

}  // namespace gatepost
