// Tested by tests/scan/geo_test.cc.
#include "mail/geo.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/ascii.h"

namespace gatepost {
namespace {

struct GeoFiles {
  std::string_view names;  // words, in the order in which they are looked for
  std::string_view says;
};
constexpr GeoFiles kGeoFiles[] = {
    {"GeoIP2-City.mmdb GeoLite2-City.mmdb dbip-city.mmdb dbip-city-lite.mmdb", "cities"},
    {"GeoIP2-Country.mmdb GeoLite2-Country.mmdb dbip-country.mmdb dbip-country-lite.mmdb", "countries"},
    {"GeoIP2-ISP.mmdb GeoLite2-ISP.mmdb", "owners"},
    {"GeoIP2-ASN.mmdb GeoLite2-ASN.mmdb", "systems"},
};

bool IsRegularFile(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

std::string FirstFile(const std::vector<std::string>& folders, std::string_view names) {
  for (const std::string& folder : folders) {
    for (const std::string_view name : SplitWhitespace(names)) {
      std::string path = (folder + "/").append(name);
      if (IsRegularFile(path)) return path;
    }
  }
  return {};
}

std::string CountriesOf(const std::vector<Relay>& relays, const GeoDatabases& databases) {
  std::string text;
  for (const Relay& relay : relays) {
    if (&relay != &relays.front()) text += ' ';
    text += databases.Country(relay.ip);
  }
  return text;
}

}  // namespace

void GeoDatabases::OpenKind(Kind kind, const std::string& configured) const {
  const std::string path =
      configured.empty() ? FirstFile(config_.folders, kGeoFiles[kind].names) : configured;
  if (path.empty()) return;
  Result<Mmdb> database = IsRegularFile(path)
                              ? Mmdb::Open(path)
                              : Result<Mmdb>(Status(StatusCode::kNotFound, path + ": there is no such file"));
  if (!database)
    return faults_.push_back("the database of " + std::string(kGeoFiles[kind].says) +
                             " is not read: " + database.error().message());
  databases_[kind] = std::move(*database);
  paths_[kind] = path;
}

void GeoDatabases::Open() const {
  opened_.Call([this] {
    faults_.clear();
    const bool with_countries = config_.relay_countries || config_.link_hosts;
    if (!config_.is_other_format) {
      if (with_countries) OpenKind(kCity, config_.city_path);
      if (with_countries && !databases_[kCity]) OpenKind(kCountry, config_.country_path);
      if (config_.link_hosts || config_.systems) OpenKind(kIsp, config_.isp_path);
      if (config_.systems && !databases_[kIsp]) OpenKind(kAsn, {});
    }
    if (with_countries && faults_.empty() && !databases_[kCity] && !databases_[kCountry])
      faults_.emplace_back("no database of countries was found, so none are looked up");
  });
}

const Mmdb* GeoDatabases::At(Kind kind) const {
  Open();
  return databases_[kind] ? &*databases_[kind] : nullptr;
}

const Mmdb* GeoDatabases::CountryDatabase() const {
  const Mmdb* city = At(kCity);
  return city != nullptr ? city : At(kCountry);
}

const Mmdb* GeoDatabases::SystemDatabase() const {
  const Mmdb* isp = At(kIsp);
  return isp != nullptr ? isp : At(kAsn);
}

std::string GeoDatabases::Ask(const Mmdb* database, const std::string& address,
                              std::initializer_list<std::string_view> keys) const {
  constexpr std::size_t kV4Offset = 12;
  const std::optional<IpAddress> parsed = IpAddress::Parse(address);
  if (database == nullptr || !parsed) return {};
  std::string_view bytes(reinterpret_cast<const char*>(parsed->bytes.data()), parsed->bytes.size());
  if (!Contains(address, ":")) bytes.remove_prefix(kV4Offset);
  const Result<std::uint32_t> record = database->Find(bytes);
  const Result<std::string> text =
      record ? database->TextAt(*record, keys) : Result<std::string>(record.error());
  if (text) return *text;
  damaged_.Call([&] {
    for (std::size_t i = 0; i < kKinds; ++i) {
      if (databases_[i] && database == &*databases_[i]) damage_ = paths_[i] + ": " + text.error().message();
    }
  });
  return {};
}

std::string GeoDatabases::Country(const std::string& address) const {
  const std::optional<IpAddress> parsed = IpAddress::Parse(address);
  if (parsed && parsed->IsPrivate()) return "**";
  if (address.empty()) return {};
  std::string code = Ask(CountryDatabase(), address, {"country", "iso_code"});
  return code.empty() ? "XX" : code;
}

std::string GeoDatabases::Continent(const std::string& address) const {
  std::string code = Ask(CountryDatabase(), address, {"continent", "code"});
  return code.empty() ? "XX" : code;
}

std::string GeoDatabases::Owner(const std::string& address) const { return Ask(At(kIsp), address, {"isp"}); }

std::string GeoDatabases::System(const std::string& address) const {
  return Ask(SystemDatabase(), address, {"autonomous_system_number"});
}

std::string GeoDatabases::SystemOwner(const std::string& address) const {
  return Ask(SystemDatabase(), address, {"autonomous_system_organization"});
}

std::vector<std::string> GeoDatabases::Faults() const {
  std::vector<std::string> faults = opened_.done() ? faults_ : std::vector<std::string>();
  if (damaged_.done()) faults.push_back(damage_);
  return faults;
}

const std::string* RelayCountries::Header(std::string_view name) const {
  constexpr std::string_view kName = "X-Relay-Countries";
  if (!StartsWithIgnoreCase(name, kName)) return nullptr;
  name.remove_prefix(kName.size());
  if (name.empty()) return &untrusted;
  if (EqualsIgnoreCase(name, "-External")) return &external;
  if (EqualsIgnoreCase(name, "-Auth")) return &auth;
  return EqualsIgnoreCase(name, "-All") ? &all : nullptr;
}

RelayCountries FindRelayCountries(const RelayChain& relays, const GeoDatabases& databases) {
  RelayCountries countries;
  countries.untrusted = CountriesOf(relays.untrusted, databases);
  countries.external = CountriesOf(relays.external, databases);
  // From the newest that a user logged in to on.
  const auto first = std::find_if(relays.trusted.begin(), relays.trusted.end(),
                                  [](const Relay& relay) { return !relay.auth.empty(); });
  countries.auth = CountriesOf({first, relays.trusted.end()}, databases);
  countries.all = CountriesOf(relays.internal, databases);
  if (!relays.internal.empty() && !relays.external.empty()) countries.all += ' ';
  countries.all += CountriesOf(relays.external, databases);
  return countries;
}

RelaySystem FindRelaySystem(const RelayChain& relays, const GeoDatabases& databases) {
  RelaySystem system;
  if (relays.external.empty() || relays.external.front().ip_private) return system;
  const std::string& address = relays.external.front().ip;
  system.number = databases.System(address);
  if (system.number.empty()) return system;
  if (!system.number.starts_with(databases.config().system_prefix))
    system.text = databases.config().system_prefix;
  system.text += system.number;
  if (const std::string owner = databases.SystemOwner(address); !owner.empty()) system.text += " " + owner;
  return system;
}

}  // namespace gatepost
