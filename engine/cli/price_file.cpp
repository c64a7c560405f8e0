// YAML through yaml-cpp's nodes, which keep a scalar's text as it was written.
#include "cli/price_file.h"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "cli/currencies.h"
#include "core/json_text.h"

namespace prorata::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Aliases may multiply a small file without end.
constexpr int kMaxNodes = 200000;
constexpr int kMaxDepth = 32;

class Converter {
 public:
  explicit Converter(std::string_view file) : file_(file) {}

  Result<Json> convert(const YAML::Node& node, int depth = 0) {
    if (++nodes_ > kMaxNodes || depth > kMaxDepth) return fail("is too large or too deeply nested", line_of(node));
    if (node.IsMap()) return convert_map(node, depth);
    if (node.IsSequence()) return convert_list(node, depth);
    return Json{{"value", node.IsScalar() ? node.Scalar() : std::string()}, {"line", line_of(node)}};
  }

  /// A code that looks like one and is none would be printed beside every amount.
  [[nodiscard]] Result<void> check_currency(const Json& root) const {
    const auto currency = root.find("currency");
    if (currency == root.end() || !currency->contains("line")) return {};
    const std::string code = (*currency)["value"];
    const bool looks_like_one = code.size() == 3 && code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == code.npos;
    if (!looks_like_one || is_currency(code)) return {};
    Error error = fail("\"" + code + "\" is no currency of ISO 4217", (*currency)["line"]);
    error.hint = "use a code such as USD, EUR or CNY";
    return error;
  }

 private:
  static int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

  [[nodiscard]] Error fail(const std::string& what, int line) const {
    const std::string where = file_ + ":" + std::to_string(line);
    return {ErrorCode::bad_usage, where + ": " + what, "see docs/prices.md", where};
  }

  Result<Json> convert_map(const YAML::Node& node, int depth) {
    Json object = Json::object();
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) return fail("a name must be a text", line_of(entry.first));
      const std::string& name = entry.first.Scalar();
      if (object.contains(name)) return fail("\"" + name + "\" stands here twice", line_of(entry.first));
      auto value = convert(entry.second, depth + 1);
      if (!value) return value.error();
      object[name] = *std::move(value);
    }
    return object;
  }

  Result<Json> convert_list(const YAML::Node& node, int depth) {
    Json list = Json::array();
    for (const auto& entry : node) {
      auto value = convert(entry, depth + 1);
      if (!value) return value.error();
      list.push_back(*std::move(value));
    }
    return list;
  }

  std::string file_;
  int nodes_ = 0;
};

/// Line of the "---" before a second document, of which the parser says where its first value stands.
int marker_of(std::string_view text, const YAML::Node& second) {
  int line = 0, found = 0;
  for (std::size_t at = 0; at < text.size() && line <= second.Mark().line; ++line) {
    if (text.substr(at).starts_with("---")) found = line;
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  }
  return found + 1;
}

}  // namespace

Result<std::string> yaml_to_json(const std::string& text, std::string_view file_name, std::string_view example) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    const YAML::Node root = documents.empty() ? YAML::Node() : documents.front();
    if (documents.size() > 1) {
      const std::string where = std::string(file_name) + ":" + std::to_string(marker_of(text, documents[1]));
      return Error{ErrorCode::bad_usage, where + ": a second document begins here, and only the first would be read",
                   "keep one document per file", where};
    }
    if (!root.IsMap()) {
      return Error{ErrorCode::bad_usage, std::string(file_name) + ": the file is empty or no mapping",
                   "start from " + std::string(example), std::string(file_name)};
    }
    Converter converter(file_name);
    const auto json = converter.convert(root);
    if (!json) return json.error();
    if (auto known = converter.check_currency(*json); !known) return known.error();
    return json->dump(-1, ' ', false, Json::error_handler_t::replace);
  } catch (const YAML::Exception& problem) {
    const std::string where = std::string(file_name) + ":" + std::to_string(problem.mark.line + 1);
    return Error{ErrorCode::bad_usage, where + ": this is no YAML: " + problem.msg, "see docs/prices.md", where};
  }
}

Result<pricing::PriceBook> read_price_file(const std::string& text, std::string_view file_name) {
  const auto json = pricing::is_price_csv(text) ? Result(json_text(text)) : yaml_to_json(text, file_name);
  return json ? pricing::read_price_book(*json, file_name) : json.error();
}

}  // namespace prorata::cli
