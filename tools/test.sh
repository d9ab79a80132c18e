#!/usr/bin/env bash
# Installs what is needed, builds with warnings as errors, and runs all tests: with g++ first, then
# a second build with clang++ under AddressSanitizer and UndefinedBehaviorSanitizer, then the style checks.
# Ends on ctest's summary. Build folders: build-test and build-asan beside the sources.
set -euo pipefail
cd "$(dirname "$0")/.."

./tools/packages.sh test
jobs=$(nproc)

configure() {  # FOLDER OPTION ...
  local folder=$1
  shift
  cmake -S . -B "$folder" -G Ninja -DGATEPOST_DEVELOPER=ON -DGATEPOST_WERROR=ON "$@" >"$folder.log" 2>&1 ||
    { cat "$folder.log"; exit 1; }
  cmake --build "$folder" -j "$jobs"
}

echo "== g++, release"
configure build-test -DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=Release
echo "== clang++, address and undefined sanitizers"
configure build-asan -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DGATEPOST_SANITIZE=address,undefined
echo "== tests under the sanitizers"
ASAN_OPTIONS=detect_leaks=1 ctest --test-dir build-asan --output-on-failure -j "$jobs"
echo "== tests and style checks"
ctest --test-dir build-test --output-on-failure -j "$jobs"
