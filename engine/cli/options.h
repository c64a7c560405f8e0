// The command line as values. Nothing here is checked beyond its shape: inputs.h makes it mean something.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace prorata::cli {

enum class Verb : std::uint8_t { plan, record, allocate, merge, assets, explain, check, rules, serve, calculate };

/// How to talk to a server. Holds credentials, so it is never printed.
struct Connection {
  std::vector<std::string> headers;  ///< "Name: value"
  std::string user;                  ///< "name:password"
  std::string bearer_file;
  std::string timeout = "2m";
  std::string compressed = "auto";
};

struct Options {
  Verb verb = Verb::allocate;
  std::vector<std::string> metrics;  ///< [NAME=]SOURCE
  std::string window = "24h";
  bool window_given = false;
  std::string resolution = "auto";
  std::string mode = "stepped";
  std::string match;
  std::vector<std::string> weights;  ///< NAME=PROMQL
  std::vector<std::string> aliases;  ///< KEY=LABEL
  std::string cluster;
  std::string zone = "UTC";
  std::string now;
  std::string dialect = "prorata";
  std::string week_start;  ///< empty: the dialect's
  std::string aggregate = "namespace";
  std::string filter;
  std::string step = "window", accumulate;
  std::string method = "interval";
  std::string config;                                  ///< a file; options stand before it
  std::string idle_by, idle_split, idle_coefficients;  ///< empty: as the config has it, else by default
  std::vector<std::string> shares;
  std::string compare;  ///< a second method; empty: none
  std::string idle;
  bool charge_waiting = true;
  std::string shard;
  std::vector<std::string> of;  ///< KEY=VALUE of what `explain` explains
  std::string at;               ///< in which hour; empty: in the whole window
  bool partial = false;
  std::vector<std::string> parts;  ///< files that `merge` reads
  std::vector<std::string> words;  ///< what `calculate` calculates
  std::string prices;
  std::string what_if;
  std::string format = "table";
  std::string billing_account, invoice_issuer;  ///< of FOCUS
  std::string output;
  bool anonymize = false;
  std::string salt;
  std::string listen = "127.0.0.1:9003";
  std::string page;  ///< folder of the page; empty: beside the program; "none": no page
  std::string memory = "1GiB";
  std::string retry_partial = "30s";
  std::optional<unsigned> threads;  ///< 0: as many as there are processors
  Connection connection;
};

/// What a command line is: options to work with, or a text to print and the exit code that goes with it.
struct Printed {
  std::string text;
  int exit_code = 0;
};
/// At least one.
[[nodiscard]] unsigned threads_of(const Options& options);
[[nodiscard]] std::variant<Options, Printed> parse_arguments(int argc, const char* const* argv);

}  // namespace prorata::cli
