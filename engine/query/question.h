// The question as values: what to fetch, and what to ask of fetched data. docs/questions.md lists every field.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "core/time_zone.h"

namespace prorata::query {

/// How an interval is charged. interval: max(request, usage) per grid interval. average: max of the window's averages.
enum class Method : std::uint8_t { interval, average, request, usage };
/// What happens to idle cost: a row of its own, spread over the workloads of its node, or left out.
enum class IdlePolicy : std::uint8_t { separate, share, hide };
/// The first three are of the whole answer, the others go step by step. opencost, ack: as these APIs answer. focus:
/// version 1.3, and the schema of it.
enum class Format : std::uint8_t {
  table,
  json,
  csv,
  ndjson,
  markdown,
  prometheus,
  opencost,
  opencost_summary,
  opencost_csv,
  ack,
  ack_csv,
  focus,
  focus_12,
  focus_schema,
  focus_12_schema
};

[[nodiscard]] std::string_view name_of(Method method);
[[nodiscard]] std::string_view name_of(IdlePolicy policy);

/// What rows are grouped and filtered by. deployment … cronjob: the controller where it is of this kind. department …
/// team: a label, else an annotation, that an organisation names so.
enum class KeyKind : std::uint8_t {
  cluster,
  node,
  provider_id,
  namespace_,
  controller_kind,
  controller,
  controller_name,
  deployment,
  statefulset,
  daemonset,
  job,
  cronjob,
  pod,
  container,
  service,
  label,
  annotation,
  department,
  environment,
  owner,
  product,
  team
};

/// One part of an aggregation key. label: of KeyKind::label, annotation and those that stand for one: its key as the
/// user wrote it. Empty in a condition on labels: it is about the keys that an object has.
struct Key {
  KeyKind kind = KeyKind::namespace_;
  std::string label;
  bool operator==(const Key&) const = default;
};
[[nodiscard]] std::string text_of(const Key& key);

/// `key: values` keeps what has one of the values, `key!: values` what has none. `~:` contains, `<~:` starts with,
/// `~>:` ends with one of them.
struct Condition {
  enum class Match : std::uint8_t { equals, contains, starts, ends };
  Key key;
  Match match = Match::equals;
  bool negated = false;
  std::vector<std::string> values;
  bool operator==(const Condition&) const = default;
  /// Whether a text is equal to one of the values, contains one …; `negated` aside. The empty text stands for a
  /// property that is missing: it equals `__unallocated__`.
  [[nodiscard]] bool names(std::string_view text) const;
};

/// One part of a filter: a condition, or what must hold of the parts behind it: all, or any.
struct FilterPart {
  enum class Op : std::uint8_t { condition, all, any };
  Op op = Op::condition;
  std::uint32_t size = 1;  ///< parts of it, with itself
  Condition condition;
  bool operator==(const FilterPart&) const = default;
};
/// A tree in the order in which it is read: each operator before its two or more parts. Empty: everything.
using Filter = std::vector<FilterPart>;

/// Over whom idle is spread: the containers of its node, or of all nodes of its cluster, whose idle is netted first.
/// Where idle is separate: whose is one row.
enum class IdleBy : std::uint8_t { node, cluster };
/// weighted: by what receivers cost themselves. even: the same for each namespace. cpu … network: by what receivers pay
/// for the resource, or for their traffic. gpu_time, bytes: by GPUs × time, and by bytes sent. metric: by a query of
/// the user's own.
enum class ShareMethod : std::uint8_t { weighted, even, cpu, ram, gpu, network, gpu_time, bytes, metric };

[[nodiscard]] std::string_view name_of(IdleBy by);
[[nodiscard]] std::string_view name_of(ShareMethod method);

/// A cost that is taken from where it arises and borne by the others. Source: OpenCost specification, "Shared costs".
struct ShareRule {
  /// rows: what meets the conditions. overhead: management fees and lines. amount: money that no asset costs.
  enum class Source : std::uint8_t { rows, overhead, amount };
  Source source = Source::rows;
  Filter filter;
  double per_hour = 0;  ///< amount: currency per hour
  ShareMethod method = ShareMethod::weighted;
  std::string metric;  ///< of ShareMethod::metric: the name of a Weight
  std::string name;
  bool operator==(const ShareRule&) const = default;
};
/// As it is written: `even`, `custom:NAME`.
[[nodiscard]] std::string method_of(const ShareRule& rule);

/// Whose words windows and steps are read by: prorata's own, those of OpenCost's API or of ACK's.
enum class Dialect : std::uint8_t { prorata, opencost, ack };
[[nodiscard]] std::string_view name_of(Dialect dialect);

/// The day that weeks begin on, 0: Sunday … 6: Saturday.
using WeekStart = std::uint8_t;
/// Monday; in OpenCost's dialect Sunday.
[[nodiscard]] constexpr WeekStart week_start_of(Dialect dialect) {
  return dialect == Dialect::opencost ? 0 : 1;
}

/// Length of an output step: a number of hours, days, weeks or months in the question's zone, or the whole window.
/// span: so many milliseconds, counted from the window's begin.
struct OutputStep {
  enum class Unit : std::uint8_t { window, hour, day, week, month, span };
  Unit unit = Unit::window;
  std::int64_t count = 1;
  bool operator==(const OutputStep&) const = default;
};

/// One of `count` parts of the nodes, chosen by their names: work that is split over machines and merged again.
struct Shard {
  std::uint32_t index = 0;  ///< from 0
  std::uint32_t count = 1;
  [[nodiscard]] bool holds(std::string_view cluster, std::string_view node) const;
  bool operator==(const Shard&) const = default;
};

/// How series were asked for by somebody else, who hands them over: there is nothing to plan.
struct Sampled {
  Duration lifetime_resolution{60000};  ///< step at which first and last samples of an object were looked for
  Duration offset{};                    ///< of grid points from multiples of the resolution
};

/// How much of a physical GPU one unit of a resource is. resource: as Kubernetes has it ("example.com/gpu"), or as
/// kube-state-metrics exports it. 0: no GPU at all.
struct GpuShare {
  std::string resource;
  double gpus = 1;
  bool operator==(const GpuShare&) const = default;
};
/// The name of a resource as kube-state-metrics exports it: "example_com_gpu".
[[nodiscard]] std::string exported_resource(std::string_view resource);

/// A query by whose result a rule may share: its series speak of namespaces or pods, by their labels `namespace` and
/// `pod`. `$range` in it is the hour, or the rest of it, that ends at the time of evaluation.
struct Weight {
  std::string name;
  std::string promql;
  bool operator==(const Weight&) const = default;
};
/// The label by which the series of a weight say which one they are of.
inline constexpr std::string_view kWeightLabel = "prorata_weight";
/// A weight of this name says what load balancers process, in bytes per second, by namespace and service.
inline constexpr std::string_view kBalancerBytes = "balancer-bytes";

/// What may be spent on what meets the filter; on everything where there is none.
struct Budget {
  std::string name;
  Filter filter;
  std::string text;     ///< "50000/month"
  double per_hour = 0;  ///< currency
  bool operator==(const Budget&) const = default;
};

/// What of the data is fetched. stepped: series at grid points. totals: sums that the server makes of long intervals,
/// the larger of request and usage among them, for windows and fleets whose series nobody can move.
enum class FetchMode : std::uint8_t { stepped, totals };
inline constexpr std::string_view kFetchModes = "stepped totals";  ///< in the order of the enum
[[nodiscard]] std::string_view name_of(FetchMode mode);

/// What to load from a source.
struct Fetch {
  Window window;
  std::optional<Window> asked;         ///< what the words for the window say, where that reaches beyond now
  std::optional<Duration> resolution;  ///< the grid's step; none: chosen so that sample_budget holds
  std::uint64_t sample_budget = 20000000;
  std::string match;               ///< extra PromQL matchers, without braces
  std::string cluster;             ///< name of the cluster where the data has no label for it
  std::optional<Sampled> sampled;  ///< needs a resolution
  FetchMode mode = FetchMode::stepped;
  std::vector<GpuShare> gpus;   ///< resources beside those that are built in, or in their place
  std::vector<Weight> weights;  ///< for rules that share by a metric
  bool limits = false;          ///< what containers may use at most, for prices by it
};

/// Whose cost a row's parts are of, in OpenCost's format.
enum class Proportions : std::uint8_t { none, cluster, node };

/// What to ask of loaded data.
struct Question {
  std::optional<Window> window;  ///< a part of what was loaded; none: all of it
  std::vector<Key> aggregate{Key{}};
  std::vector<Key> aliases;  ///< labels that department … team stand for here; see apply_aliases
  Filter filter;
  OutputStep step;
  Method method = Method::interval;
  IdlePolicy idle = IdlePolicy::separate;
  std::optional<IdleBy> idle_by;                        ///< none: spread by node, and separate in one row
  ShareMethod idle_split = ShareMethod::weighted;       ///< weighted or even
  std::array<double, 4> idle_coefficients{1, 1, 1, 1};  ///< of CPU, memory, GPU and disk: how much of idle is spread
  std::vector<ShareRule> shares;                        ///< in order: what one takes the next cannot
  std::vector<Budget> budgets;
  bool charge_waiting = true;  ///< what containers ask for while they wait to start on their nodes
  TimeZone zone;
  Dialect dialect = Dialect::prorata;  ///< of the window and the step, for reports
  WeekStart week_start = 1;
  Shard shard;
  Proportions proportions = Proportions::none;
  bool shared_metadata = false;  ///< of rows of several pods: the labels and annotations that all of them have
  std::uint32_t limit = 0;       ///< workloads with a row of their own, the largest; the rest is one row. 0: all
};

/// Words: today yesterday week lastweek month lastmonth; a duration back from now (`7d`); `START,END` (or
/// `START..END`). Days, weeks and months are those of `zone`; `today` ends now.
///
/// In OpenCost's dialect `today` ends at midnight; `7d`, `2h`, `45m` and `1w` end with the present day, hour or minute,
/// which is one of them; `1h offset 1d` is known, and pairs of unix seconds may be joined by `-` or `|`. So a window
/// may end after `now`. Source: opencost.io/docs/integrations/api, `window`.
[[nodiscard]] Result<Window> parse_window(std::string_view text, Instant now, const TimeZone& zone,
                                          Dialect dialect = Dialect::prorata, WeekStart week_start = 1);
/// Cuts a window that ends after `now`, and remembers that.
void end_at(Instant now, Fetch& fetch);
[[nodiscard]] Result<Dialect> parse_dialect(std::string_view text);
/// `monday` … `sunday`.
[[nodiscard]] Result<WeekStart> parse_week_start(std::string_view text);
[[nodiscard]] Result<Method> parse_method(std::string_view text);
[[nodiscard]] Result<FetchMode> parse_fetch_mode(std::string_view text);
[[nodiscard]] Result<IdlePolicy> parse_idle(std::string_view text);
[[nodiscard]] Result<IdleBy> parse_idle_by(std::string_view text);
/// `weighted` or `even`.
[[nodiscard]] Result<ShareMethod> parse_idle_split(std::string_view text);
/// `cpu=0.5,gpu=1`: each from 0 to 1; the others are 1.
[[nodiscard]] Result<std::array<double, 4>> parse_idle_coefficients(std::string_view text);
/// `NAME=PROMQL`; the name has letters, digits, `_` and `-`.
[[nodiscard]] Result<Weight> parse_weight(std::string_view text);
/// `SOURCE [by METHOD]`: a filter, `overhead`, or money such as `7/hour` and `50000/month` (of 730 hours).
[[nodiscard]] Result<ShareRule> parse_share(std::string_view text);
/// Money over time: `7/hour`, `100/day`, `500/week`, `50000/month` (of 730 hours), as currency per hour.
[[nodiscard]] Result<double> parse_spending(std::string_view text);
[[nodiscard]] Result<Format> parse_format(std::string_view text);
/// `K/N`, 1 <= K <= N <= 1000.
[[nodiscard]] Result<Shard> parse_shard(std::string_view text);
/// `1h`, `6h`, `1d`, `1w`, `1mo`, `hour`, `day`, `week`, `month`, `quarter`, `window`. In the dialects of OpenCost and
/// ACK durations such as `1d` or `90m` count from the window's begin.
[[nodiscard]] Result<OutputStep> parse_step(std::string_view text, Dialect dialect = Dialect::prorata);
/// What steps are summed to: `all`, or the words of a step.
[[nodiscard]] Result<OutputStep> parse_accumulate(std::string_view text);
/// The shortest that a whole step can be; none for the whole window.
[[nodiscard]] Duration least_length(OutputStep step);
/// A comma list of keys, case-insensitive except for what follows `label:`.
[[nodiscard]] Result<std::vector<Key>> parse_keys(std::string_view text);

/// `KEY=LABEL`: the label, else annotation, that department, environment, owner, product or team stands for.
[[nodiscard]] Result<Key> parse_alias(std::string_view text);
/// Puts the question's aliases into its keys and filters, or into one filter.
void apply_aliases(Question& question);
void apply_aliases(const std::vector<Key>& aliases, Filter& filter);

/// OpenCost's filter language v2: `namespace:"shop"+(node!:"n1","n2"|pod<~:"web-")`. A space between two conditions is
/// a `+`: URLs make it of one. At most 1000 conditions, 10,000 values and 100 levels of parentheses.
[[nodiscard]] Result<Filter> parse_filter(std::string_view text);
/// The same about OpenCost's assets, whose fields are `name`, `assetType`, `category` …: a condition's key is
/// providerID with the field as its label, or a label.
[[nodiscard]] Result<Filter> parse_asset_filter(std::string_view text);
/// A filter, or `KEY=VALUE`; the value is everything after the first `=`.
[[nodiscard]] Result<Filter> parse_selection(std::string_view text);
/// What both keep.
[[nodiscard]] Filter both(Filter a, Filter b);
/// What is explained: rows of an answer, or all that has the name of an asset, which may stand behind its cluster's and
/// a slash.
struct Explained {
  Filter rows;
  std::string asset;
};
/// As selections, and `asset:"NAME"` or `asset=NAME`.
[[nodiscard]] Result<Explained> parse_explained(std::string_view text);
[[nodiscard]] std::string text_of(const Explained& explained);
/// The text that reads back as the same filter.
[[nodiscard]] std::string text_of(const Filter& filter);

/// Shared by the files of the stage: a key of its name, and what can stand there. Labels and annotations: their key
/// after the first colon, none where there is none.
[[nodiscard]] Result<Key> parse_key(std::string_view text);

/// Cuts `window` at the steps' borders in `zone`; the first and last may be shorter. Never empty.
[[nodiscard]] std::vector<Window> cut(Window window, OutputStep step, const TimeZone& zone, WeekStart week_start = 1);
/// True where `part` is shorter than the whole step it lies in.
[[nodiscard]] bool is_cut_short(Window part, OutputStep step, const TimeZone& zone, WeekStart week_start = 1);

}  // namespace prorata::query
