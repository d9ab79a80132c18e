// A database in MaxMind's format, of invented networks; geo_parity.py asks it.
//
//   geo_database FILE RECORD-BITS IP-VERSION < LINES
//
// A line: "192.0.2.0/24 country.iso_code=DE continent.code=EU autonomous_system_number=#64500"; "_" is a
// blank.
#include "support/geo_database.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

int main(int argc, char** argv) {
  if (argc != 4) return 64;
  gatepost::GeoDatabase database(static_cast<unsigned>(std::atoi(argv[2])),
                                 static_cast<unsigned>(std::atoi(argv[3])));
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string network;
    gatepost::GeoFacts facts;
    words >> network;
    for (std::string word; words >> word;) {
      std::replace(word.begin(), word.end(), '_', ' ');
      const std::size_t equals = word.find('=');
      std::string key = word.substr(0, equals);
      std::replace(key.begin(), key.end(), ' ', '_');
      facts.emplace_back(std::move(key), word.substr(equals + 1));
    }
    database.Add(network, facts);
  }
  std::ofstream(argv[1], std::ios::binary) << database.Bytes();
}
