// What filters keep: fields one by one, and any filter against one that is slow and obvious.
#include <algorithm>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "rollup/groups.h"
#include "support/costs.h"
#include "support/frames.h"
#include "support/named.h"
#include "support/random.h"

namespace prorata::rollup {
namespace {

using query::Condition;
using query::FilterPart;
using query::KeyKind;
using tests::at;
using tests::between;
using tests::by_name;
using tests::Random;
using tests::World;
using Lines = std::vector<std::string>;

/// Four pods of one container each; what they are called, by which everything below is told apart:
/// a (shop, deployment web, services api and www, label app=web, team=red, annotation note=x y)
/// b (shop, deployment db; namespace label env=prod, annotation team=blue)
/// c (data, statefulset web; node label zone=z1, label app_kubernetes_io_name=c)
/// d (data, no controller, label my_team=d)
struct Labelled : World {
  Labelled() : World(between("10:00", "11:00")) {
    const auto n1 = node("n1", 4, 8), n2 = node("n2", 4, 8);
    cluster.nodes.provider_id[n1] = names.intern("aws:///i-1");
    add("shop", "a", n1, "deployment", "web");
    add("shop", "b", n1, "deployment", "db");
    add("data", "c", n2, "statefulset", "web");
    add("data", "d", n2, "", "");
    auto& pods = cluster.pods;
    cluster.pod_labels = frame({"label_app=web,label_team=red", "label_app_kubernetes_io_name=c", "label_my_team=d"});
    cluster.namespace_labels = frame({"label_env=prod"});
    cluster.node_labels = frame({"label_zone=z1"});
    cluster.pod_annotations = frame({"annotation_note=x y"});
    cluster.namespace_annotations = frame({"annotation_team=blue"});
    pods.label_row = {0, cluster::kNone, 1, 2};
    pods.namespace_label_row = {0, 0, cluster::kNone, cluster::kNone};
    pods.annotation_row = {0, cluster::kNone, cluster::kNone, cluster::kNone};
    pods.namespace_annotation_row = {0, 0, cluster::kNone, cluster::kNone};
    cluster.nodes.label_row[n2] = 0;
    pods.services[0] = {names.intern("api"), names.intern("www")};
  }
  void add(const char* name_space, const char* name, std::uint32_t on, const char* kind, const char* controller) {
    (void)runs(name_space, name, on, 1000, 1024);
    cluster.pods.controller_kind.back() = names.intern(kind);
    cluster.pods.controller.back() = names.intern(controller);
  }
  series::Frame frame(const Lines& labels) {
    std::vector<tests::Series> series;
    for (const std::string& each : labels) series.push_back({each, {{at("10:00"), 1}}});
    return tests::frame_of(names, series);
  }
};

/// Names of the pods that stay: "ab".
std::string kept(World& world, const query::Filter& filter) {
  const tests::Costs costs = tests::costs_of(world, {world.cluster.window}, {});
  const Flags flags = select({world.cluster, costs.amounts, costs.charges, costs.steps, world.names}, filter);
  EXPECT_EQ(flags.size(), costs.charges.bearers.size());
  std::string pods;
  for (std::size_t c = 0; c < world.cluster.containers.size(); ++c) {
    if (flags[c] != 0) pods += world.names.text(world.cluster.pods.name[world.cluster.containers.pod[c]]);
  }
  return pods;
}

struct FieldCase {
  const char* name;
  const char* filter;
  const char* want;
  friend void PrintTo(const FieldCase& c, std::ostream* out) { *out << c.filter; }
};
constexpr FieldCase kFields[] = {
    {"Everything", "", "abcd"},
    {"Cluster", R"(cluster:"c")", "abcd"},
    {"Node", R"(node:"n2")", "cd"},
    {"Provider", R"(provider~>:"i-1")", "ab"},
    {"NoProvider", R"(provider:"__unallocated__")", "cd"},
    {"Namespace", R"(namespace:"data")", "cd"},
    {"NamespacesOfManyValues", R"(namespace:"1","2","3","4","5","6","7","8","shop")", "ab"},
    {"MissingAmongManyValues", R"(services:"1","2","3","4","5","6","7","8","__unallocated__")", "bcd"},
    {"UpperCaseMatters", R"(namespace:"Shop")", ""},
    {"ControllerKind", R"(controllerKind:"statefulset")", "c"},
    {"ControllerName", R"(controllerName:"web")", "ac"},
    {"Controller", R"(controller:"deployment:web")", "a"},
    {"NoController", R"(controllerName:"")", "d"},
    {"Deployment", R"(deployment:"web")", "a"},
    {"NoStatefulset", R"(statefulset:"__unallocated__")", "abd"},
    {"Pod", R"(pod!:"a","b")", "cd"},
    {"Container", R"(container:"app")", "abcd"},
    {"Service", R"(services:"www")", "a"},
    {"ServiceContainsAnElement", R"(services~:"ww")", ""},
    {"ServiceStarts", R"(services<~:"w","x")", "a"},
    {"ServiceNotEnds", R"(services!~>:"i")", "bcd"},
    {"NoService", R"(services:"__unallocated__")", "bcd"},
    {"Label", R"(label[app]:"web")", "a"},
    {"LabelContains", R"(label[app]~:"e")", "a"},
    {"LabelNot", R"(label[app]!:"web")", "bcd"},
    {"LabelMissing", R"(label[app]:"__unallocated__")", "bcd"},
    {"LabelSanitised", R"(label[app.kubernetes.io/name]:"c")", "c"},
    {"LabelSplit", R"(label[myTeam]:"d")", "d"},
    {"LabelOfTheNamespace", R"(label[env]:"prod")", "ab"},
    {"LabelOfTheNode", R"(label[zone]<~:"z")", "cd"},
    {"LabelIsThere", R"(label:"app")", "a"},
    {"LabelIsThereUnsanitised", R"(label~:"app.kubernetes.io/name")", "c"},
    {"LabelIsThereInherited", R"(label:"zone")", "cd"},
    {"LabelIsNotThere", R"(label!:"zone")", "ab"},
    {"LabelStartsSo", R"(label<~:"app")", "ac"},
    {"LabelEndsSo", R"(label~>:"eam")", "ad"},
    {"Annotation", R"(annotation[note]:"x y")", "a"},
    {"AnnotationIsThere", R"(annotation:"note")", "a"},
    {"AnnotationIsNoLabel", R"(label:"note")", ""},
    {"AnnotationOfTheNamespace", R"(annotation[team]:"blue")", "ab"},
    {"TeamByLabelBeforeAnnotation", R"(team:"red")", "a"},
    {"TeamByAnnotation", R"(team:"blue")", "b"},
    {"TeamMissing", R"(team:"__unallocated__")", "cd"},
    {"EnvironmentIsTheLabelEnv", R"(environment:"prod")", "ab"},
    {"All", R"(namespace:"shop"+controllerName:"web")", "a"},
    {"Any", R"(namespace:"shop"|controllerName:"web")", "abc"},
    {"Groups", R"((namespace:"shop"+controllerName:"web")|(namespace:"data"+controllerName!:"web"))", "ad"},
};
class Selected : public testing::TestWithParam<FieldCase> {};
TEST_P(Selected, KeepsWhatFits) {
  Labelled world;
  EXPECT_EQ(kept(world, *query::parse_filter(GetParam().filter)), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, Selected, testing::ValuesIn(kFields), by_name);

struct KeyCase {
  const char* name;
  const char* key;
  Lines want;  // of a, b, c, d
  friend void PrintTo(const KeyCase& c, std::ostream* out) { *out << c.key; }
};
const std::string kNo = "__unallocated__";
const KeyCase kKeys[] = {
    {"ProviderId", "providerID", {"aws:///i-1", "aws:///i-1", kNo, kNo}},
    {"ControllerName", "controllerName", {"web", "db", "web", kNo}},
    {"Deployment", "deployment", {"web", "db", kNo, kNo}},
    {"Statefulset", "statefulset", {kNo, kNo, "web", kNo}},
    {"Daemonset", "daemonset", {kNo, kNo, kNo, kNo}},
    {"TheFirstService", "service", {"api", kNo, kNo, kNo}},
    {"Annotation", "annotation:note", {"x y", kNo, kNo, kNo}},
    {"Team", "team", {"red", "blue", kNo, kNo}},
    {"Product", "product", {"web", kNo, kNo, kNo}},
    {"Environment", "environment", {"prod", "prod", kNo, kNo}},
    {"Several", "namespace,team", {"shop/red", "shop/blue", "data/" + kNo, "data/" + kNo}},
};
class Keys : public testing::TestWithParam<KeyCase> {};
TEST_P(Keys, GiveTheirTexts) {
  Labelled world;
  const tests::Costs costs = tests::costs_of(world, {world.cluster.window}, {});
  const Source source{world.cluster, costs.amounts, costs.charges, costs.steps, world.names};
  const auto keys = *query::parse_keys(GetParam().key);
  GroupKeys reader(source, keys);
  Lines texts;
  for (std::size_t c = 0; c < 4; ++c) {
    std::string text;
    for (const std::string& part : reader.of(c)) text.append(text.empty() ? "" : "/").append(part);
    texts.push_back(text);
  }
  EXPECT_EQ(texts, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(, Keys, testing::ValuesIn(kKeys), by_name);

/// What each pod of the world above has, written down once more: values of fields, lists of services and labels.
struct Facts {
  std::map<std::string, std::string> fields;
  Lines services, labels;
};
const Facts kFacts[] = {
    {{{"namespace", "shop"}, {"controllerName", "web"}, {"label[app]", "web"}, {"team", "red"}},
     {"api", "www"},
     {"app", "team", "env"}},
    {{{"namespace", "shop"}, {"controllerName", "db"}, {"team", "blue"}}, {}, {"env"}},
    {{{"namespace", "data"}, {"controllerName", "web"}}, {}, {"app_kubernetes_io_name", "zone"}},
    {{{"namespace", "data"}}, {}, {"my_team", "zone"}},
};

bool obviously(const Condition& condition, const std::string& text) {
  for (std::string value : condition.values) {
    if (value == kNo && condition.match == Condition::Match::equals) value = "";
    if (condition.match == Condition::Match::equals && text == value) return true;
    if (condition.match == Condition::Match::contains && text.find(value) != std::string::npos) return true;
    if (condition.match == Condition::Match::starts && text.rfind(value, 0) == 0) return true;
    const bool longer = text.size() >= value.size();
    const bool ends = longer && text.substr(text.size() - value.size()) == value;
    if (condition.match == Condition::Match::ends && ends) return true;
  }
  return false;
}
bool obviously(Condition condition, const Facts& facts) {
  const bool labels = condition.key == query::Key{KeyKind::label, ""};
  if (labels || condition.key.kind == KeyKind::service) {
    if (condition.match == Condition::Match::contains) condition.match = Condition::Match::equals;
    Lines list = labels ? facts.labels : facts.services;
    if (list.empty()) list.emplace_back();
    return condition.negated !=
           std::any_of(list.begin(), list.end(), [&](const std::string& each) { return obviously(condition, each); });
  }
  const std::string field = query::text_of(query::Filter{{FilterPart::Op::condition, 1, condition}});
  const auto known = facts.fields.find(field.substr(0, field.find_first_of("!:<~")));
  return condition.negated != obviously(condition, known == facts.fields.end() ? "" : known->second);
}
/// Moves `at` behind the part that it stands at.
bool obviously(const query::Filter& filter, std::size_t& at, const Facts& facts) {
  const FilterPart& part = filter[at];
  const std::size_t end = at + part.size;
  ++at;
  if (part.op == FilterPart::Op::condition) return obviously(part.condition, facts);
  int holds = 0, parts = 0;
  for (; at < end; ++parts) holds += obviously(filter, at, facts) ? 1 : 0;
  return part.op == FilterPart::Op::all ? holds == parts : holds > 0;
}

void grow(Random& random, int level, query::Filter& filter) {
  const query::Key kFieldsOfFacts[] = {{KeyKind::namespace_, ""}, {KeyKind::controller_name, ""},
                                       {KeyKind::label, "app"},   {KeyKind::team, "team"},
                                       {KeyKind::service, ""},    {KeyKind::label, ""}};
  const char* const kValues[] = {"", "shop", "data", "web", "w", "b", "red", "api", "app", "team", "a", kNo.c_str()};
  const std::size_t at = filter.size();
  filter.emplace_back();
  if (level == 0 || random.below(3) == 0) {
    Condition& condition = filter[at].condition;
    condition.key = kFieldsOfFacts[random.below(6)];
    condition.match = static_cast<Condition::Match>(random.below(4));
    condition.negated = random.below(2) == 0;
    const auto count = random.below(5) == 0 ? 12 : 1 + random.below(3);
    for (auto i = count; i > 0; --i) condition.values.emplace_back(kValues[random.below(12)]);
    return;
  }
  filter[at].op = random.below(2) == 0 ? FilterPart::Op::all : FilterPart::Op::any;
  for (auto i = 2 + random.below(3); i > 0; --i) grow(random, level - 1, filter);
  filter[at].size = static_cast<std::uint32_t>(filter.size() - at);
}

TEST(Select, EqualsWhatIsObvious) {
  Labelled world;
  Random random(3);
  std::map<std::string, int> seen;
  for (int i = 0; i < 2000; ++i) {
    query::Filter filter;
    grow(random, static_cast<int>(random.below(4)), filter);
    std::string want;
    for (std::size_t pod = 0; pod < 4; ++pod) {
      std::size_t part = 0;
      if (obviously(filter, part, kFacts[pod])) want += static_cast<char>('a' + pod);
    }
    ASSERT_EQ(kept(world, filter), want) << query::text_of(filter);
    ++seen[want];
  }
  EXPECT_GT(seen.size(), 10u) << "filters that tell pods apart";
}

}  // namespace
}  // namespace prorata::rollup
