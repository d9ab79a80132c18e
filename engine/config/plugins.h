// SpamAssassin's bundled plugins by name: which exist, which its default .pre files load, and what
// can()/has() conditions answer about them. Gatepost has their work built in; the names switch keywords.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace gatepost {

using PluginSet = std::set<std::string, std::less<>>;

// "SpamAssassin 4.0.1" as conditions and require_version see it.
inline constexpr std::string_view kSpamAssassinVersion = "4.000001";
inline constexpr double kSpamAssassinVersionNumber = 4.000001;
// Perl of Debian 12, for `perl_version` conditions.
inline constexpr double kPerlVersionNumber = 5.036000;

// The name after renames ("...::Dmarc" is DMARC, "...::WhiteListSubject" is WelcomeListSubject).
std::string CanonicalPluginName(std::string_view name);
// True for "Mail::SpamAssassin::Plugin::SPF" and the like.
bool IsKnownPlugin(std::string_view name);
// What a known plugin would do and Gatepost does not, for whoever loads it: "no history of senders is kept";
// "" where there is nothing to say. Of plugins that are loaded by default data/differences.md speaks.
std::string_view WorkMissingOf(std::string_view name);
// Those that SpamAssassin 4.0.1 loads when nothing is changed.
PluginSet DefaultPlugins();

// Does 4.0.1 with these plugins have "Mail::SpamAssassin::Conf::feature_..." or a plugin's "has_..."?
bool HasFeature(std::string_view qualified_name, const PluginSet& loaded);

}  // namespace gatepost
