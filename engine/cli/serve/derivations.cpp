// Where a number comes from, and what is odd in the data.
#include <algorithm>
#include <string>

#include "cli/serve/lacking.h"
#include "cli/serve/memory.h"
#include "cli/serve/replying.h"
#include "cli/serve/service.h"
#include "report/answer.h"
#include "report/format.h"
#include "report/text.h"

namespace prorata::cli::serve {
namespace {

using query::Format;

/// An hour of a term, while it is held and as text.
constexpr std::uint64_t kBytesPerHour = 512;
/// Cores, memory, GPUs, disk and what is charged beside: about as many terms has a container.
constexpr std::uint64_t kTermsPerRow = 6;

/// About how much a derivation takes that nothing has computed yet. Errors: those of the question.
Result<std::uint64_t> size_of(pipeline::Session& session, const Asked& asked, const pricing::PriceBook& prices) {
  query::Question question = asked.question;
  question.step = {};
  question.filter = asked.of.rows;
  question.aggregate = *query::parse_keys(asked.of.asset.empty() ? "cluster,namespace,pod,container" : "cluster");
  const auto rows = session.allocate(question, prices);
  if (!rows) return rows.error();
  const auto hours = [](Duration time) { return static_cast<std::uint64_t>(time / std::chrono::hours(1)) + 2; };
  const std::uint64_t most = asked.at ? 1 : hours(asked.window.length());
  std::uint64_t all = most;
  for (std::size_t row = 0; row < rows->name.size(); ++row) {
    const bool workload = rows->kind[row] == rollup::RowKind::workload;
    all += workload ? std::min(most, hours(Duration(rows->rows.running_ms[row]))) : most;
  }
  return all * kTermsPerRow * kBytesPerHour;
}

std::string type_of(Format format) {
  return std::string(format == Format::table ? kText : kJson);
}

}  // namespace

Reply Service::told(const Request& request, const Route& route, const Tell& tell) {
  const auto asked = route.read(request.params, context());
  if (!asked) return refusal(asked.error(), route.style);
  std::optional<pricing::PriceBook> own;
  const pricing::PriceBook& prices = prices_of(*asked, setting_.inputs.prices, setting_.inputs.now, own);
  Reply reply;
  reply.type = type_of(asked->format);
  const auto done = sessions_.with(
      asked->window, asked->resolution,
      [&](pipeline::Session& session) -> Result<void> {
        const Sessions::Reserved computing(sessions_, session.bytes_for(asked->question));
        if (!computing.fits()) return out_of_memory("the question", setting_.memory);
        return tell(session, *asked, prices, reply);
      },
      request.gone);
  (void)sessions_.make_room(0);
  return done ? reply : refusal(done.error(), route.style);
}

Reply Service::explain(const Request& request, const Route& route) {
  return told(request, route,
              [&](pipeline::Session& session, const Asked& asked, const pricing::PriceBook& prices,
                  Reply& reply) -> Result<void> {
                const auto bytes = size_of(session, asked, prices);
                if (!bytes) return bytes.error();
                const Sessions::Reserved written(sessions_, *bytes);
                if (!written.fits()) return out_of_memory("the derivation", setting_.memory);
                if (auto over = sessions_.over(request.gone)) return *std::move(over);
                const auto derivation = session.explain(asked.question, asked.of, asked.at, prices);
                if (!derivation) return derivation.error();
                const bool table = asked.format == Format::table;
                reply.body = table ? report::to_table(*derivation) : report::to_json(*derivation);
                const auto notices = session.diagnostics().list();
                add_headers(asked.warnings, lacks_data(notices), notices, false, reply);
                return {};
              });
}

Reply Service::diagnostics(const Request& request, const Route& route) {
  return told(request, route,
              [](pipeline::Session& session, const Asked& asked, const pricing::PriceBook& prices,
                 Reply& reply) -> Result<void> {
                // Some things are noticed only where cost is computed.
                const auto answer = session.allocate(asked.question, prices);
                if (!answer) return answer.error();
                const bool table = asked.format == Format::table;
                reply.body = table ? report::notices_table(answer->notices, prices.currency)
                                   : report::notices_json(answer->notices, prices.currency.digits);
                if (reply.body.empty()) reply.body = "nothing to report\n";
                if (!reply.body.ends_with('\n')) reply.body += '\n';
                add_headers(asked.warnings, lacks_data(answer->notices), answer->notices, false, reply);
                return {};
              });
}

}  // namespace prorata::cli::serve
