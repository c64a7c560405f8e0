// Price files for tests, as hosts hand them in.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "pricing/price_book.h"

namespace prorata::pricing {

inline const std::string kHead = R"("format":"prorata.prices/1","currency":"USD",)";
inline const std::string kUnits =
    R"("units":{"cpu":"core-hour","memory":"GiB-hour","gpu":"gpu-hour","node":"hour","storage":"GiB-month",)"
    R"("loadBalancer":"hour","network":"GiB","line":"hour"})";

/// A file in dollars with all units, and these fields.
inline std::string with(const std::string& fields) {
  return "{" + kHead + kUnits + "," + fields + "}";
}

inline PriceBook book_of(const std::string& fields) {
  auto book = read_price_book(with(fields), "p");
  EXPECT_TRUE(book) << book.error().message;
  return book ? *std::move(book) : PriceBook{};
}

/// Objects of a notice; none where there is no such notice.
inline std::vector<std::string> objects_of(const Notices& notices, std::string_view id) {
  const Notice* found = notices.find(id);
  return found == nullptr ? std::vector<std::string>{} : found->objects;
}

}  // namespace prorata::pricing
