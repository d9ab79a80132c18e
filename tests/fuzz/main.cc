// Runs a fuzz target without libFuzzer: over the files and folders named on the command line, and over
// deterministic mutations of them (the same on every machine and every run).
//
//   NAME_fuzz [--rounds N] [--seed N] FILE-or-FOLDER ...
// Fails where no file is found. The input of a crash is in NAME_fuzz.crash in the working folder when
// the target stops by itself (FUZZ_CHECK) or is killed by a signal.
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::string current_input;
std::string crash_path;

void WriteCrash(int signal_number) {
  std::signal(signal_number, SIG_DFL);
  if (std::FILE* file = std::fopen(crash_path.c_str(), "wb")) {
    std::fwrite(current_input.data(), 1, current_input.size(), file);
    std::fclose(file);
  }
  std::raise(signal_number);
}

void Run(const std::string& input) {
  current_input = input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void AddFiles(const fs::path& path, std::vector<fs::path>& files) {
  if (!fs::is_directory(path)) {
    files.push_back(path);
    return;
  }
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
}

class Mutator {
 public:
  Mutator(const std::vector<std::string>& seeds, std::uint32_t seed) : seeds_(seeds), random_(seed) {}

  std::string Next() {
    std::string input = seeds_[Below(seeds_.size())];
    for (std::size_t changes = 1 + Below(8); changes > 0; --changes) Change(input);
    return input;
  }

 private:
  std::size_t Below(std::size_t end) { return end == 0 ? 0 : random_() % end; }

  void Change(std::string& input) {
    static constexpr std::string_view kOdd("\0\r\n\t :;=\"'<>()[]{}&?*+\\/-%#@\x80\xFF\xC3\xE2", 33);
    const std::size_t at = Below(input.size() + 1);
    const std::size_t length = 1 + Below(16);
    switch (Below(8)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(Below(256));
        break;
      case 1:
        if (at < input.size()) input[at] = kOdd[Below(kOdd.size())];
        break;
      case 2:
        input.insert(at, 1, kOdd[Below(kOdd.size())]);
        break;
      case 3:
        input.erase(at, length);
        break;
      case 4:  // a stretch again, elsewhere
        input.insert(at, input.substr(Below(input.size() + 1), length * 4));
        break;
      case 5:  // a stretch of another seed
      {
        const std::string& other = seeds_[Below(seeds_.size())];
        input.insert(at, other.substr(Below(other.size() + 1), length * 4));
        break;
      }
      case 6:  // one byte many times
        if (at < input.size()) input.insert(at, Below(3000), input[at]);
        break;
      default:
        input.resize(at);
    }
    input.resize(std::min<std::size_t>(input.size(), 64 << 10));
  }

  const std::vector<std::string>& seeds_;
  std::mt19937 random_;
};

}  // namespace

int main(int argc, char** argv) {
  crash_path = fs::path(argv[0]).filename().string() + ".crash";
  for (const int signal_number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    std::signal(signal_number, WriteCrash);
  }
  std::size_t rounds = 4000;
  std::uint32_t seed = 20261124;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--rounds" && i + 1 < argc) {
      rounds = std::strtoul(argv[++i], nullptr, 10);
    } else if (std::string_view(argv[i]) == "--seed" && i + 1 < argc) {
      seed = static_cast<std::uint32_t>(std::strtoul(argv[++i], nullptr, 10));
    } else {
      AddFiles(argv[i], files);
    }
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    std::cerr << argv[0] << ": no input file\n";
    return 1;
  }
  std::vector<std::string> seeds;
  for (const fs::path& file : files) seeds.push_back(ReadFile(file));
  Run("");
  for (const std::string& input : seeds) Run(input);
  Mutator mutator(seeds, seed);
  for (std::size_t i = 0; i < rounds; ++i) Run(mutator.Next());
  std::cout << seeds.size() << " files, " << rounds << " mutations\n";
  return 0;
}
