#include "report/packed.h"

#include <utility>

#include "core/pass.h"

namespace prorata::report {
namespace {

void pass_currency(Pass& pass, Currency& currency) {
  pass.text(currency.code);
  pass.plain(currency.digits);
}

void pass_notices(Pass& pass, std::vector<Notice>& notices) {
  pass.all<Notice>(notices, prorata::pass);
}

void pass_costs(Pass& pass, CostColumns& costs) {
  for (const auto resource : rollup::kResourceColumns) {
    ResourceColumns& columns = costs.*resource;
    pass.column(columns.cost);
    pass.column(columns.own);
    for (const auto amounts : {&ResourceColumns::charged, &ResourceColumns::requested, &ResourceColumns::used,
                               &ResourceColumns::requested_known}) {
      pass.column(columns.*amounts);
    }
  }
  for (const auto charges : rollup::kChargeColumns) pass.column(costs.*charges);
  pass.column(costs.total);
  for (const auto ratios :
       {&CostColumns::efficiency, &CostColumns::cpu_efficiency, &CostColumns::ram_efficiency, &CostColumns::share,
        &CostColumns::workload_idle_ratio, &CostColumns::cpu_usage_max, &CostColumns::ram_usage_max}) {
    pass.column(costs.*ratios);
  }
  pass.column(costs.workload_idle);
  pass.column(costs.custom);
  pass.column(costs.running_ms);
}

void pass_groups(Pass& pass, rollup::Groups& groups) {
  pass.column(groups.kind);
  pass.texts(groups.name);
  pass.all<std::vector<std::string>>(groups.keys, [](Pass& each, std::vector<std::string>& key) { each.texts(key); });
  pass_costs(pass, groups.rows);
  pass_costs(pass, groups.totals);
  for (const auto money : {&rollup::Groups::step_cost, &rollup::Groups::step_totals, &rollup::Groups::rule_cost}) {
    pass.column(groups.*money);
  }
  pass.column(groups.running);
  pass.column(groups.running_end);
  for (const auto money : {&rollup::Groups::asset_cost, &rollup::Groups::idle_cost, &rollup::Groups::allocation_cost}) {
    pass.plain(groups.*money);
  }
  pass.plain(groups.remainder);
}

void pass_properties(Pass& pass, rollup::Properties& properties) {
  pass.all<rollup::Properties::value_type>(properties, [](Pass& each, rollup::Properties::value_type& property) {
    each.text(property.first);
    each.text(property.second);
  });
}

constexpr std::string rollup::Member::*kMemberTexts[]{
    &rollup::Member::cluster,    &rollup::Member::node, &rollup::Member::name_space, &rollup::Member::controller_kind,
    &rollup::Member::controller, &rollup::Member::pod,  &rollup::Member::container,  &rollup::Member::provider_id};

void pass_member(Pass& pass, rollup::Member& member) {
  pass.plain(member.running);
  for (const auto text : kMemberTexts) pass.text(member.*text);
  pass_properties(pass, member.labels);
  pass_properties(pass, member.namespace_labels);
  pass.plain(member.volume_byte_hours);
}

void pass_set(Pass& pass, rollup::Set& set) {
  pass.plain(set.window);
  pass.plain(set.cut_short);
  pass_groups(pass, set.groups);
  pass.all<rollup::Member>(set.members, pass_member);
}

void pass_answer(Pass& pass, Answer& answer) {
  pass_groups(pass, answer);
  pass.plain(answer.window);
  pass.plain(answer.asked);
  pass.plain(answer.resolution);
  pass.text(answer.mode);
  pass_currency(pass, answer.currency);
  pass.column(answer.steps);
  pass.column(answer.step_cut_short);
  pass.plain(answer.partial);
  pass.plain(answer.question.method);
  pass_notices(pass, answer.notices);
}

constexpr std::vector<std::string> Assets::*kAssetTexts[]{
    &Assets::cluster, &Assets::name,         &Assets::provider_id, &Assets::instance_type, &Assets::region,
    &Assets::zone,    &Assets::price_source, &Assets::detail,      &Assets::unit,          &Assets::state};
constexpr std::vector<double> Assets::*kAssetNumbers[]{
    &Assets::cpu_cores,       &Assets::ram_gib,         &Assets::gpus,
    &Assets::disk_gib,        &Assets::amount,          &Assets::rate,
    &Assets::cpu_allocatable, &Assets::ram_allocatable, &Assets::cpu_overhead,
    &Assets::ram_overhead};
constexpr std::vector<Money> Assets::*kAssetMoney[]{
    &Assets::hourly_price, &Assets::cpu_cost,  &Assets::ram_cost,      &Assets::gpu_cost,      &Assets::disk_cost,
    &Assets::total_cost,   &Assets::idle_cost, &Assets::reserved_cost, &Assets::unmounted_cost};

void pass_assets(Pass& pass, Assets& assets) {
  pass.plain(assets.window);
  pass_currency(pass, assets.currency);
  pass.column(assets.kind);
  for (const auto texts : kAssetTexts) pass.texts(assets.*texts);
  pass.column(assets.spot);
  pass.column(assets.alive);
  for (const auto numbers : kAssetNumbers) pass.column(assets.*numbers);
  for (const auto money : kAssetMoney) pass.column(assets.*money);
  pass_notices(pass, assets.notices);
  pass.plain(assets.total);
}

using explain::Derivation, explain::Term;

constexpr std::string Term::*kTermTexts[]{&Term::cluster,      &Term::name_space, &Term::pod,  &Term::container,
                                          &Term::node,         &Term::what,       &Term::unit, &Term::queries,
                                          &Term::price_source, &Term::given_to};

void pass_received(Pass& pass, explain::Received& received) {
  pass.text(received.from);
  pass.plain(received.time);
  pass.plain(received.method);
  for (const auto money :
       {&explain::Received::source, &explain::Received::pool, &explain::Received::portion, &explain::Received::cost}) {
    pass.plain(received.*money);
  }
  pass.plain(received.coefficient);
  pass.plain(received.namespaces);
  pass.plain(received.weight);
  pass.plain(received.weights);
  pass.text(received.metric);
  pass.plain(received.unit);
}

void pass_asked(Pass& pass, explain::Asked& asked) {
  pass.plain(asked.plan);
  pass.text(asked.match);
  pass.text(asked.gpus);
  pass.text(asked.weights);
  pass.column(asked.samples);
}

void pass_term(Pass& pass, Term& term) {
  pass.plain(term.kind);
  for (const auto text : kTermTexts) pass.text(term.*text);
  pass.plain(term.per_unit);
  pass.plain(term.running_ms);
  pass.plain(term.unknown_usage_ms);
  pass.plain(term.intervals);
  pass.plain(term.sampled);
  pass.plain(term.resource);
  pass.column(term.hours);
  pass.all<explain::Received>(term.received, pass_received);
  for (const auto money :
       {&Term::own, &Term::less, &Term::idle_received, &Term::share_received, &Term::given, &Term::total}) {
    pass.plain(term.*money);
  }
}

void pass_derivation(Pass& pass, Derivation& derivation) {
  pass.plain(derivation.window);
  pass_currency(pass, derivation.currency);
  pass.plain(derivation.method);
  pass.plain(derivation.idle);
  pass.all<Term>(derivation.terms, pass_term);
  pass.text(derivation.origins);
  pass.plain(derivation.split.method);
  pass.plain(derivation.split.weights);
  pass_asked(pass, derivation.asked);
  pass.plain(derivation.total);
}

template <class Value>
Result<Value> read(std::string_view bytes, void (*pass)(Pass&, Value&)) {
  Value value;
  if (unpack(bytes, value, pass)) return value;
  return of_another_version();
}

}  // namespace

Error of_another_version() {
  return {ErrorCode::internal, "The answer was made by another version of prorata.", "Load the page again.", ""};
}

void pass(Pass& pass, SetsHead& head) {
  pass.plain(head.window);
  pass.plain(head.resolution);
  pass_currency(pass, head.currency);
  pass.plain(head.steps);
  pass.plain(head.partial);
  pass.plain(head.question.method);
  pass_notices(pass, head.notices);
}

std::string pack(const Answer& answer) {
  return packed(answer, pass_answer);
}
std::string pack(const Assets& assets) {
  return packed(assets, pass_assets);
}
std::string pack(const Derivation& derivation) {
  return packed(derivation, pass_derivation);
}

Result<void> SetsPacker::begin(const SetsHead& head) {
  pass(packer_, const_cast<SetsHead&>(head));  // a Packer only reads
  return {};
}
Result<void> SetsPacker::take(const rollup::Set& set) {
  pass_set(packer_, const_cast<rollup::Set&>(set));
  return {};
}

Result<void> unpack_sets(std::string_view bytes, query::Question question, SetsTaker& taker) {
  Unpacker unpacker(bytes);
  SetsHead head;
  pass(unpacker, head);
  question.method = head.question.method;
  head.question = std::move(question);
  if (auto begun = taker.begin(head); !begun) return begun;
  for (std::size_t s = 0; s < head.steps && unpacker.ok(); ++s) {
    rollup::Set set;
    pass_set(unpacker, set);
    if (!unpacker.ok()) break;
    if (auto taken = taker.take(set); !taken) return taken;
  }
  if (!unpacker.done()) return of_another_version();
  return taker.end();
}

Result<Answer> unpack_answer(std::string_view bytes, query::Question question) {
  auto answer = read<Answer>(bytes, pass_answer);
  if (!answer) return answer;
  question.method = answer->question.method;
  answer->question = std::move(question);
  return answer;
}
Result<Assets> unpack_assets(std::string_view bytes) {
  return read<Assets>(bytes, pass_assets);
}
Result<Derivation> unpack_derivation(std::string_view bytes, query::Explained of) {
  auto derivation = read<Derivation>(bytes, pass_derivation);
  if (derivation) derivation->of = std::move(of);
  return derivation;
}

}  // namespace prorata::report
