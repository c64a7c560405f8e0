// What was bought, as bytes: where FOCUS is written by another program than the one that has the data.
#pragma once

#include <string>
#include <string_view>

#include "core/pass.h"
#include "report/focus.h"

namespace prorata::report {

class BoughtPacker final : public BoughtTaker {
 public:
  Result<void> take(const SetsHead& head, const std::vector<Window>& steps, const rollup::Bought& bought) override;
  /// Without the question: who asked it has it.
  [[nodiscard]] std::string bytes() { return packer_.take(); }

 private:
  Packer packer_;
};
/// Hands it on. Errors (internal): the bytes are not all that the packer wrote.
[[nodiscard]] Result<void> unpack_bought(std::string_view bytes, query::Question question, BoughtTaker& taker);

}  // namespace prorata::report
