// What databases say of addresses: the country, the owner, the autonomous system. For SpamAssassin's
// RelayCountry, ASN and URILocalBL, with files, places and answers as its GeoDB has them; of its formats
// MaxMind's alone.
//
// The databases are no part of a compiled ruleset. They are mapped when something first asks; an engine that
// stays open goes on with those.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/mmdb.h"
#include "base/once.h"
#include "mail/relay.h"

namespace gatepost {

struct GeoConfig {
  bool relay_countries = false, systems = false, link_hosts = false;  // RelayCountry, ASN, URILocalBL
  bool is_other_format = false;                                       // geodb_module names one
  std::string city_path, country_path, isp_path;                      // geodb_options; "": search
  std::vector<std::string> folders{"/usr/local/share/GeoIP", "/usr/share/GeoIP", "/var/lib/GeoIP",
                                   "/opt/share/GeoIP"};
  std::string system_prefix = "AS";      // asn_prefix
  std::vector<std::string> system_tags;  // of asn_lookup: empty where DNS would fill them
};

// Safe to share between threads. An address is text, as relays and links write it.
class GeoDatabases {
 public:
  explicit GeoDatabases(GeoConfig config) : config_(std::move(config)) {}
  const GeoConfig& config() const { return config_; }

  bool HasCountries() const { return CountryDatabase() != nullptr; }
  bool HasOwners() const { return At(kIsp) != nullptr; }
  bool HasSystems() const { return SystemDatabase() != nullptr; }

  // "DE"; "XX" where it is not known, "**" for a private address. "EU"; "XX".
  std::string Country(const std::string& address) const;
  std::string Continent(const std::string& address) const;
  // "" where they are not known. A system is a number, and who runs it.
  std::string Owner(const std::string& address) const;
  std::string System(const std::string& address) const;
  std::string SystemOwner(const std::string& address) const;

  // What is wrong with the databases, as far as they were asked.
  std::vector<std::string> Faults() const;
  // The same of databases that nobody asked yet.
  void Open() const;

 private:
  enum Kind { kCity, kCountry, kIsp, kAsn, kKinds };
  void OpenKind(Kind kind, const std::string& configured) const;
  const Mmdb* At(Kind kind) const;
  const Mmdb* CountryDatabase() const;
  const Mmdb* SystemDatabase() const;
  std::string Ask(const Mmdb* database, const std::string& address,
                  std::initializer_list<std::string_view> keys) const;

  GeoConfig config_;
  mutable Once opened_, damaged_;
  mutable std::array<std::optional<Mmdb>, kKinds> databases_;
  mutable std::array<std::string, kKinds> paths_;
  mutable std::vector<std::string> faults_;
  mutable std::string damage_;
};

// RelayCountry's headers: the countries of relays, newest first, with blanks between.
struct RelayCountries {
  std::string untrusted, external, auth, all;
  // "X-Relay-Countries", "X-Relay-Countries-All" ...; null for another name.
  const std::string* Header(std::string_view name) const;
};
RelayCountries FindRelayCountries(const RelayChain& relays, const GeoDatabases& databases);

// ASN's header X-ASN ("64500") and tag ("AS64500 Example Networks") of the relay that came to the house; ""
// where it is private or not known.
struct RelaySystem {
  std::string number, text;
};
RelaySystem FindRelaySystem(const RelayChain& relays, const GeoDatabases& databases);

}  // namespace gatepost
