// YAML through yaml-cpp's nodes, which keep a scalar's text as it was written.
#include "cli/price_file.h"

#include <set>

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

}  // namespace

Result<std::string> yaml_to_json(const std::string& text, std::string_view file_name, std::string_view example) {
  try {
    const YAML::Node root = YAML::Load(text);
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
