// Everything up to amounts, computed once per dataset, method and cut of time; a new price starts after it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "allocation/allocate.h"
#include "cluster/cluster.h"
#include "core/result.h"
#include "pipeline/store.h"
#include "plan/planner.h"
#include "pricing/price_book.h"
#include "query/question.h"
#include "report/answer.h"

namespace prorata::pipeline {

class Dataset {
 public:
  /// keep: answers may still come in, so the store keeps what it has. ErrorCode::no_data where nothing ran.
  [[nodiscard]] static Result<std::unique_ptr<Dataset>> build(Store& store, const plan::Layout& layout,
                                                              const std::string& cluster, bool keep);

  /// Notices of the answer are those of the store, of the data and of this question.
  [[nodiscard]] Result<report::Answer> allocate(const query::Question& question, const pricing::PriceBook& prices);
  [[nodiscard]] Result<report::Assets> assets(const query::Question& question, const pricing::PriceBook& prices);
  [[nodiscard]] Notices all_notices() const;
  /// Kubernetes labels that the data has, in the spelling of kube-state-metrics (`app_kubernetes_io_name`), sorted.
  [[nodiscard]] std::vector<std::string> label_names() const;

 private:
  Dataset(Store& store, const plan::Layout& layout) : store_(store), names_(store.names), layout_(layout) {}
  const allocation::Amounts& amounts(const query::Question& question, const std::vector<Window>& steps);

  const Store& store_;
  const Names& names_;
  plan::Layout layout_;
  cluster::Cluster cluster_;
  allocation::Usage usage_;
  Notices notices_;  ///< of series, cluster and usage

  struct Cached {
    query::Method method;
    allocation::Amounts amounts;
    Notices notices;
  };
  std::optional<Cached> cached_;
};

}  // namespace prorata::pipeline
