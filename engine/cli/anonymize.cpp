// Rewrites the parts of an answer that hold names and copies everything else byte for byte.
#include "cli/anonymize.h"

#include <algorithm>
#include <array>
#include <random>

#include <nlohmann/json.hpp>

#include "cli/json_text.h"
#include "cli/sha256.h"

namespace prorata::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Labels whose values are words of Kubernetes or of a cloud's price list, and which computing cost needs.
constexpr std::array<std::string_view, 17> kWords{
    "__name__", "resource", "unit",          "phase", "condition", "status", "reason", "type",     "os",
    "region",   "zone",     "instance_type", "arch",  "spot",      "cpu",    "le",     "modelName"};
/// Node labels that prices are looked up by.
constexpr std::array<std::string_view, 8> kPriceLabels{"instance_type",      "_region",          "_zone",
                                                       "kubernetes_io_arch", "kubernetes_io_os", "capacity_type",
                                                       "capacityType",       "provisioning"};

bool is_word_label(std::string_view label) {
  if (std::find(kWords.begin(), kWords.end(), label) != kWords.end() || label.ends_with("_kind")) return true;
  return label.starts_with("label_") &&
         std::any_of(kPriceLabels.begin(), kPriceLabels.end(),
                     [&](std::string_view part) { return label.find(part) != std::string_view::npos; });
}

/// A remark of the server may name anything; its kind says whether data is missing.
Json without_words(const Json& value) {
  if (value.is_array()) {
    Json list = Json::array();
    for (const Json& entry : value) list.push_back(without_words(entry));
    return list;
  }
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  for (const char* kind : {"PromQL info:", "PromQL warning:"}) {
    if (text.starts_with(kind)) return std::string(kind) + " (removed)";
  }
  return "(removed)";
}

}  // namespace

std::string Anonymizer::hashed(std::string_view value) const {
  constexpr char kDigits[] = "0123456789abcdef";
  constexpr std::size_t kShownBytes = 5;
  if (value.empty()) return "";
  const auto digest = sha256(std::to_string(salt_.size()) + ":" + salt_ + std::string(value));
  std::string text = "x";
  for (std::size_t i = 0; i < kShownBytes; ++i) text.append({kDigits[digest[i] >> 4], kDigits[digest[i] & 15]});
  return text;
}

std::string Anonymizer::value(std::string_view label, std::string_view text) const {
  if (is_word_label(label) || (label == "container" && text == "POD") || text == "<none>") return std::string(text);
  // The cloud's name decides which prices apply: aws:///eu-central-1a/i-0abc.
  const std::size_t scheme = label == "provider_id" ? text.find("://") : std::string_view::npos;
  if (scheme != std::string_view::npos)
    return std::string(text.substr(0, scheme + 3)) + hashed(text.substr(scheme + 3));
  return hashed(text);
}

std::string Anonymizer::answer(std::string_view json) const {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = json.find('"'); at != std::string_view::npos; at = json.find('"', at)) {
    const std::size_t end = text_end(json, at);
    const std::string_view name = json.substr(at + 1, end - at - 2);
    const auto begin = value_after(json, end);
    at = end;
    const bool labels = name == "metric", remark = name == "warnings" || name == "infos" || name == "error";
    if (!begin || (!labels && !remark)) continue;
    at = value_end(json, *begin);
    const Json value = Json::parse(json.substr(*begin, at - *begin), nullptr, false);
    if (value.is_discarded()) continue;
    Json replaced = remark ? without_words(value) : Json::object();
    if (labels && value.is_object()) {
      for (const auto& [label, text] : value.items())
        replaced[label] = text.is_string() ? Json(this->value(label, text.get<std::string>())) : text;
    }
    out.append(json.substr(copied, *begin - copied))
        .append(replaced.dump(-1, ' ', false, Json::error_handler_t::replace));
    copied = at;
  }
  return out.append(json.substr(copied));
}

std::string random_salt() {
  std::random_device device;
  std::string salt;
  for (int word = 0; word < 8; ++word) salt += std::to_string(device());
  return salt;
}

}  // namespace prorata::cli
