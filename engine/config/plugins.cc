// Tested by tests/config/plugins_test.cc.
#include "config/plugins.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.h"

namespace gatepost {
namespace {

constexpr std::string_view kPrefix = "Mail::SpamAssassin::Plugin::";
constexpr std::string_view kCore = "Mail::SpamAssassin::Conf";

struct Plugin {
  std::string_view name;
  bool loaded_by_default;
  std::string_view features;      // words
  std::string_view missing = "";  // what Gatepost does not do of a plugin that somebody chose to load
};

constexpr Plugin kPlugins[] = {
    {"ASN", false, "has_asn_geodb has_asn_lookup_ipv6 has_check_asn has_check_asn_tag",
     "DNS is not asked, a database alone"},
    {"AWL", false, ""},
    {"AccessDB", false, "", "no access database is read"},
    {"AntiVirus", false, ""},
    {"AskDNS", true, "has_tag_header"},
    {"AuthRes", false, ""},
    {"AutoLearnThreshold", true, ""},
    {"Bayes", true, ""},
    {"BodyEval", true, "has_check_body_length has_plaintext_body_sig_ratio"},
    {"BodyRuleBaseExtractor", false, ""},
    {"Check", true, ""},
    {"DCC", false, "", "the network is not asked"},
    {"DKIM", true, "has_arc"},
    {"DMARC", true, ""},
    {"DNSEval", true, "has_tflags_domains_only has_tflags_ips_only"},
    {"DecodeShortURLs", false,
     "has_autoclean has_clear has_get has_max_redirections has_short_url has_short_url_code "
     "has_short_url_redir has_timeout has_user_agent"},
    {"ExtractText", false, "", "no program is started for attachments"},
    {"FreeMail", true, ""},
    {"FromNameSpoof", false, ""},
    {"HTMLEval", true, ""},
    {"HTTPSMismatch", true, ""},
    {"HashBL", true,
     "has_hashbl_attachments has_hashbl_bodyre has_hashbl_bodyre_num has_hashbl_email_domain "
     "has_hashbl_email_domain_alias has_hashbl_email_regex has_hashbl_email_welcomelist "
     "has_hashbl_email_whitelist has_hashbl_emails has_hashbl_ignore has_hashbl_sha256 has_hashbl_tag "
     "has_hashbl_uris"},
    {"HeaderEval", true, ""},
    {"ImageInfo", true, ""},
    {"MIMEEval", true,
     "has_check_abundant_unicode_ratio has_check_for_ascii_text_illegal has_check_qp_ratio"},
    {"MIMEHeader", true,
     "has_all_header has_capture_rules has_tflags_concat has_tflags_multiple has_tflags_range"},
    {"OLEVBMacro", false, "has_olemacro_mhtml_uri has_olemacro_redirect_uri has_olertfobject"},
    {"OneLineBodyRuleType", false, ""},
    {"P595Body", false, ""},
    {"PDFInfo", false, ""},
    {"PhishTag", false, "", "links are not rewritten"},
    {"Phishing", false, ""},
    {"Pyzor", true, "has_fork has_perl"},
    {"Razor2", true, "has_fork"},
    {"RelayCountry", false, ""},
    {"RelayEval", true, ""},
    {"ReplaceTags", true, ""},
    {"ResourceLimits", false, "", "Gatepost has limits of its own"},
    {"Reuse", false, ""},
    {"Rule2XSBody", true, ""},
    {"SPF", true, "has_check_for_spf_errors has_check_spf_skipped_noenvfrom"},
    {"Shortcircuit", false, ""},
    {"SpamCop", true, ""},
    {"Test", false, ""},
    {"TextCat", false, ""},
    {"TxRep", false, ""},
    {"URIDNSBL", true,
     "has_subtest_for_ranges has_tflags_domains_only has_tflags_notrim has_uridnsbl_a_ns has_uridnsbl_for_a "
     "has_uridnsbl_skip_mailto"},
    {"URIDetail", true, "has_host_key"},
    {"URIEval", true, ""},
    {"URILocalBL", false, "", "links to addresses alone are looked at, because DNS is not asked"},
    {"VBounce", true, ""},
    {"WLBLEval", true, ""},
    {"WelcomeListSubject", true, ""},
};

constexpr std::string_view kCoreFeatures[] = {
    "feature_bayes_auto_learn_on_error",
    "feature_bayes_stopwords",
    "feature_blocklist_welcomelist",
    "feature_bug6558_free",
    "feature_capture_rules",
    "feature_compile_regexp",
    "feature_dns_block_rule",
    "feature_dns_local_ports_permit_avoid",
    "feature_dns_query_restriction",
    "feature_edns",
    "feature_gatepost_brands",   // ours: the eval tests gatepost_*
    "feature_gatepost_network",  // ours: use_network_tests
    "feature_geodb",
    "feature_get_host",
    "feature_header_address_parser",
    "feature_header_first_last",
    "feature_header_match_many",
    "feature_local_tests_only",
    "feature_meta_rules_matching",
    "feature_originating_ip_headers",
    "feature_registryboundaries",
    "feature_subjprefix",
    "feature_uri_host_listed",
    "feature_welcomelist_blocklist",
    "feature_yesno_takes_args",
    "has_tflags_nolog",
    "has_tflags_nosubject",
    "perl_min_version_5010000",
};

const Plugin* Find(std::string_view name) {
  if (!name.starts_with(kPrefix)) return nullptr;
  name.remove_prefix(kPrefix.size());
  const auto* found = std::find_if(std::begin(kPlugins), std::end(kPlugins),
                                   [&](const Plugin& plugin) { return plugin.name == name; });
  return found == std::end(kPlugins) ? nullptr : found;
}

}  // namespace

std::string CanonicalPluginName(std::string_view name) {
  if (name == "Mail::SpamAssassin::Plugin::Dmarc") return "Mail::SpamAssassin::Plugin::DMARC";
  if (name == "Mail::SpamAssassin::Plugin::WhiteListSubject") {
    return "Mail::SpamAssassin::Plugin::WelcomeListSubject";
  }
  return std::string(name);
}

bool IsKnownPlugin(std::string_view name) { return Find(name) != nullptr; }

std::string_view WorkMissingOf(std::string_view name) {
  const Plugin* plugin = Find(name);
  return plugin == nullptr ? std::string_view() : plugin->missing;
}

PluginSet DefaultPlugins() {
  PluginSet names;
  for (const Plugin& plugin : kPlugins) {
    if (plugin.loaded_by_default) names.insert(std::string(kPrefix).append(plugin.name));
  }
  return names;
}

bool HasFeature(std::string_view qualified_name, const PluginSet& loaded) {
  std::size_t colons = qualified_name.rfind("::");
  if (colons == std::string_view::npos) return false;
  std::string_view module = qualified_name.substr(0, colons);
  std::string_view feature = qualified_name.substr(colons + 2);
  if (module == kCore) {
    return std::find(std::begin(kCoreFeatures), std::end(kCoreFeatures), feature) != std::end(kCoreFeatures);
  }
  const Plugin* plugin = Find(module);
  if (plugin == nullptr || loaded.find(module) == loaded.end()) return false;
  std::vector<std::string_view> features = SplitWhitespace(plugin->features);
  return std::find(features.begin(), features.end(), feature) != features.end();
}

}  // namespace gatepost
