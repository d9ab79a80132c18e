// The shape of the text (SpamAssassin's BodyEval and VBounce). Tested by tests/eval/body_evals_test.cc.
#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "base/ascii.h"
#include "eval/message_facts.h"
#include "eval/registry.h"
#include "text/charset.h"

namespace gatepost {
namespace {

bool HasWordByte(std::string_view word) { return std::any_of(word.begin(), word.end(), IsWordByte); }

// Calls `visit` with each word of a text of characters, and whether it has a letter or digit.
template <class Visit>
void ForEachUnicodeWord(std::string_view text, const Visit& visit) {
  std::size_t begin = 0;
  bool has_letter = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    const char32_t c = NextCodePoint(text, at);
    if (IsUnicodeSpace(c)) {
      if (here > begin) visit(text.substr(begin, here - begin), has_letter);
      begin = at;
      has_letter = false;
    } else {
      has_letter = has_letter || IsUnicodeWord(c);
    }
  }
  if (text.size() > begin) visit(text.substr(begin), has_letter);
}

// How much of the HTML alternative the text alternative lacks.
struct AlternativeDifference {
  double percent = 0;                     // the worst of all multipart/alternatives
  double html_words = 0, text_words = 0;  // different words, of the last one
};

// Each as often as it comes, in the text it comes from.
using Words = std::vector<std::string_view>;

void AddWords(std::string_view text, bool characters, Words* words) {
  if (characters) {
    ForEachUnicodeWord(text, [&](std::string_view word, bool has_letter) {
      if (has_letter) words->push_back(word);
    });
    return;
  }
  while (!(text = TrimLeft(text)).empty()) {
    const std::string_view word = CutWord(&text);
    if (HasWordByte(word)) words->push_back(word);
  }
}

// How many different words both have, and of how many of them `a` has more than `b`. Both are sorted.
AlternativeDifference Compare(const Words& a, const Words& b) {
  AlternativeDifference result;
  double more = 0;
  auto other = b.begin();
  const auto count_same = [](Words::const_iterator from, Words::const_iterator end) {
    return std::find_if(from, end, [&](std::string_view word) { return word != *from; }) - from;
  };
  for (auto word = a.begin(); word != a.end();) {
    while (other != b.end() && *other < *word) ++other;
    const auto of_b = other != b.end() && *other == *word ? count_same(other, b.end()) : 0;
    const auto of_a = count_same(word, a.end());
    ++result.html_words;
    more += of_a > of_b ? 1 : 0;
    word += of_a;
  }
  for (auto word = b.begin(); word != b.end(); word += count_same(word, b.end())) ++result.text_words;
  result.percent = more / result.html_words * 100;
  return result;
}

// Is `part` below `ancestor` (or the same)?
bool IsBelow(const std::vector<Part>& parts, int part, int ancestor) {
  while (part != -1 && part != ancestor) part = parts[static_cast<std::size_t>(part)].parent;
  return part == ancestor;
}

// Meeting requests of Exchange: HTML and a calendar, whose texts differ by nature.
bool IsMeetingRequest(const std::vector<Part>& parts) {
  return parts.size() == 3 && parts[0].type == "multipart/alternative" && parts[1].type == "text/html" &&
         parts[2].type == "text/calendar";
}

AlternativeDifference CompareAlternatives(EvalContext& context) {
  // A hundred alternatives, each in the one before, would hold all text a hundred times.
  std::size_t left = 4 * Limits().max_rendered_bytes;
  AlternativeDifference result;
  const std::vector<Part>& parts = context.views.message().parts();
  if (IsMeetingRequest(parts)) return result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].type.starts_with("multipart/alternative")) continue;
    Words html, text;
    for (const TextPart& part : context.views.TextParts()) {
      if (!parts[static_cast<std::size_t>(part.part)].type.starts_with("text")) continue;
      if (!IsBelow(parts, part.part, static_cast<int>(i))) continue;
      bool is_html = part.type == "text/html";
      if ((left -= std::min(left, part.rendered.size())) == 0) return result;
      AddWords(part.rendered, part.text_unicode, is_html ? &html : &text);
      // A picture alone counts as one word that no text has.
      if (is_html && html.empty() && part.html && part.html->tags.contains("img")) html.emplace_back("\n");
    }
    if (html.empty()) continue;
    std::sort(html.begin(), html.end());
    std::sort(text.begin(), text.end());
    const double percent = result.percent;
    result = Compare(html, text);
    result.percent = std::max(result.percent, percent);
  }
  return result;
}

