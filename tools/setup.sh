#!/usr/bin/env bash
# Makes this machine ready to build and test prorata: Debian packages by name, then the npm packages of the lock file.
# Quick when nothing is missing; says what it installs; asks nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

# What is looked for (a command, or a file where it starts with /), and the package that has it.
needed=(
  "git git"
  "cmake cmake"
  "ninja ninja-build"
  "g++ g++"
  "emcc emscripten"
  "clang++-14 clang-14"
  "/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux libclang-rt-14-dev"
  "clang-format clang-format"
  "clang-tidy clang-tidy"
  "curl-config libcurl4-openssl-dev"
  "openssl openssl"
  "prometheus prometheus"
  "promtool prometheus"
  "chromium chromium"
  "/usr/share/nodejs/acorn node-acorn"
  "/usr/src/googletest/googletest googletest"
  "/usr/include/fmt libfmt-dev"
  "/usr/include/nlohmann nlohmann-json3-dev"
  "/usr/include/fast_float libfast-float-dev"
  "/usr/include/CLI libcli11-dev"
  "/usr/include/httplib.h libcpp-httplib-dev"
  "/usr/include/openssl/ssl.h libssl-dev"
  "/usr/include/brotli/encode.h libbrotli-dev"
  "pkg-config pkg-config"
  "/usr/include/zlib.h zlib1g-dev"
  "/usr/bin/xz xz-utils"
  "/usr/include/yaml-cpp libyaml-cpp-dev"
  "/usr/include/simdjson.h libsimdjson-dev"
  "/usr/share/zoneinfo/Europe/Berlin tzdata"
  "/usr/share/fonts/truetype/liberation fonts-liberation"
)

present() {
  case "$1" in
    /*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

if ! command -v node >/dev/null 2>&1 || [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "setup: Node 20 or newer is needed: Debian 12 has Node 18, so take it from nodejs.org" >&2
  exit 1
fi

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Packages that bring a service start it on installation and at every boot. A policy of "no" keeps them quiet while
# apt-get works; disabling keeps Debian's prometheus (port 9090) quiet afterwards. Tests start their own.
install_quietly() {
  local policy=/usr/sbin/policy-rc.d made_policy=no status=0
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod +x "$policy"
    made_policy=yes
  fi
  as_root apt-get update -q || status=$?
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" && status=0 || status=$?
  if [ "$made_policy" = yes ]; then as_root rm -f "$policy"; fi
  if [[ " $* " == *" prometheus "* ]] && [ -d /run/systemd/system ]; then
    as_root systemctl disable --now prometheus.service >/dev/null 2>&1 || true
  fi
  return "$status"
}

missing=()
for line in "${needed[@]}"; do
  read -r probe package <<<"$line"
  if ! present "$probe" && [[ " ${missing[*]-} " != *" $package "* ]]; then missing+=("$package"); fi
done

if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "setup: missing, and there is no apt-get to install it with: ${missing[*]}" >&2
    exit 1
  fi
  echo "setup: installing ${missing[*]}"
  install_quietly "${missing[@]}"
fi

# npm writes node_modules/.package-lock.json last, so its age says which lock file was installed.
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  echo "setup: installing npm packages"
  npm ci --loglevel=error
  touch node_modules/.package-lock.json
fi
