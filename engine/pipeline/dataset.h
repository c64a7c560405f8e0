// Everything up to amounts, computed once per dataset, method and cut of time; a new price starts after it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "allocation/allocate.h"
#include "allocation/charges.h"
#include "cluster/cluster.h"
#include "core/result.h"
#include "explain/explain.h"
#include "pipeline/store.h"
#include "plan/planner.h"
#include "pricing/charge_money.h"
#include "pricing/price_book.h"
#include "pricing/rates.h"
#include "query/question.h"
#include "report/answer.h"
#include "report/focus.h"
#include "report/sets.h"
#include "sharing/step_costs.h"

namespace prorata::pipeline {

class Dataset {
 public:
  /// keep: answers may still come in, so the store keeps what it has. ErrorCode::no_data where nothing ran.
  [[nodiscard]] static Result<std::unique_ptr<Dataset>> build(Store& store, const plan::Layout& layout,
                                                              const std::string& cluster,
                                                              const std::vector<query::GpuShare>& gpus, bool keep);

  /// About how many bytes a question holds while it is computed: rows by steps. 0 where it is an error.
  [[nodiscard]] std::uint64_t bytes_for(const query::Question& question);

  /// Notices of the answer are those of the store, of the data and of this question.
  [[nodiscard]] Result<report::Answer> allocate(const query::Question& question, const pricing::PriceBook& prices);
  /// The same step by step. Errors of the taker, and bad_usage for a question with a limit of rows.
  [[nodiscard]] Result<void> allocate_sets(const query::Question& question, const pricing::PriceBook& prices,
                                           report::SetsTaker& taker);
  /// What was bought, and what it became. Errors: of the taker, and bad_usage where costs are moved between what was
  /// bought.
  [[nodiscard]] Result<void> allocate_bought(const query::Question& question, const pricing::PriceBook& prices,
                                             report::BoughtTaker& taker);
  [[nodiscard]] Result<report::Assets> assets(const query::Question& question, const pricing::PriceBook& prices);
  /// of: what to explain, as conditions of a filter; the question says how costs are charged and shared. at: only the
  /// cost hour that this time lies in.
  [[nodiscard]] Result<explain::Derivation> explain(const query::Question& question, const query::Explained& of,
                                                    std::optional<Instant> at, const pricing::PriceBook& prices);
  [[nodiscard]] Notices all_notices() const;
  /// Kubernetes labels, or annotations, that the data has, in the spelling of kube-state-metrics
  /// (`app_kubernetes_io_name`), sorted.
  [[nodiscard]] std::vector<std::string> label_names(bool annotations = false) const;
  /// That nodes or pods are in, sorted.
  [[nodiscard]] std::vector<std::string> clusters() const;

 private:
  /// Labels and services that are asked for and that nothing has.
  void note_missing(const query::Question& question, Notices& notices) const;
  Dataset(Store& store, const plan::Layout& layout) : store_(store), names_(store.names), layout_(layout) {}
  /// What does not depend on prices; kept for the next question.
  struct Cells {
    Cells() {}  // NOLINT: clang does not see before the class ends that the implicit one is there
    query::Method method{};
    bool charge_waiting = false;
    allocation::Amounts amounts;
    allocation::Charges charges;
    Notices notices;
    mutable rollup::Maxima maxima{};
  };
  /// What a price adds to it.
  struct Priced {
    pricing::Rates rates;
    pricing::ChargeRates charge_rates;
    pricing::ChargeMoney charge_money;
    sharing::StepCosts costs;
    Notices notices;
    std::vector<Notice> weighed;  ///< with what they concern; set by `share`
    double factor = 1;            ///< of a bill, on all rates
  };
  /// Cuts the cluster to the question's window. Errors (bad_usage): it is not within what was loaded.
  [[nodiscard]] Result<Window> enter(const query::Question& question);
  [[nodiscard]] query::Method method_of(const query::Question& question) const;
  /// With the method that is used.
  [[nodiscard]] query::Question as_charged(query::Question question) const;
  const Cells& cells(const query::Question& question, const std::vector<Window>& steps);
  [[nodiscard]] Result<Priced> price(const Cells& cells, const std::vector<Window>& steps,
                                     const pricing::PriceBook& prices) const;
  [[nodiscard]] Result<Priced> price_once(const Cells& cells, const std::vector<Window>& steps,
                                          const pricing::PriceBook& prices, double factor,
                                          const pricing::WhatIf& what_if, Notices notices) const;
  [[nodiscard]] Result<void> share(const query::Question& question, const pricing::PriceBook& prices,
                                   const std::vector<Window>& steps, Priced& priced, sharing::Ledger* ledger = nullptr,
                                   std::unique_ptr<sharing::StepCosts>* before_rules = nullptr);
  [[nodiscard]] Duration cost_hour() const;

  const Store& store_;
  const Names& names_;
  plan::Layout layout_;
  cluster::Cluster cluster_;                 ///< as it was in the window that was asked last
  std::optional<cluster::Lifetimes> whole_;  ///< of all that was loaded, once a part of it was asked
  allocation::Usage usage_;
  series::Frame weights_;  ///< what rules may share by
  Notices notices_;        ///< of series, cluster and usage

  std::optional<Cells> cached_;
};

}  // namespace prorata::pipeline