const AlternativeDifference& GetDifference(EvalContext& context) {
  return SharedFact<AlternativeDifference>(context, "alternative_difference",
                                           [&] { return CompareAlternatives(context); });
}

EvalResult MultipartDifference(EvalContext& context, const EvalArguments& arguments) {
  if (arguments.size() < 2) return EvalResult::Of(false);
  double percent = GetDifference(context).percent;
  double min = ArgumentNumber(arguments, 0);
  return EvalResult::Of((min == 0 || percent > min) &&
                        (arguments[1] == "undef" || percent <= ArgumentNumber(arguments, 1)));
}

EvalResult MultipartDifferenceCount(EvalContext& context, const EvalArguments& arguments) {
  const AlternativeDifference& difference = GetDifference(context);
  if (difference.html_words <= ArgumentNumber(arguments, 1)) return EvalResult::Of(false);
  return EvalResult::Of(difference.text_words / difference.html_words > ArgumentNumber(arguments, 0));
}

struct LineCounts {
  double all = 0, blank = 0;
};

// Percentage of blank lines: min < percentage <= max, of texts with at least so many lines.
EvalResult BlankLineRatio(EvalContext& context, const EvalArguments& arguments) {
  const LineCounts& lines = SharedFact<LineCounts>(context, "line_counts", [&] {
    LineCounts counts;
    for (const std::string& chunk : context.views.RawBody()) {
      for (std::string_view line : Lines(chunk)) {
        ++counts.all;
        counts.blank += Trim(line).empty() ? 1 : 0;
      }
    }
    return counts;
  });
  double min = ArgumentNumber(arguments, 0), max = ArgumentNumber(arguments, 1);
  double ratio = lines.all < std::max(1.0, ArgumentNumber(arguments, 2)) ? -1 : 100 * lines.blank / lines.all;
  return EvalResult::Of((min == 0 && ratio <= max) || (ratio > min && ratio <= max));
}

// Texts whose letters stand apart, "l i k e  t h i s": the most blanks for a hundred other bytes of any
// paragraph; min <= value < max.
EvalResult VerticalWords(EvalContext& context, const EvalArguments& arguments) {
  double most = SharedFact<double>(context, "vertical_words", [&] {
    double percent = -1;
    for (const std::string& paragraph : context.views.Body()) {
      if (paragraph.size() <= 5) continue;
      auto spaces = static_cast<std::size_t>(std::count(paragraph.begin(), paragraph.end(), ' '));
      std::size_t others = paragraph.size() - spaces;
      bool mostly = spaces > others || others == 0;
      std::size_t whole = mostly ? 100 : 100 * spaces / others;
      percent = std::max(percent, static_cast<double>(whole));
    }
    return percent;
  });
  double max = ArgumentNumber(arguments, 1);
  return EvalResult::Of(most >= ArgumentNumber(arguments, 0) && most < (max >= 100 ? 101 : max));
}

// Words at the end of a label that stock tips use ("Target price: 2.50" is "targetprice" here).
constexpr std::string_view kStockLabels[] = {
    "company",        "companyname",      "target",         "ticker",       "openingp",
    "openingprice",   "currentp",         "currentprice",   "projected",    "position",
    "expectations",   "weekhigh",         "weekshigh",      "sector",       "rating",
    "yeartarget",     "weektarget",       "monthtarget",    "daytarget",    "pricetarget",
    "yearestimate",   "weekestimate",     "monthestimate",  "dayestimate",  "priceestimate",
    "yearestimates",  "weekestimates",    "monthestimates", "dayestimates", "priceestimates",
    "recommendation", "marketperformance"};

