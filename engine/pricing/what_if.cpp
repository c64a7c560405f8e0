// "spot:35,cpu:-10" → what prices would be.
#include <algorithm>
#include <string>

#include "core/number.h"
#include "pricing/price_book.h"

namespace prorata::pricing {
Result<WhatIf> parse_what_if(std::string_view text) {
  WhatIf what_if{};
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const std::size_t colon = std::min(part.find(':'), part.size());
    const auto* const field = std::find_if(std::begin(kWhatIf), std::end(kWhatIf),
                                           [&](const WhatIfField& each) { return each.name == part.substr(0, colon); });
    const auto value = parse_number(part.substr(std::min(part.size(), colon + 1)));
    if (field == std::end(kWhatIf) || !value || !(*value >= field->least && *value <= field->most)) {
      return Error{ErrorCode::bad_usage, "\"" + std::string(part) + "\" changes no price",
                   "write NAME:PERCENT with cpu, ram, gpu, disk (-99 to 1000), spot, committed (0 to 100) or saving "
                   "(0 to 99), such as spot:35,cpu:-10",
                   ""};
    }
    what_if[static_cast<std::size_t>(field - std::begin(kWhatIf))] = *value;
  }
  return what_if;
}

}  // namespace prorata::pricing
