// The loss of S books `[S, n]` and its parts, in double, with the formulas of portfolio/costs.ts and
// portfolio/sharpe.ts. The first book is the opening position and earns nothing.
#pragma once
#include "simd.h"

namespace residua {
namespace RESIDUA_ISA {
namespace {

constexpr double kSharpeEpsilon = 1e-5, kRootEpsilon = 1e-16, kVarianceEpsilon = 1e-12;

/** Sizes: S, n, dates before the first book, whether to hedge. Numbers: both costs, λ_Var. */
struct Measured {
  int steps, n, days;
  bool hedged;
  const float *books, *returns, *residuals, *present, *market;
  double tradingCost, shortCost, lambda;
};

inline Measured measuredOf(const Call& call, const float* const* in) {
  const int steps = call.sizes[0], n = call.sizes[1];
  const size_t before = static_cast<size_t>(call.sizes[2]) * n;
  return {steps, n, steps - 1, call.sizes[3] != 0, in[0], in[1] + before, in[2] + before, in[3], in[4],
          call.numbers[0], call.numbers[1], call.numbers[2]};
}

inline double mean(const std::vector<double>& x) {
  double total = 0;
  for (double value : x) total += value;
  return total / x.size();
}

inline double deviation(const std::vector<double>& x, double average) {
  double total = 0;
  for (double value : x) total += (value - average) * (value - average);
  return std::sqrt(total / x.size() + kRootEpsilon);
}

inline double sharpe(const std::vector<double>& x) {
  const double average = mean(x);
  return average / (deviation(x, average) + kSharpeEpsilon);
}

/** `weight (1/(s + ε) − x̄ (x − x̄) / (s (s + ε)²)) / B` */
inline std::vector<double> sharpeBack(const std::vector<double>& x, double weight) {
  const double average = mean(x), spread = deviation(x, average), total = spread + kSharpeEpsilon;
  std::vector<double> dx(x.size());
  for (size_t i = 0; i < x.size(); i++)
    dx[i] = weight * (1 / total - average * (x[i] - average) / (spread * total * total)) / x.size();
  return dx;
}

struct Market {
  std::vector<double> centred, level;
  double spread = kVarianceEpsilon;
  Market(const float* market, int days) : centred(days), level(market, market + days) {
    const double average = mean(level);
    for (int t = 0; t < days; t++) {
      centred[t] = level[t] - average;
      spread += centred[t] * centred[t];
    }
  }
};

/** `x − to · (along · x) / spread`: the hedge with `to` the market and `along` centred, its gradient swapped. */
inline void takeAway(const std::vector<double>& along, const std::vector<double>& to, double spread, std::vector<double>& x) {
  double total = 0;
  for (size_t t = 0; t < x.size(); t++) total += along[t] * x[t];
  for (size_t t = 0; t < x.size(); t++) x[t] -= total / spread * to[t];
}

struct ByDate {
  std::vector<double> gross, turnover, judged;
};

inline ByDate byDate(const Measured& m) {
  ByDate result{std::vector<double>(m.days), std::vector<double>(m.days), std::vector<double>(m.days)};
  for (int day = 0; day < m.days; day++) {
    const float *before = m.books + static_cast<size_t>(day) * m.n, *held = before + m.n;
    const float* r = m.returns + static_cast<size_t>(day + 1) * m.n;
    double gross = 0, turnover = 0, shorts = 0;
    for (int i = 0; i < m.n; i++) {
      gross += static_cast<double>(held[i]) * r[i];
      turnover += std::abs(static_cast<double>(held[i]) - before[i]);
      shorts -= std::min(static_cast<double>(held[i]), 0.0);
    }
    result.gross[day] = gross;
    result.turnover[day] = turnover;
    result.judged[day] = gross - m.tradingCost * turnover - m.shortCost * shorts;
  }
  if (m.hedged) {
    const Market market(m.market, m.days);
    takeAway(market.centred, market.level, market.spread, result.judged);
  }
  return result;
}

struct Variances {
  std::vector<double> mean, left, total;
  double count = 0, explained = 0;
};

inline Variances variancesOf(const Measured& m) {
  Variances v{std::vector<double>(m.n), std::vector<double>(m.n), std::vector<double>(m.n)};
  std::vector<double> average(m.n);
  const auto each = [&](auto visit) {
    for (int step = 0; step < m.steps; step++) {
      const float *left = m.residuals + static_cast<size_t>(step) * m.n, *r = m.returns + static_cast<size_t>(step) * m.n;
      for (int i = 0; i < m.n; i++) visit(i, static_cast<double>(left[i]), static_cast<double>(r[i]));
    }
  };
  each([&](int i, double left, double r) { v.mean[i] += left / m.steps, average[i] += r / m.steps; });
  each([&](int i, double left, double r) {
    v.left[i] += (left - v.mean[i]) * (left - v.mean[i]) / m.steps;
    v.total[i] += (r - average[i]) * (r - average[i]) / m.steps;
  });
  for (int i = 0; i < m.n; i++) v.count += m.present[i];
  v.count = std::max(v.count, 1.0);
  for (int i = 0; i < m.n; i++)
    v.explained += m.present[i] * (1 - v.left[i] / (v.total[i] + kVarianceEpsilon)) / v.count;
  return v;
}

/** In: books, returns, residuals, present, market. Out: loss, net and gross Sharpe, turnover, explained. */
void blockMeasures(const Call& call) {
  const Measured m = measuredOf(call, call.in);
  const ByDate dates = byDate(m);
  const double net = sharpe(dates.judged), explained = variancesOf(m).explained;
  const double numbers[] = {-(net + m.lambda * explained), net, sharpe(dates.gross), mean(dates.turnover), explained};
  for (int i = 0; i < 5; i++) call.out[0][i] = static_cast<float>(numbers[i]);
}

/** In: dy, then as above. Out: gradients of books and residuals. */
void blockMeasuresGradient(const Call& call) {
  const Measured m = measuredOf(call, call.in + 1);
  const float* dy = call.in[0];
  const ByDate dates = byDate(m);
  std::vector<double> byNet = sharpeBack(dates.judged, static_cast<double>(dy[1]) - dy[0]);
  const std::vector<double> byGross = sharpeBack(dates.gross, dy[2]);
  if (m.hedged) {
    const Market market(m.market, m.days);
    takeAway(market.level, market.centred, market.spread, byNet);
  }
  const double byTurnover = static_cast<double>(dy[3]) / m.days;
  std::fill(call.out[0], call.out[0] + m.n, 0.0f);
  for (int day = 0; day < m.days; day++) {
    const size_t row = static_cast<size_t>(day) * m.n;
    const float *before = m.books + row, *held = before + m.n, *r = m.returns + row + m.n;
    float *dBefore = call.out[0] + row, *dHeld = dBefore + m.n;
    const float earned = static_cast<float>(byNet[day] + byGross[day]);
    const float traded = static_cast<float>(byTurnover - m.tradingCost * byNet[day]);
    const float lent = static_cast<float>(m.shortCost * byNet[day]);
    for (int i = 0; i < m.n; i++) {
      const float change = held[i] - before[i];
      const float push = change > 0 ? traded : change < 0 ? -traded : 0.0f;
      dBefore[i] -= push;
      dHeld[i] = earned * r[i] + push + (held[i] < 0 ? lent : 0.0f);
    }
  }
  const Variances v = variancesOf(m);
  const double byExplained = dy[4] - m.lambda * dy[0];
  std::fill(call.out[1], call.out[1] + static_cast<size_t>(call.sizes[2]) * m.n, 0.0f);
  float* to = call.out[1] + static_cast<size_t>(call.sizes[2]) * m.n;
  for (int i = 0; i < m.n; i++) {
    const double slope = -2 * byExplained * m.present[i] / v.count / ((v.total[i] + kVarianceEpsilon) * m.steps);
    for (int step = 0; step < m.steps; step++) {
      const size_t cell = static_cast<size_t>(step) * m.n + i;
      to[cell] = static_cast<float>(slope * (m.residuals[cell] - v.mean[i]));
    }
  }
}

}  // namespace
}  // namespace RESIDUA_ISA
}  // namespace residua
