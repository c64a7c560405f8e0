// What reports are written from, as bytes: where the program that answers questions and the one that writes files are
// two, as on the page. Both must be of the same version.
#pragma once

#include <string>
#include <string_view>

#include "core/pass.h"
#include "core/result.h"
#include "explain/explain.h"
#include "report/answer.h"
#include "report/sets.h"

namespace prorata::report {

/// The bytes are not what was packed.
[[nodiscard]] Error of_another_version();

/// Without the question, but for the method that was used.
void pass(Pass& pass, SetsHead& head);

/// Without the question: who asked it has it.
[[nodiscard]] std::string pack(const Answer& answer);
[[nodiscard]] std::string pack(const Assets& assets);
[[nodiscard]] std::string pack(const explain::Derivation& derivation);

/// An answer step by step.
class SetsPacker final : public SetsTaker {
 public:
  Result<void> begin(const SetsHead& head) override;
  Result<void> take(const rollup::Set& set) override;
  Result<void> end() override { return {}; }
  [[nodiscard]] std::string bytes() { return packer_.take(); }

 private:
  Packer packer_;
};
/// Hands the sets on, from begin to end.
[[nodiscard]] Result<void> unpack_sets(std::string_view bytes, query::Question question, SetsTaker& taker);

/// Errors (internal): the bytes are not all that `pack` wrote.
[[nodiscard]] Result<Answer> unpack_answer(std::string_view bytes, query::Question question);
[[nodiscard]] Result<Assets> unpack_assets(std::string_view bytes);
/// of: what was asked to be explained.
[[nodiscard]] Result<explain::Derivation> unpack_derivation(std::string_view bytes, query::Explained of);

}  // namespace prorata::report