// Length of `word` at the end of `label`, where one foreign letter may stand between any two of its
// letters ("stxock"); 0 where it does not end so.
std::size_t SpreadSuffix(std::string_view label, std::string_view word) {
  std::size_t at = label.size();
  for (std::size_t i = word.size(); i > 0; --i) {
    if (at > 0 && label[at - 1] == word[i - 1])
      --at;
    else if (i < word.size() && at > 1 && label[at - 2] == word[i - 1])
      at -= 2;
    else
      return 0;
  }
  return label.size() - at;
}

// The longest stock word that a label ends with, or "".
std::string_view StockWord(std::string_view label) {
  std::size_t best = label == "tradedate" || label == "tradingdate" ? label.size() : 0;
  for (std::string_view word : kStockLabels) {
    if (word.size() > best && label.ends_with(word)) best = word.size();
  }
  for (std::string_view word : {"stock", "sym", "symbol"}) best = std::max(best, SpreadSuffix(label, word));
  return label.substr(label.size() - best);
}

// The label of a line such as "Symbol: ABCD": 3 to 30 bytes before the first colon, and something behind
// it. Only its letters, lower-case; "" where the line has no label.
std::string LabelOf(std::string_view line) {
  line = TrimLeft(line);
  std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || Trim(line.substr(colon + 1)).empty()) return {};
  std::string_view text = TrimRight(line.substr(0, colon));
  if (text.size() < 3 || text.size() > 30) return {};
  std::string label;
  for (char c : text) {
    if (IsAsciiAlpha(c)) label.push_back(AsciiToLower(c));
  }
  return label;
}

// How many kinds of stock-tip fields the first plain text has.
EvalResult StockInfo(EvalContext& context, const EvalArguments& arguments) {
  double kinds = SharedFact<double>(context, "stock_info", [&]() -> double {
    const std::vector<Part>& parts = context.views.message().parts();
    for (const TextPart& part : context.views.TextParts()) {
      if (parts[static_cast<std::size_t>(part.part)].type != "text/plain") continue;
      std::set<std::string, std::less<>> found;
      for (std::string_view line : Lines(part.rendered)) {
        std::string label = LabelOf(line);
        std::string_view word = StockWord(label);
        if (!word.empty()) found.emplace(word);
      }
      return static_cast<double>(found.size());
    }
    return 0;
  });
  double min = ArgumentNumber(arguments, 0);
  return EvalResult::Of(min == 0 || kinds >= min);
}

EvalResult BodyLength(EvalContext& context, const EvalArguments& arguments) {
  double length = static_cast<double>(context.views.message().raw_body().size());
  return EvalResult::Of(length <= ArgumentNumber(arguments, 0));
}

// What a reader sees has at most so many bytes: of HTML its visible text, else the plain text.
EvalResult TextWithin(EvalContext& context, const EvalArguments& arguments) {
  std::size_t plain = 0, shown = 0;
  bool html = false;
  for (const TextPart& part : context.views.TextParts()) {
    if (!part.in_body) continue;
    if (part.html) {
      html = true;
      shown += part.visible.size();
    } else {
      plain += part.rendered.size();
    }
  }
  return EvalResult::Of(static_cast<double>(html ? shown : plain) <= ArgumentNumber(arguments, 0));
}

// The first text/plain part cut at its last "-- " line.
struct SignatureCut {
  double body = 0, signature = 0;
};

const std::optional<SignatureCut>& GetSignatureCut(EvalContext& context) {
  return SharedFact<std::optional<SignatureCut>>(
      context, "signature_cut", [&]() -> std::optional<SignatureCut> {
        const Message& message = context.views.message();
        for (const Part& part : message.parts()) {
          if (!part.type.starts_with("text/plain")) continue;
          std::string text = part.is_leaf() ? message.DecodeLeaf(part, nullptr) : std::string();
          SignatureCut cut{static_cast<double>(text.size()), 0};
          std::size_t begin = 0;
          for (std::string_view line : Lines(text)) {
            std::string_view bare = TrimRight(line);
            std::size_t end = begin + line.size() - (line.ends_with('\n') ? 1 : 0);
            // A mark with next to nothing behind it is a decoy.
            if (bare == "--" && line.size() <= 5 && text.size() - end > 4) {
              cut = {static_cast<double>(begin), static_cast<double>(text.size() - end)};
            }
            begin += line.size();
          }
          return cut;
        }
        return std::nullopt;
      });
}

