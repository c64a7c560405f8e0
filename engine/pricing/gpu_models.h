// Product names of GPUs, which every source spells in another way.
#pragma once

#include <string_view>

namespace prorata::pricing {

/// Whether `product` has all words of `model`: words are letters and digits, capitals and a trailing "gb" aside, so
/// that "a100-80gb" is in "NVIDIA-A100-SXM4-80GB" and "L4" is not in "NVIDIA-L40S".
[[nodiscard]] bool has_words(std::string_view product, std::string_view model);

/// More dollars an hour than one GPU of this product costs anywhere: above it a price is that of a whole instance.
[[nodiscard]] double most_of_gpu(std::string_view product);

}  // namespace prorata::pricing
