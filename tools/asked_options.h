// Options of the commands that run once a message. CLI11 takes 12,000 instructions to declare one, and twenty
// of them took a tenth of a small message's check: here those are left out that no argument can name. Where
// one may ask for help, or says "-" and a letter of many, more are declared than need be, which changes
// nothing.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace gatepost {

// What CLI::Option* is there, for an option that may not have been declared.
class AskedOption {
 public:
  explicit AskedOption(CLI::Option* option) : option_(option) {}
  AskedOption& type_name(const char* name) {
    if (option_ != nullptr) option_->type_name(name);
    return *this;
  }
  AskedOption& default_str(const std::string& text) {
    if (option_ != nullptr) option_->default_str(text);
    return *this;
  }
  AskedOption& capture_default_str() {
    if (option_ != nullptr) option_->capture_default_str();
    return *this;
  }
  // What else CLI::Option can do.
  template <class Refine>
  AskedOption& With(const Refine& refine) {
    if (option_ != nullptr) refine(option_);
    return *this;
  }

 private:
  CLI::Option* option_;
};

class AskedOptions {
 public:
  // `argv` as main has it, without the command.
  AskedOptions(CLI::App& app, int argc, char** argv)
      : app_(app), arguments_(argv, static_cast<std::size_t>(argc)), all_(MayBeNamed("-h,--help")) {}
  // All, for commands whose time does not count.
  explicit AskedOptions(CLI::App& app) : app_(app), all_(true) {}

  template <class T>
  AskedOption Option(const char* names, T& value, const char* help) {
    return AskedOption(all_ || MayBeNamed(names) ? app_.add_option(names, value, help) : nullptr);
  }
  void Flag(const char* names, bool& value, const char* help) {
    if (all_ || MayBeNamed(names)) app_.add_flag(names, value, help);
  }

 private:
  bool MayBeNamed(std::string_view names) const {
    while (!names.empty()) {
      const std::string_view name = names.substr(0, names.find(','));
      names.remove_prefix(std::min(names.size(), name.size() + 1));
      const auto is_asked = [&](std::string_view argument) {
        if (name.starts_with("--")) return argument.starts_with(name);
        return argument.starts_with('-') && !argument.starts_with("--") &&
               argument.find(name[1]) != argument.npos;
      };
      if (std::any_of(arguments_.begin(), arguments_.end(), is_asked)) return true;
    }
    return false;
  }

  CLI::App& app_;
  std::span<char*> arguments_;
  bool all_;
};

}  // namespace gatepost