EvalResult PlainBodyLength(EvalContext& context, const EvalArguments& arguments) {
  const std::optional<SignatureCut>& cut = GetSignatureCut(context);
  return EvalResult::Of(cut && WithinArguments(arguments, 0, cut->body));
}

EvalResult PlainSignatureLength(EvalContext& context, const EvalArguments& arguments) {
  const std::optional<SignatureCut>& cut = GetSignatureCut(context);
  return EvalResult::Of(cut && WithinArguments(arguments, 0, cut->signature));
}

EvalResult PlainBodySignatureRatio(EvalContext& context, const EvalArguments& arguments) {
  const std::optional<SignatureCut>& cut = GetSignatureCut(context);
  if (!cut) return EvalResult::Of(false);
  double ratio = cut->signature > 0 ? cut->body / cut->signature : 1e6;
  return EvalResult::Of(WithinArguments(arguments, 0, ratio) && ratio <= 1e6);
}

EvalResult HaveBounceRelays(EvalContext& context, const EvalArguments&) {
  return EvalResult::Of(!context.tables.bounce_relays.empty());
}

// Words with a dot inside, between white space: the relays of a quoted Received line.
bool NamesBounceRelay(const AddressList& relays, std::string_view line) {
  for (std::string_view word : SplitWhitespace(line)) {
    std::size_t dot = word.find('.', 1);
    if (dot != std::string_view::npos && dot + 1 < word.size() && relays.Contains(word)) return true;
  }
  return false;
}

bool IsQuotedReceived(std::string_view line) {
  while (line.starts_with('>') || line.starts_with(' ')) line.remove_prefix(1);
  return StartsWithIgnoreCase(line, "Received:");
}

// A bounce of mail that did leave through one of our relays: their name stands in a quoted Received line.
EvalResult WelcomeBounceRelay(EvalContext& context, const EvalArguments&) {
  const AddressList& relays = context.tables.bounce_relays;
  if (relays.empty()) return EvalResult::Of(false);
  for (const std::string& paragraph : context.views.Body()) {
    if (IsQuotedReceived(paragraph) && NamesBounceRelay(relays, paragraph)) return EvalResult::Of(true);
  }
  std::string field;
  for (std::string_view line : Lines(context.views.message().raw_body())) {
    bool continues = !line.empty() && IsAsciiSpace(line[0]);
    if (continues && !field.empty())
      field += line;
    else
      field = IsQuotedReceived(line) ? std::string(line) : std::string();
    if (field.size() > 65536) field.clear();
    if (!field.empty() && NamesBounceRelay(relays, field)) return EvalResult::Of(true);
  }
  return EvalResult::Of(false);
}

constexpr EvalEntry kBodyEvals[] = {
    {"multipart_alternative_difference", MultipartDifference},
    {"multipart_alternative_difference_count", MultipartDifferenceCount},
    {"check_blank_line_ratio", BlankLineRatio},
    {"tvd_vertical_words", VerticalWords},
    {"check_stock_info", StockInfo},
    {"check_body_length", BodyLength},
    {"gatepost_text_within", TextWithin},
    {"plaintext_body_length", PlainBodyLength},
    {"plaintext_sig_length", PlainSignatureLength},
    {"plaintext_body_sig_ratio", PlainBodySignatureRatio},
    {"have_any_bounce_relays", HaveBounceRelays},
    {"check_welcomelist_bounce_relays", WelcomeBounceRelay},
    {"check_whitelist_bounce_relays", WelcomeBounceRelay},
};

}  // namespace

std::span<const EvalEntry> BodyEvals() { return kBodyEvals; }

}  // namespace gatepost
