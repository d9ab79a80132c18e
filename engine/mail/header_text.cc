// Tested by tests/mail/header_text_test.cc.
#include "mail/header_text.h"

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "mail/address.h"
#include "mail/header.h"
#include "mail/header_range.h"
#include "text/charset.h"
#include "text/uri.h"

namespace gatepost {
namespace {

using Values = std::vector<std::string>;

// Without CR before LF in mails that have such line ends throughout, cut where SpamAssassin cuts. It keeps
// the blanks behind the colon in the header of a message alone.
std::string RawValue(const Message& message, const Part& part, const HeaderField& field) {
  // What is around a part and no multipart is a message/rfc822.
  const bool of_message =
      part.parent < 0 || message.parts()[static_cast<std::size_t>(part.parent)].boundary.empty();
  const std::string_view raw = of_message ? field.raw : TrimLeft(field.raw);
  std::string value;
  value.reserve(std::min(raw.size(), kMaxHeaderValueBytes));
  for (std::size_t i = 0; i < raw.size() && value.size() < kMaxHeaderValueBytes; ++i) {
    if (part.crlf && raw[i] == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n') continue;
    value += raw[i];
  }
  return value;
}

// Line ends and the white space behind them as one space, in one long line.
std::string RawOnOneLine(std::string_view raw) {
  std::string line;
  for (std::size_t i = 0; i < raw.size();) {
    std::size_t end = i;
    if (raw[end] == '\r') ++end;
    if (end < raw.size() && raw[end] == '\n' && end + 1 < raw.size() && IsAsciiSpace(raw[end + 1])) {
      i = SkipSpace(raw, end + 1);
      line += ' ';
      continue;
    }
    line += raw[i++];
  }
  return line;
}

enum class Form { kDecoded, kRaw, kRawOneLine };

void AddField(const Message& message, std::string_view name, Form form, Values* values) {
  if (!IsForRules(message.root(), name)) return;
  for (const HeaderField* field : FindFields(message.root(), name)) {
    switch (form) {
      case Form::kDecoded:
        values->push_back(DecodeHeader(*field) + "\n");
        break;
      case Form::kRaw:
        values->push_back(RawValue(message, message.root(), *field));
        break;
      case Form::kRawOneLine:
        values->push_back(RawOnOneLine(RawValue(message, message.root(), *field)));
        break;
    }
  }
}

// "Tom  O'Neil" in single quotes or with wild white space, as a person would write it.
std::string TidyName(const std::string& name) {
  std::string decoded = DecodeHeader(std::string_view(name));
  std::string tidy;
  for (std::string_view word : SplitWhitespace(decoded)) {
    if (!tidy.empty()) tidy += ' ';
    tidy += word;
  }
  if (tidy.empty()) {  // blanks stay as they are
    const std::string_view left = TrimLeft(name);
    if (left.empty()) return name;
    return name.substr(0, name.size() - left.size()) + decoded + name.substr(TrimRight(name).size());
  }
  if (tidy.size() >= 2 && tidy.front() == '\'' && tidy.back() == '\'') tidy = tidy.substr(1, tidy.size() - 2);
  return tidy;
}

Values ExtractAddresses(const HeaderQuery& query, const Values& lines) {
  Values values;
  for (const std::string& line : lines) {
    for (Address& address : ParseAddresses(line)) {
      if (query.addr) {
        if (address.has_address) values.push_back(std::move(address.address));
      } else if (address.has_name) {
        values.push_back(query.raw ? std::move(address.name) : TidyName(address.name));
      }
    }
  }
  return values;
}

// SpamAssassin leaves labels of other scripts as they are here; what it trims is the same.
std::string TrimAsWritten(std::string_view host, const UriConfig& uri) {
  std::string domain = TrimDomain(host, uri);
  if (IsAscii(host)) return domain;
  std::size_t dot = host.size();  // before the labels that stay
  for (auto labels = std::count(domain.begin(), domain.end(), '.') + 1; labels > 0 && dot != kNpos; --labels)
    dot = dot > 0 ? host.rfind('.', dot - 1) : kNpos;
  return AsciiLower(dot == kNpos ? host : host.substr(dot + 1));
}

Values ExtractHosts(const HeaderQuery& query, const Values& lines, const UriConfig& uri) {
  Values values;
  for (const std::string& line : lines) {
    std::optional<std::string> host;
    if (query.addr) {
      for (std::size_t at = line.rfind('@'); at != std::string::npos;
           at = at == 0 ? std::string::npos : line.rfind('@', at - 1)) {
        std::size_t end = at + 1;
        while (end < line.size() && !IsAsciiSpace(line[end])) ++end;
        if (end == at + 1) continue;
        host = line.substr(at + 1, end - at - 1);
        break;
      }
    } else {
      host = FindHostName(line, uri);
    }
    if (host) values.push_back(query.domain ? TrimAsWritten(*host, uri) : std::move(*host));
  }
  return values;
}

Values ExtractIps(const HeaderQuery& query, const Values& lines) {
  Values values;
  for (const std::string& line : lines) {
    for (IpSpan span = FindIpAddress(line); span.length > 0; span = FindIpAddress(line, span.begin + 1)) {
      const std::size_t end = span.begin + span.length;
      const char before = span.begin > 0 ? line[span.begin - 1] : '\0';
      const char after = end < line.size() ? line[end] : '\0';
      if (before == '.' || after == '.') continue;
      if (IsWordByte(before) == IsWordByte(line[span.begin]) ||
          IsWordByte(after) == IsWordByte(line[end - 1]))
        continue;
      std::string text = line.substr(span.begin, span.length);
      if (query.revip) {
        // SpamAssassin turns no address round that is written "IPv6:...".
        const bool prefixed = StartsWithIgnoreCase(text, "IPv6:");
        const std::optional<IpAddress> address = prefixed ? std::nullopt : IpAddress::Parse(text);
        if (address) values.push_back(address->ToReverseString());
      } else {
        values.push_back(std::move(text));
      }
      break;
    }
  }
  return values;
}

// Values that no field holds but the engine finds out: domains of sender and author.
void AddMetadata(const HeaderQuery& query, const Message& message, const RelayChain& relays, Values* values) {
  const bool sender = EqualsIgnoreCase(query.name, "X-SenderDomain");
  if (!sender && !EqualsIgnoreCase(query.name, "X-AuthorDomain")) return;
  HeaderQuery hosts;
  hosts.name = sender ? "EnvelopeFrom" : "From";
  hosts.addr = hosts.host = true;
  hosts.first = sender;
  Values found = HeaderValues(hosts, message, relays);
  if (found.empty()) return;
  if (sender) {
    values->push_back(HostToAscii(found.front()));
    return;
  }
  Values unique;
  std::string joined;
  for (const std::string& host : found) {
    if (std::find(unique.begin(), unique.end(), host) != unique.end()) continue;
    unique.push_back(host);
    if (!joined.empty()) joined += ' ';
    joined += HostToAscii(host);
  }
  values->push_back(std::move(joined));
}

// The fields or pseudo fields of this name, whole.
Values CollectValues(const HeaderQuery& query, const Message& message, const RelayChain& relays) {
  Values values;
  const auto is = [&](std::string_view name) { return EqualsIgnoreCase(query.name, name); };
  if (is("EnvelopeFrom")) {
    if (relays.envelope_from) values.push_back(*relays.envelope_from);
  } else if (is("X-Spam-Relays-Untrusted")) {
    values.push_back(relays.untrusted_text);
  } else if (is("X-Spam-Relays-Trusted")) {
    values.push_back(relays.trusted_text);
  } else if (is("X-Spam-Relays-External")) {
    values.push_back(relays.external_text);
  } else if (is("X-Spam-Relays-Internal")) {
    values.push_back(relays.internal_text);
  } else if (is("X-Gatepost-Relay-Outside")) {
    if (std::string text = RelayOutside(relays); !text.empty()) values.push_back(std::move(text));
  } else if (is("ToCc")) {
    for (std::string_view name : {"To", "Cc"}) {
      AddField(message, name, query.raw ? Form::kRawOneLine : Form::kDecoded, &values);
    }
  } else if (query.name == "MESSAGEID") {
    for (std::string_view name :
         {"X-Message-Id", "Resent-Message-Id", "X-Original-Message-ID", "Message-Id"}) {
      AddField(message, name, query.raw ? Form::kRawOneLine : Form::kDecoded, &values);
    }
  } else {
    // Addresses are cut out of the raw text, so that encoded commas do not divide them.
    const bool raw = query.raw || query.addr || query.display_name;
    AddField(message, query.name, raw ? Form::kRaw : Form::kDecoded, &values);
    if (values.empty()) AddMetadata(query, message, relays, &values);
  }
  return values;
}

const UriConfig& DefaultUriConfig() {
  static const UriConfig config;
  return config;
}

}  // namespace

std::vector<std::string> HeaderValues(const HeaderQuery& query, const Message& message,
                                      const RelayChain& relays, const UriConfig* uri) {
  if (const std::optional<HeaderRange> range = FindHeaderRange(query.name, relays)) {
    std::string text = HeaderRangeText(message, *range, query.raw);
    return text.empty() ? Values() : Values{std::move(text)};
  }
  Values values = CollectValues(query, message, relays);
  if (values.empty()) return values;
  if (query.first) {
    values.resize(1);
  } else if (query.last) {
    values.erase(values.begin(), values.end() - 1);
  }
  if (query.addr || query.display_name) values = ExtractAddresses(query, values);
  if (query.host || query.domain)
    return ExtractHosts(query, values, uri != nullptr ? *uri : DefaultUriConfig());
  if (query.ip) return ExtractIps(query, values);
  return values;
}

std::optional<std::string> HeaderText(const HeaderQuery& query, const Message& message,
                                      const RelayChain& relays, const TrustConfig& trust,
                                      const UriConfig* uri) {
  static_cast<void>(trust);
  const Values values = HeaderValues(query, message, relays, uri);
  if (values.empty()) return std::nullopt;
  const std::string_view between = values.front().ends_with('\n') ? "" : "\n";
  std::string text;
  std::size_t bytes = 0;
  for (const std::string& value : values) bytes += value.size() + between.size();
  text.reserve(bytes);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += between;
    text += values[i];
  }
  return text;
}

std::optional<std::string> PartHeaderText(const Message& message, const Part& part, std::string_view name,
                                          bool raw) {
  if (name == "ALL") {
    std::string all;
    for (const HeaderField& field : part.fields) {
      if (!IsForRules(part, field.name)) continue;
      all.append(field.name).append(": ");
      all += raw ? RawOnOneLine(RawValue(message, part, field)) : DecodeHeader(field) + "\n";
    }
    return all;
  }
  const std::vector<const HeaderField*> fields = FindFields(part, name);
  if (fields.empty() || !IsForRules(part, name))
    return raw ? std::make_optional<std::string>() : std::nullopt;
  return raw ? RawValue(message, part, *fields.back()) : DecodeHeader(*fields.back()) + "\n";
}

}  // namespace gatepost
