#include "cli/calculators.h"

#include <algorithm>
#include <tuple>

#include "insights/audit.h"
#include "insights/formulas.h"
#include "insights/outlook.h"
#include "insights/sizing.h"
#include "insights/vpa.h"

namespace prorata::cli {
namespace {

using namespace insights;

constexpr std::string_view kGuide = "AI FinOps practice: cost of GPUs, training and inference";
constexpr std::string_view kKubecost = "https://www.ibm.com/docs/en/kubecost";
constexpr std::string_view kCurrency = "currency", kPerMonth = "currency per month", kPercent = "%";
constexpr double kMonthHours = 730;

Field number(std::string_view name, std::string_view means, Allowed allowed = Allowed::not_negative,
             std::string_view fallback = {}) {
  return {name, means, FieldKind::number, allowed, fallback, true};
}
Field optional(std::string_view name, std::string_view means, Allowed allowed = Allowed::not_negative) {
  return {name, means, FieldKind::number, allowed, {}, false};
}
Field numbers(std::string_view name, std::string_view means, Allowed allowed = Allowed::not_negative,
              std::string_view fallback = {}) {
  return {name, means, FieldKind::numbers, allowed, fallback, true};
}
Field flag(std::string_view name, std::string_view means) {
  return {name, means, FieldKind::flag, Allowed::any, {}, false};
}
Figure maybe(std::string name, std::optional<double> value, std::string_view unit) {
  if (!value) return {std::move(name), std::monostate(), unit};
  return {std::move(name), *value, unit};
}

// Plans.

Result<Figures> run_gpu(const Given& given) {
  const double cost =
      gpu_cost(given.number("price"), given.number("discount"), given.number("gpus"), given.number("hours"));
  return Figures{{"cost", cost, kCurrency}};
}
Result<Figures> run_training(const Given& given) {
  const double gpus =
      gpu_cost(given.number("price"), given.number("discount"), given.number("gpus"), given.number("hours"));
  return Figures{{"gpuCost", gpus, kCurrency},
                 {"cost", gpus + given.number("storage") + given.number("network"), kCurrency}};
}
Result<Figures> run_inference(const Given& given) {
  return Figures{{"monthly",
                  inference_month(given.number("price"), given.number("instances"), given.number("redundancy")),
                  kPerMonth}};
}
Result<Figures> run_tokens(const Given& given) {
  return Figures{
      {"perMillionTokens", per_million_tokens(given.number("price"), given.number("per-second")), kCurrency}};
}
Result<Figures> run_return(const Given& given) {
  auto part = return_on(given.number("value"), given.number("cost"));
  if (part) *part *= 100;
  return Figures{maybe("returnPercent", part, kPercent)};
}
Result<Figures> run_efficiency(const Given& given) {
  const auto gain = gain_over_growth({given.number("performance-before"), given.number("performance-after")},
                                     {given.number("cost-before"), given.number("cost-after")});
  return Figures{maybe("efficiency", gain, ""), {"costGrows", gain.has_value(), ""}};
}
Result<Figures> run_utilisation(const Given& given) {
  return Figures{{"savedPercent", saved_by_utilisation(given.number("from"), given.number("to")) * 100, kPercent}};
}
Result<Figures> run_together(const Given& given) {
  return Figures{{"savedPercent", saved_together(given.all("saved")) * 100, kPercent}};
}
Result<Figures> run_zones(const Given& given) {
  const std::vector<double>& weights = given.all("weights");
  double sum = 0;
  for (const double weight : weights) sum += weight;
  if (sum <= 0)
    return Error{ErrorCode::bad_usage, "the weights of the zones are all 0", "give weights=1,1,1", "weights"};
  std::vector<double> shares;
  shares.reserve(weights.size());
  for (const double weight : weights) shares.push_back(weight / sum);
  const double share = crossing_share(shares), crossing = share * given.number("traffic");
  return Figures{{"crossShare", share, ""},
                 {"crossGb", crossing, "GB"},
                 {"cost", crossing * given.number("price") * given.number("directions"), kCurrency}};
}
Result<Figures> run_watermarks(const Given& given) {
  const double sum = given.number("cpu") + given.number("ram") + given.number("gpu");
  if (sum <= 0) return Error{ErrorCode::bad_usage, "all watermarks are 0", "give cpu=0.8 ram=0.4", "cpu"};
  Figures figures{{"cpu", given.number("cpu") / sum, ""}, {"ram", given.number("ram") / sum, ""}};
  if (given.number("gpu") > 0) figures.push_back({"gpu", given.number("gpu") / sum, ""});
  return figures;
}

// Sizes.

Result<Figures> run_krr(const Given& given) {
  const std::vector<double>&cpu = given.all("cpu"), &memory = given.all("memory");
  if (cpu.size() != memory.size()) {
    return Error{ErrorCode::bad_usage, "cpu and memory have one value for each pod each", "give as many of both",
                 "memory"};
  }
  std::vector<PodUse> pods;
  for (std::size_t i = 0; i < cpu.size(); ++i) pods.push_back({cpu[i], memory[i]});
  const Sizes sizes = krr_sizes(pods, given.number("memory-buffer"));
  const double cores_off = given.number("cpu-request") - static_cast<double>(sizes.cpu_millicores) / 1000;
  const double mib_off = given.number("memory-request") - static_cast<double>(sizes.memory_mib);
  constexpr std::string_view kWords[]{"good", "ok", "warning", "critical"};
  const double saved = given.number("replicas") * kMonthHours *
                       (cores_off * given.number("cpu-rate") + mib_off / 1024 * given.number("ram-rate"));
  return Figures{{"cpuMillicores", static_cast<double>(sizes.cpu_millicores), "m"},
                 {"memoryMiB", static_cast<double>(sizes.memory_mib), "MiB"},
                 {"severity", std::string(kWords[static_cast<std::size_t>(urgency_of(cores_off, mib_off))]), ""},
                 {"savedMonthly", saved, kPerMonth}};
}
Result<Figures> run_krr_score(const Given& given) {
  constexpr std::string_view kWords[]{"good", "ok", "warning", "critical"};
  std::vector<Urgency> all;
  for (const std::string& word : given.words.at("severities")) {
    const auto* const found = std::find(std::begin(kWords), std::end(kWords), word);
    if (found == std::end(kWords)) {
      return Error{ErrorCode::bad_usage, "severities: there is none \"" + word + "\"",
                   "severities are good, ok, warning and critical", "severities"};
    }
    all.push_back(static_cast<Urgency>(found - std::begin(kWords)));
  }
  const Score score = score_of(all);
  return Figures{{"score", static_cast<double>(score.points), "of 100"}, {"grade", std::string(1, score.grade), ""}};
}
Result<Figures> run_vpa_cpu(const Given& given) {
  const VpaSizes sizes = vpa_cpu(given.all("cores"), given.number("minutes"));
  return Figures{{"bucket", static_cast<double>(sizes.bucket), ""},
                 {"targetMillicores", static_cast<double>(sizes.target), "m"},
                 {"lowerMillicores", static_cast<double>(sizes.lower), "m"},
                 {"upperMillicores", static_cast<double>(sizes.upper), "m"}};
}
Result<Figures> run_vpa_memory(const Given& given) {
  const VpaSizes sizes = vpa_memory(given.all("peaks"));
  return Figures{{"bucket", static_cast<double>(sizes.bucket), ""},
                 {"targetBytes", static_cast<double>(sizes.target), "bytes"},
                 {"lowerBytes", static_cast<double>(sizes.lower), "bytes"},
                 {"upperBytes", static_cast<double>(sizes.upper), "bytes"}};
}
Result<Figures> run_out_of_memory(const Given& given) {
  return Figures{{"bytes", after_out_of_memory(given.number("used")), "bytes"}};
}
Result<Figures> run_target(const Given& given) {
  std::vector<double> sizes;
  sizes.reserve(given.all("target").size());
  for (const double target : given.all("target")) sizes.push_back(size_for_target(given.number("most"), target));
  return Figures{{"sizes", sizes, "as given"}};
}
Result<Figures> run_controller(const Given& given) {
  return Figures{{"monthly",
                  monthly_of({given.number("pods"), given.number("core-hours"), given.number("per-core-hour"),
                              given.number("minutes")}),
                  kPerMonth}};
}
Result<Figures> run_cluster(const Given& given) {
  const ClusterNeed need = cluster_need(given.number("requested"), given.number("daemons"), given.number("nodes"),
                                        given.number("cores"), given.number("target"));
  return Figures{
      {"needed", need.needed, "cores"}, {"usedPercent", need.used_part * 100, kPercent}, {"fits", need.fits, ""}};
}
Result<Figures> run_disk(const Given& given) {
  constexpr double kGbOfGib = 1.073741824;
  const double gib = disk_size(given.number("used"), given.number("headroom"));
  return Figures{{"gib", gib, "GiB"}, {"gb", gib * kGbOfGib, "GB"}};
}
Result<Figures> run_gp3(const Given& given) {
  std::vector<double> before, after, saved, baseline;
  for (const double gib : given.all("gib")) {
    const Migration both = gp2_to_gp3(gib);
    before.push_back(both.gp2);
    after.push_back(both.gp3);
    saved.push_back((1 - both.gp3 / both.gp2) * 100);
    baseline.push_back((1 - both.gp3_baseline / both.gp2) * 100);
  }
  return Figures{{"gp2Monthly", before, "USD"},
                 {"gp3Monthly", after, "USD"},
                 {"savedPercent", saved, kPercent},
                 {"baselineSavedPercent", baseline, kPercent}};
}

// Where spending goes.

Result<Figures> run_budget(const Given& given) {
  const BudgetPeriod period{given.number("amount"), given.number("spent"), given.number("elapsed"),
                            given.number("days")};
  if (period.elapsed_days > period.days) {
    return Error{ErrorCode::bad_usage, "elapsed is longer than the period", "give the days that are over of `days`",
                 "elapsed"};
  }
  const BudgetOutlook outlook = outlook_of(period, given.all("thresholds"));
  constexpr std::string_view kStates[]{"ok", "warning", "critical", "exceeded"};
  return Figures{{"percent", outlook.percent, kPercent},
                 {"crossed", outlook.crossed, kPercent},
                 {"forecast", outlook.forecast, kCurrency},
                 {"forecastPercent", outlook.forecast_percent, kPercent},
                 {"burn", outlook.burn, ""},
                 maybe("exhaustedAfterDays", outlook.exhausted_after, "days"),
                 {"state", std::string(kStates[static_cast<std::size_t>(outlook.state)]), ""}};
}
Result<Figures> run_anomaly(const Given& given) {
  constexpr std::size_t kLeastDays = 7;
  if (given.all("baseline").size() < kLeastDays) {
    return Error{ErrorCode::bad_usage, "baseline: fewer than seven days say nothing about an eighth",
                 "give the cost of each of the last 7 to 14 complete days", "baseline"};
  }
  const DayRules rules{given.number("z"), given.number("least"), given.number("least-percent") / 100,
                       given.number("mean-percent") / 100};
  const DayVerdict verdict = judge_day(given.all("baseline"), given.number("day"), rules);
  constexpr std::string_view kChanges[]{"none", "up", "down"};
  const auto word = [&](Change change) { return std::string(kChanges[static_cast<std::size_t>(change)]); };
  return Figures{{"median", verdict.median, kCurrency}, {"mad", verdict.deviation, kCurrency},
                 {"delta", verdict.delta, kCurrency},   maybe("z", verdict.z, ""),
                 {"anomaly", word(verdict.change), ""}, {"mean", verdict.mean, kCurrency},
                 {"byMean", word(verdict.by_mean), ""}};
}
Result<Figures> run_commitment(const Given& given) {
  const Commitment best = best_commitment(given.all("hourly"), given.number("discount"));
  return Figures{{"commit", best.per_hour, "currency per hour"},   {"cost", best.cost, "currency per hour"},
                 {"savedHourly", best.saved, "currency per hour"}, {"savedPercent", best.saved_part * 100, kPercent},
                 {"coveredPercent", best.covered * 100, kPercent}, {"inUsePercent", best.in_use * 100, kPercent}};
}

// Verdicts.

Result<Figures> run_audit(const Given& given) {
  const auto value = [&](std::string_view name) { return given.maybe(name); };
  AuditFacts facts;
  facts.gpu_used = value("gpu-used"), facts.cpu_used = value("cpu-used");
  facts.spot_cost = value("spot-cost"), facts.interruptible_cost = value("interruptible-cost");
  facts.idle_gpus = value("idle-gpus"), facts.committed_percent = value("committed");
  facts.cold_ssd_percent = value("cold-ssd"), facts.orphans = value("orphans"),
  facts.orphan_cost = value("orphan-cost");
  facts.cross_zone_percent = value("cross-zone"), facts.pods = value("pods"), facts.unlabelled = value("unlabelled");
  facts.unexplained_percent = value("unexplained");
  const std::tuple<std::string_view, std::optional<double>, std::string_view, std::optional<double>> kParts[]{
      {"unlabelled", facts.unlabelled, "pods", facts.pods},
      {"spot-cost", facts.spot_cost, "interruptible-cost", facts.interruptible_cost}};
  for (const auto& [part, of_part, whole, of_whole] : kParts) {
    if (!of_part || !of_whole || *of_part <= *of_whole) continue;
    return Error{ErrorCode::bad_usage, std::string(part) + " is more than " + std::string(whole), "it is a part of it",
                 std::string(part)};
  }
  const Audit result = audit(facts);
  if (result.evaluated == 0) {
    return Error{ErrorCode::bad_usage, "no check has its facts", "give such as gpu-used=62 cpu-used=54", "audit"};
  }
  constexpr std::string_view kVerdicts[]{"pass", "warn", "fail", "unknown"};
  Figures figures;
  for (const AuditCheck& check : result.checks) {
    figures.push_back({std::string(check.name), std::string(kVerdicts[static_cast<std::size_t>(check.verdict)]), ""});
    if (check.name == "labels") figures.push_back(maybe("labelPercent", check.value, kPercent));
  }
  figures.push_back({"score", result.score, "of 100"});
  figures.push_back({"evaluated", static_cast<double>(result.evaluated), "checks"});
  figures.push_back({"of", static_cast<double>(kAuditChecks), "checks"});
  return figures;
}
Result<Figures> run_rolling(const Given& given) {
  const RollingUpdate update = rolling_update(given.number("replicas"), given.number("max-unavailable"));
  return Figures{
      {"unavailable", update.unavailable, "replicas"}, {"ratio", update.ratio, ""}, {"passes", update.passes, ""}};
}
Result<Figures> run_health(const Given& given) {
  const int score = health_of({given.flag("memory-full"), given.flag("not-ready"), given.flag("memory-pressure"),
                               given.flag("one-zone"), given.flag("one-master"), given.flag("disk-fills")});
  return Figures{{"score", static_cast<double>(score), "of 100"}};
}

std::vector<Field> with(std::vector<Field> fields, std::vector<Field> more) {
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

std::vector<Field> gpu_fields() {
  return {number("price", "of one GPU and hour"), number("discount", "of spot, 0 to 1", Allowed::part, "0"),
          number("gpus", "how many", Allowed::positive, "1"), number("hours", "how long each of them runs")};
}

std::vector<Calculator> plans() {
  return {
      {"gpu", "What GPUs cost for a time", "price x (1 - discount) x gpus x hours", kGuide, gpu_fields(), run_gpu},
      {"training", "What a training run costs", "price x (1 - discount) x gpus x hours + storage + network", kGuide,
       with(gpu_fields(), {number("storage", "its cost", Allowed::not_negative, "0"),
                           number("network", "its cost", Allowed::not_negative, "0")}),
       run_training},
      {"inference",
       "What a service costs in a month of 720 hours",
       "price x 720 x instances x (1 + redundancy)",
       kGuide,
       {number("price", "of one instance and hour"), number("instances", "how many", Allowed::positive),
        number("redundancy", "instances kept ready, as a part of them", Allowed::not_negative, "0")},
       run_inference},
      {"tokens",
       "What a million tokens cost",
       "price / (per-second x 3600) x 1e6",
       kGuide,
       {number("price", "of an hour"), number("per-second", "tokens", Allowed::positive)},
       run_tokens},
      {"return",
       "Return on what was spent",
       "(value - cost) / cost",
       kGuide,
       {number("value", "what it brings"), number("cost", "what it costs")},
       run_return},
      {"efficiency",
       "Gain in performance over growth of cost",
       "relative gain / relative growth",
       kGuide,
       {number("performance-before", "in any unit", Allowed::positive), number("performance-after", "in the same"),
        number("cost-before", "currency", Allowed::positive), number("cost-after", "currency")},
       run_efficiency},
      {"utilisation",
       "What a higher utilisation saves for the same work",
       "1 - from / to",
       kGuide,
       {number("from", "0 to 1", Allowed::part), number("to", "0 to 1", Allowed::positive)},
       run_utilisation},
      {"together",
       "What several measures save together",
       "1 - (1 - a) x (1 - b) ...",
       kGuide,
       {numbers("saved", "parts, each of what the others leave", Allowed::part)},
       run_together},
      {"zones",
       "Traffic that leaves its zone where senders and receivers are spread alike",
       "1 - sum of share^2",
       "https://kubernetes.io/docs/concepts/services-networking/topology-aware-routing/",
       {numbers("weights", "of the zones, such as 1,1,1"), number("traffic", "GB", Allowed::not_negative, "0"),
        number("price", "of a GB between zones", Allowed::not_negative, "0.01"),
        number("directions", "that are billed", Allowed::positive, "2")},
       run_zones},
      {"watermarks",
       "Weights for costWeights from the utilisation that is aimed at",
       "watermark / sum",
       "https://www.alibabacloud.com/help/en/ack/cost-insights",
       {number("cpu", "0 to 1", Allowed::part), number("ram", "0 to 1", Allowed::part),
        number("gpu", "0 to 1", Allowed::part, "0")},
       run_watermarks},
  };
}

std::vector<Calculator> sizes() {
  return {
      {"krr",
       "Requests for a container as KRR's simple strategy sizes it",
       "cpu: largest p95 of a pod; memory: largest use x (1 + memory-buffer); saved: (request - size) x rate x 730 h",
       "https://github.com/robusta-dev/krr",
       {numbers("cpu", "95th percentile of each pod, cores"), numbers("memory", "largest use of each pod, MiB"),
        number("cpu-request", "cores"), number("memory-request", "MiB"),
        number("replicas", "how many", Allowed::positive, "1"),
        number("memory-buffer", "a part", Allowed::not_negative, "0.15"),
        number("cpu-rate", "of a core-hour", Allowed::not_negative, "0.031611"),
        number("ram-rate", "of a GiB-hour", Allowed::not_negative, "0.004237")},
       run_krr},
      {"krr-score",
       "KRR's score of a scan",
       "100 x (n - critical - 0.7 x warning) / n",
       "https://github.com/robusta-dev/krr",
       {{"severities", "good, ok, warning or critical, of each container", FieldKind::words, Allowed::any, {}, true}},
       run_krr_score},
      {"vpa-cpu",
       "CPU that a Vertical Pod Autoscaler recommends",
       "upper edge of the decayed 90th percentile's bucket x 1.15",
       "https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler",
       {numbers("cores", "used, oldest first; 0.25*11520 is 11,520 times 0.25"),
        number("minutes", "between them", Allowed::positive, "1")},
       run_vpa_cpu},
      {"vpa-memory",
       "Memory that a Vertical Pod Autoscaler recommends",
       "upper edge of the decayed 90th percentile's bucket x 1.15",
       "https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler",
       {numbers("peaks", "largest bytes of each day, oldest first")},
       run_vpa_memory},
      {"out-of-memory",
       "Bytes that count as used after a container was killed",
       "max(used + 100 MiB, used x 1.2)",
       "https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler",
       {number("used", "bytes")},
       run_out_of_memory},
      {"target",
       "A size for a utilisation that is aimed at",
       "most / target",
       kKubecost,
       {number("most", "used, in any unit"), numbers("target", "such as 0.8,0.65,0.5", Allowed::positive, "0.7")},
       run_target},
      {"controller",
       "A month of what a controller's pods took while they were seen",
       "pods x core-hours x per-core-hour / (minutes / 60 / 730)",
       kKubecost,
       {number("pods", "how many"), number("core-hours", "of each"), number("per-core-hour", "currency"),
        number("minutes", "seen", Allowed::positive)},
       run_controller},
      {"cluster",
       "Whether nodes hold their work at a utilisation",
       "requested + nodes x daemons <= nodes x cores x target",
       kKubecost,
       {number("requested", "cores, without daemons"),
        number("daemons", "cores on each node", Allowed::not_negative, "0"),
        number("nodes", "how many", Allowed::positive), number("cores", "of each", Allowed::positive),
        number("target", "utilisation", Allowed::part, "0.65")},
       run_cluster},
      {"disk",
       "A disk or volume for what was used",
       "used x (1 + headroom), rounded up, at least 1 GiB",
       kKubecost,
       {number("used", "most, GiB"),
        number("headroom", "a part; 0.25, 0.5 and 1 are usual", Allowed::not_negative, "0.5")},
       run_disk},
      {"gp3",
       "What gp3 instead of gp2 costs a month in us-east-1",
       "0.10 x GiB; 0.08 x GiB + 0.005 x IOPS above 3000 + 0.04 x MiB/s above 125, as gp2 does them",
       "https://aws.amazon.com/ebs/pricing/",
       {numbers("gib", "sizes", Allowed::positive)},
       run_gp3},
  };
}

std::vector<Calculator> verdicts() {
  const auto percent = [](std::string_view name, std::string_view means) { return optional(name, means); };
  return {
      {"budget",
       "Where spending goes in a period",
       "forecast: spent / elapsed x days; burn: part spent / part elapsed",
       kKubecost,
       {number("amount", "of the period"), number("spent", "so far"), number("elapsed", "days", Allowed::positive),
        number("days", "of the period", Allowed::positive),
        numbers("thresholds", "percent", Allowed::not_negative, "50,75,90,100")},
       run_budget},
      {"anomaly",
       "Whether a day's cost is unlike the days before",
       "0.6745 x (day - median) / median deviation",
       "Iglewicz and Hoaglin, How to Detect and Handle Outliers",
       {numbers("baseline", "cost of 7 to 14 complete days"), number("day", "its cost"),
        number("z", "beyond which a day is unlike", Allowed::positive, "3.5"),
        number("least", "change that matters, currency", Allowed::not_negative, "10"),
        number("least-percent", "of the median", Allowed::not_negative, "20"),
        number("mean-percent", "for the rule by the mean", Allowed::not_negative, "50")},
       run_anomaly},
      {"commitment",
       "What to commit to, by what hours would cost on demand",
       "least of commit x (1 - discount) + mean(max(0, hour - commit))",
       "https://aws.amazon.com/savingsplans/compute-pricing/",
       {numbers("hourly", "cost on demand of each hour, without spot"), number("discount", "0 to 1", Allowed::part)},
       run_commitment},
      {"audit",
       "A monthly review of cost: ten of sixteen checks can be computed",
       "100 x (pass + warn / 2) / evaluated",
       kGuide,
       {percent("gpu-used", "% of allocated GPUs"), percent("cpu-used", "% of allocatable cores"),
        optional("spot-cost", "on spot machines"), optional("interruptible-cost", "of what may be interrupted"),
        optional("idle-gpus", "for long"), percent("committed", "% of steady hours"),
        percent("cold-ssd", "% of SSD that is hardly touched"), optional("orphans", "volumes that nobody uses"),
        optional("orphan-cost", "a month"), percent("cross-zone", "% of bytes inside the cluster"),
        optional("pods", "how many"), optional("unlabelled", "pods without a required label"),
        percent("unexplained", "% of the money")},
       run_audit},
      {"rolling",
       "Whether a rolling update can do with spot machines",
       "(replicas - floor(replicas x max-unavailable)) / replicas <= 0.9",
       kKubecost,
       {number("replicas", "how many", Allowed::positive), number("max-unavailable", "a part", Allowed::part, "0.25")},
       run_rolling},
      {"health",
       "A cluster's health, 100 at most",
       "100 - 50 x memory-full - 15 x (not-ready + memory-pressure) - 3 x (one-zone + one-master + disk-fills)",
       kKubecost,
       {flag("memory-full", "more than 90 % of memory is used"), flag("not-ready", "a node is not ready"),
        flag("memory-pressure", "on a node"), flag("one-zone", "all nodes are in one"),
        flag("one-master", "one control-plane machine"), flag("disk-fills", "one will be full within a week")},
       run_health},
  };
}

}  // namespace

std::optional<double> Given::maybe(std::string_view name) const {
  const auto found = numbers.find(name);
  return found == numbers.end() ? std::nullopt : std::optional(found->second.front());
}

const std::vector<Calculator>& calculators() {
  static const std::vector<Calculator> kAll = [] {
    std::vector<Calculator> all = plans();
    for (const auto& more : {sizes(), verdicts()}) all.insert(all.end(), more.begin(), more.end());
    return all;
  }();
  return kAll;
}

}  // namespace prorata::cli
