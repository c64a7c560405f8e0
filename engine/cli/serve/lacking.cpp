#include "cli/serve/lacking.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace prorata::cli::serve {
namespace {

constexpr std::string_view kLacking[] = {"query-given-up", "recorded-error", "unreadable-answer", "recording-damaged",
                                         "source-warned"};

}  // namespace

bool lacks_data(const Notice& notice) {
  return std::find(std::begin(kLacking), std::end(kLacking), notice.id) != std::end(kLacking);
}

bool lacks_data(const std::vector<Notice>& notices) {
  return std::any_of(notices.begin(), notices.end(), [](const Notice& notice) { return lacks_data(notice); });
}

}  // namespace prorata::cli::serve
