// Tested by tests/rules/rule_parser_test.cc.
#include "rules/rule_parser.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "config/askdns.h"
#include "mail/views.h"
#include "rules/meta.h"

namespace gatepost {
namespace {

Status Bad(std::string text) { return {StatusCode::kInvalidArgument, std::move(text)}; }

bool IsHeaderByte(char c) { return IsWordByte(c) || c == '.' || c == '-'; }

// Splits "TEXT =~ PATTERN" or "!~" at the first operator. False where there is none.
bool CutOperator(std::string_view* rest, std::string_view* left, bool* negated) {
  std::size_t at = 0;
  while (true) {
    at = rest->find('~', at);
    if (at == std::string_view::npos || at == 0) return false;
    char before = (*rest)[at - 1];
    if (before == '=' || before == '!') {
      *negated = before == '!';
      *left = TrimRight(rest->substr(0, at - 1));
      *rest = TrimLeft(rest->substr(at + 1));
      return !rest->empty();
    }
    ++at;
  }
}

// Cuts " [if-unset: TEXT]" off the end.
void CutIfUnset(std::string_view* pattern, Rule* rule) {
  if (!pattern->ends_with(']')) return;
  for (std::size_t at = pattern->find("[if-unset:"); at != std::string_view::npos;
       at = pattern->find("[if-unset:", at + 1)) {
    std::string_view text = pattern->substr(at + 10);
    bool framed = at > 0 && IsAsciiSpace((*pattern)[at - 1]) && IsAsciiSpace(text.front());
    if (!framed) continue;
    text.remove_suffix(1);
    std::string_view trimmed = TrimLeft(text);
    // ":\s+(.+)\]": of nothing but spaces the last one is the text.
    if (trimmed.empty() && text.size() < 2) continue;
    rule->if_unset = trimmed.empty() ? text.substr(text.size() - 1) : trimmed;
    rule->if_unset_given = true;
    *pattern = TrimRight(pattern->substr(0, at));
    return;
  }
}

// "%{TAG}" and "%{TAG(argument)}" become "%\{TAG\}" and are listed.
void TakeTemplates(PatternSource* source, Rule* rule) {
  std::string& pattern = source->pattern;
  for (std::size_t at = pattern.find("%{"); at != std::string::npos; at = pattern.find("%{", at + 1)) {
    if (at > 0 && pattern[at - 1] == '\\') continue;
    std::size_t begin = at + 2;
    std::size_t end = begin;
    auto is_name_byte = [](char c) { return IsAsciiUpper(c) || IsAsciiDigit(c); };
    if (end >= pattern.size() || !IsAsciiUpper(pattern[end])) continue;
    while (end < pattern.size() &&
           (is_name_byte(pattern[end]) ||
            (pattern[end] == '_' && end + 1 < pattern.size() && is_name_byte(pattern[end + 1])))) {
      ++end;
    }
    if (end < pattern.size() && pattern[end] == '(') {
      std::size_t close = pattern.find_first_of(")}", end);
      if (close == std::string::npos || pattern[close] == '}') continue;
      end = close + 1;
    }
    if (end >= pattern.size() || pattern[end] != '}') continue;
    std::string name = pattern.substr(begin, end - begin);
    pattern.replace(at, end + 1 - at, "%\\{" + name + "\\}");
    if (std::find(rule->capture_templates.begin(), rule->capture_templates.end(), name) ==
        rule->capture_templates.end()) {
      rule->capture_templates.push_back(std::move(name));
    }
  }
}

bool HasNamedGroup(std::string_view pattern) {
  for (std::size_t at = pattern.find("(?"); at != std::string_view::npos; at = pattern.find("(?", at + 2)) {
    std::string_view rest = pattern.substr(at + 2);
    if (rest.starts_with('P')) rest.remove_prefix(1);
    if (rest.size() >= 2 && (rest[0] == '<' || rest[0] == '\'') && IsAsciiUpper(rest[1])) return true;
  }
  return false;
}

Status TakePattern(std::string_view text, Rule* rule) {
  Result<PatternSource> source = ParsePatternLiteral(text);
  if (!source) return source.error();
  rule->pattern = std::move(*source);
  TakeTemplates(&rule->pattern, rule);
  rule->captures = HasNamedGroup(rule->pattern.pattern);
  if (rule->captures) rule->priority = -10000;
  return {};
}

// "name(arguments)".
Status TakeEval(std::string_view call, EvalPhase phase, Rule* rule) {
  std::size_t end = 0;
  while (end < call.size() && IsWordByte(call[end])) ++end;
  if (end == 0 || end == call.size() || call[end] != '(' || !call.ends_with(')')) {
    return Bad("bad eval: " + std::string(call.substr(0, 60)));
  }
  std::optional<std::vector<std::string>> arguments =
      ParseEvalArguments(call.substr(end + 1, call.size() - end - 2));
  if (!arguments) return Bad("bad arguments of an eval: " + std::string(call.substr(0, 100)));
  rule->type = RuleType::kEval;
  rule->eval_phase = phase;
  rule->eval_name = call.substr(0, end);
  rule->eval_arguments = std::move(*arguments);
  return {};
}

Status TakeHeader(std::string_view value, Rule* rule) {
  std::string_view eval = value.starts_with("rbleval:") ? value.substr(8)
                          : value.starts_with("eval:")  ? value.substr(5)
                                                        : "";
  if (!eval.empty()) return TakeEval(eval, EvalPhase::kHeader, rule);
  if (value.starts_with("exists:")) {
    std::string_view name = value.substr(7);
    if (name.ends_with(':')) name.remove_suffix(1);
    if (name.empty() || !std::all_of(name.begin(), name.end(), IsHeaderByte)) return Bad("bad header name");
    rule->type = RuleType::kHeaderExists;
    rule->query = name;
    return {};
  }
  std::string_view query;
  if (!CutOperator(&value, &query, &rule->negated)) return Bad("neither =~, !~, exists: nor eval:");
  // NAME, "NAME:", NAME:modifier, NAME:modifier:modifier.
  std::string_view name = query.substr(0, query.find(':'));
  bool good = !name.empty() && std::all_of(name.begin(), name.end(), IsHeaderByte);
  std::string_view modifiers = query.substr(name.size());
  int count = 0;
  if (modifiers.size() > 1) {
    for (std::string_view modifier : Split(modifiers.substr(1), ':')) {
      good = good && !modifier.empty() && ++count <= 2 &&
             std::all_of(modifier.begin(), modifier.end(), IsAsciiLower);
    }
  }
  if (!good) return Bad("bad header name: " + std::string(query.substr(0, 60)));
  rule->query = query.ends_with(':') ? query.substr(0, query.size() - 1) : query;
  if (!HeaderQuery::Parse(rule->query)) return Bad("unknown header modifier: " + rule->query.substr(0, 60));
  rule->type = RuleType::kHeader;
  CutIfUnset(&value, rule);
  return TakePattern(value, rule);
}

Status TakeMimeHeader(std::string_view value, Rule* rule) {
  if (!IsRuleName(rule->name)) return Bad("bad rule name");
  std::string_view query;
  if (!CutOperator(&value, &query, &rule->negated)) return Bad("neither =~ nor !~");
  std::size_t colon = query.find(':');
  std::string_view name = query.substr(0, colon);
  std::string_view tail = colon == std::string_view::npos ? "" : query.substr(colon);
  bool spaced = std::any_of(query.begin(), query.end(), IsAsciiSpace);
  if (name.empty() || spaced || (tail != "" && tail != ":" && tail != ":raw")) {
    return Bad("bad header name: " + std::string(query.substr(0, 60)));
  }
  rule->type = RuleType::kMimeHeader;
  rule->query = tail == ":" ? name : query;
  CutIfUnset(&value, rule);
  return TakePattern(value, rule);
}

// The end of "/.../mods" or "m#...#mods" that begins at `at`: the first delimiter whose modifiers end at
// white space or the end. npos where there is none.
std::size_t DetailPatternEnd(std::string_view text, std::size_t at, std::string* hopeless) {
  std::size_t open = at;
  if (open < text.size() && text[open] == 'm') ++open;
  if (open >= text.size() || IsWordByte(text[open]) || (open == at && text[open] != '/'))
    return std::string_view::npos;
  char delimiter = text[open];
  // What failed from further left fails here too; so the cost stays linear.
  if (hopeless->find(delimiter) != std::string::npos) return std::string_view::npos;
  for (std::size_t close = text.find(delimiter, open + 1); close != std::string_view::npos;
       close = text.find(delimiter, close + 1)) {
    std::size_t end = text.find_first_not_of("imsx", close + 1);
    if (end == std::string_view::npos) return text.size();
    if (IsAsciiSpace(text[end])) return end;
  }
  hopeless->push_back(delimiter);
  return std::string_view::npos;
}

Status TakeUriDetail(std::string_view value, Rule* rule) {
  static constexpr std::string_view kFields[] = {"raw", "type", "cleaned", "text", "domain", "host"};
  rule->type = RuleType::kUriDetail;
  std::size_t from = 0;
  std::string hopeless;
  for (std::size_t at = value.find('~'); at != std::string_view::npos; at = value.find('~', at + 1)) {
    if (at <= from || (value[at - 1] != '=' && value[at - 1] != '!')) continue;
    std::string_view before = TrimRight(value.substr(from, at - 1 - from));
    std::size_t word = before.size();
    while (word > 0 && IsWordByte(before[word - 1])) --word;
    std::string_view field = before.substr(word);
    const std::size_t begin = SkipSpace(value, at + 1);
    std::size_t end = field.empty() ? std::string_view::npos : DetailPatternEnd(value, begin, &hopeless);
    if (end == std::string_view::npos) continue;
    if (std::find(std::begin(kFields), std::end(kFields), field) == std::end(kFields)) {
      return Bad("unknown field of a URI: " + std::string(field.substr(0, 60)));
    }
    Result<PatternSource> source = ParsePatternLiteral(value.substr(begin, end - begin));
    if (!source) return source.error();
    UriDetailCondition condition{std::string(field), value[at - 1] == '!', std::move(*source)};
    // A later pattern for the same field replaces the earlier one.
    auto same = std::find_if(rule->conditions.begin(), rule->conditions.end(),
                             [&](const UriDetailCondition& other) { return other.field == field; });
    if (same != rule->conditions.end())
      *same = std::move(condition);
    else
      rule->conditions.push_back(std::move(condition));
    from = end;
    at = end - 1;
  }
  if (rule->conditions.empty()) return Bad("no condition that can be read");
  return {};
}

Status TakeMeta(std::string_view value, Rule* rule) {
  for (std::size_t star = value.find('*'); star != std::string_view::npos; star = value.find('*', star + 1)) {
    if (TrimLeft(value.substr(star + 1)).starts_with('*')) return Bad("'**' in a meta rule");
  }
  rule->type = RuleType::kMeta;
  rule->expression = value;
  return {};
}

// "TEMPLATE [TYPE,... [FILTER]]".
Status TakeAskDns(std::string_view value, Rule* rule) {
  const std::string text(CutWord(&value));
  std::string types(CutWord(&value));
  const std::string filter(Trim(value));
  if (types.empty()) types = "A";
  if (!IsAskDnsTypes(types)) return Bad("unknown record type: " + types.substr(0, 60));
  if (!ParseAskDnsFilter(filter)) return Bad("bad filter: " + filter.substr(0, 100));
  rule->type = RuleType::kAskDns;
  rule->eval_name = kAskDnsEval;
  rule->eval_arguments = {text, std::move(types), filter};
  return {};
}

}  // namespace

bool DefinesRule(std::string_view keyword) {
  static constexpr std::string_view kKeywords[] = {"header", "body",       "rawbody",    "full",  "uri",
                                                   "meta",   "mimeheader", "uri_detail", "reuse", "askdns"};
  return std::find(std::begin(kKeywords), std::end(kKeywords), keyword) != std::end(kKeywords);
}

Result<Rule> ParseRule(std::string_view keyword, std::string_view value) {
  Rule rule;
  rule.name = CutWord(&value);
  if (!IsRuleName(rule.name)) return Bad("bad rule name: " + rule.name.substr(0, 60));
  if (rule.name.size() > 100) return Bad("the rule's name is over 100 characters long");
  if (keyword == "reuse") {
    rule.type = RuleType::kEmpty;
    return rule;
  }
  if (value.empty()) return Bad("the test itself is missing");
  Status status;
  if (keyword == "header") {
    status = TakeHeader(value, &rule);
  } else if (keyword == "mimeheader") {
    status = TakeMimeHeader(value, &rule);
  } else if (keyword == "uri_detail") {
    status = TakeUriDetail(value, &rule);
  } else if (keyword == "meta") {
    status = TakeMeta(value, &rule);
  } else if (keyword == "askdns") {
    status = TakeAskDns(value, &rule);
  } else if (value.starts_with("eval:") && keyword != "uri") {
    EvalPhase phase = keyword == "body"      ? EvalPhase::kBody
                      : keyword == "rawbody" ? EvalPhase::kRawBody
                                             : EvalPhase::kFull;
    status = TakeEval(value.substr(5), phase, &rule);
  } else {
    rule.type = keyword == "body"      ? RuleType::kBody
                : keyword == "rawbody" ? RuleType::kRawBody
                : keyword == "full"    ? RuleType::kFull
                                       : RuleType::kUri;
    status = TakePattern(value, &rule);
  }
  if (!status.ok()) return status;
  return rule;
}

std::optional<std::vector<std::string>> ParseEvalArguments(std::string_view text) {
  std::vector<std::string> arguments;
  std::string_view rest = TrimLeft(text);
  auto ends_here = [](std::string_view tail) {
    tail = TrimLeft(tail);
    return tail.empty() || tail.front() == ',';
  };
  while (!rest.empty()) {
    std::size_t end = std::string_view::npos;
    if (rest.front() == '\'' || rest.front() == '"') {
      for (end = rest.find(rest.front(), 1); end != std::string_view::npos;
           end = rest.find(rest.front(), end + 1)) {
        if (ends_here(rest.substr(end + 1))) break;
      }
      if (end == std::string_view::npos) return std::nullopt;
      arguments.emplace_back(rest.substr(1, end - 1));
      ++end;
    } else {
      end = 0;
      while (end < rest.size() &&
             (IsAsciiAlnum(rest[end]) || rest[end] == '.' || rest[end] == ':' || rest[end] == '-'))
        ++end;
      if (end == 0 || !ends_here(rest.substr(end))) return std::nullopt;
      arguments.emplace_back(rest.substr(0, end));
    }
    rest = TrimLeft(rest.substr(end));
    if (rest.starts_with(',')) rest = TrimLeft(rest.substr(1));
  }
  return arguments;
}

TestFlags ParseTestFlags(std::string_view text) {
  TestFlags flags;
  const std::pair<std::string_view, bool TestFlags::*> names[] = {
      {"net", &TestFlags::net},
      {"nice", &TestFlags::nice},
      {"learn", &TestFlags::learn},
      {"noautolearn", &TestFlags::noautolearn},
      {"autolearn_force", &TestFlags::autolearn_force},
      {"userconf", &TestFlags::userconf},
      {"multiple", &TestFlags::multiple},
      {"noiso", &TestFlags::noiso},
      {"publish", &TestFlags::publish},
      {"nolog", &TestFlags::nolog},
      {"autolearn_header", &TestFlags::autolearn_header},
      {"autolearn_body", &TestFlags::autolearn_body},
      {"nosubject", &TestFlags::nosubject},
      {"concat", &TestFlags::concat},
      {"noawl", &TestFlags::noawl},
      {"ips_only", &TestFlags::ips_only},
      {"domains_only", &TestFlags::domains_only},
  };
  auto number = [](std::string_view digits) {
    int value = 0;
    for (char c : digits.substr(0, 6)) value = value * 10 + (c - '0');
    return value;
  };
  auto all_digits = [](std::string_view digits) {
    return std::all_of(digits.begin(), digits.end(), IsAsciiDigit);
  };
  for (std::string_view word : SplitWhitespace(text)) {
    // SpamAssassin looks for whole words, wherever they stand ("net,nice").
    std::string_view rest = word;
    while (!rest.empty()) {
      std::size_t end = 0;
      while (end < rest.size() && IsWordByte(rest[end])) ++end;
      for (const auto& [name, member] : names) {
        if (rest.substr(0, end) == name) flags.*member = true;
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (word.starts_with("maxhits=") && word.size() > 8 && all_digits(word.substr(8))) {
      flags.max_hits = number(word.substr(8));
    }
    if (!word.starts_with("range=")) continue;
    std::string_view range = word.substr(6);
    std::size_t dash = range.find('-');
    std::string_view low = range.substr(0, dash);
    std::string_view high = dash == std::string_view::npos ? "" : range.substr(dash + 1);
    if (!all_digits(low) || !all_digits(high)) continue;
    if (!low.empty()) flags.range_min = number(low);
    if (!high.empty()) flags.range_max = number(high);
    if (dash == std::string_view::npos && !low.empty()) flags.range_max = flags.range_min;
  }
  return flags;
}

std::string_view AlwaysMatches(std::string_view pattern) {
  if (pattern.empty()) return "it is empty";
  for (std::size_t at = pattern.find("||"); at != std::string_view::npos; at = pattern.find("||", at + 1)) {
    if (at == 0 || pattern[at - 1] != '\\') return "it holds '||'";
  }
  if (pattern.front() == '|') return "it starts with '|'";
  if (pattern.back() == '|' && (pattern.size() < 2 || pattern[pattern.size() - 2] != '\\'))
    return "it ends with '|'";
  return {};
}

}  // namespace gatepost
