// One factor on all rates, so that a window costs what its bill says.
#include "pricing/price_book.h"

namespace prorata::pricing {
namespace {

constexpr NoticeKind kCalibrated{"calibrated", Severity::info,
                                 "All rates are scaled by one factor, so that the window costs what its bill says.",
                                 "Nothing where the bill is for this window and these clusters."};
constexpr NoticeKind kFarApart{"calibration-suspicious", Severity::warning,
                               "The bill is less than a fifth or more than five times what the prices come to.",
                               "Check what the bill is for: its window, its currency, its clusters."};
constexpr NoticeKind kNotApplied{"bill-not-applied", Severity::warning,
                                 "The bill is for another window, or nothing costs anything; rates are not scaled.",
                                 "Ask for the window of the bill, or leave out its start and end."};

std::string factor_text(double factor) {
  constexpr double kShown = 1e6, kMostShown = 1e12;
  return factor < kMostShown ? decimal_text(to_whole(factor * kShown), 6) : "above 10^12";
}

}  // namespace

std::string times_factor(double factor) {
  return factor == 1 ? std::string() : ", times " + factor_text(factor) + " for the bill";
}

double bill_factor(const PriceBook& book, Window window, std::int64_t total, Notices& notices) {
  const Bill& bill = *book.bill;
  if (total <= 0 || (bill.window && *bill.window != window)) {
    notices.add(kNotApplied, bill.source, window);
    return 1;
  }
  double costs = static_cast<double>(total), billed = bill.amount;
  for (int digit = 0; digit < book.currency.digits; ++digit) costs /= 10, billed *= 10;
  const double factor = bill.amount / costs;
  const std::string text = bill.source + ": factor " + factor_text(factor);
  for (const NoticeKind* kind : {&kCalibrated, &kFarApart}) {
    if (kind == &kFarApart && factor >= 0.2 && factor <= 5) continue;
    notices.add(*kind, text, window);
    notices.money(kind->id, &Notice::cost, to_whole(billed));
    notices.money(kind->id, &Notice::difference, to_whole(billed) - total);
  }
  return factor;
}

}  // namespace prorata::pricing
