// What answers of several paths share. Internal to the folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/serve/http.h"
#include "cli/serve/questions.h"
#include "core/notice.h"
#include "pricing/price_book.h"

namespace prorata::cli::serve {

/// What formats without a place for it say in headers. Texts of the data must not get into one: notices have their
/// names.
/// words: also notices that words of the question have no effect, as the body has no place for it.
void add_headers(std::vector<std::string> warnings, bool partial, const std::vector<Notice>& notices, bool words,
                 Reply& reply);

/// The server's prices, or those of the request. own: where they are kept.
[[nodiscard]] const pricing::PriceBook& prices_of(const Asked& asked, const pricing::PriceBook& servers, Instant now,
                                                  std::optional<pricing::PriceBook>& own);

}  // namespace prorata::cli::serve
