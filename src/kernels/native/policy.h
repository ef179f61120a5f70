// The long-convolution policy of J windows `[L, J]`, a tile of 64 at a time so that intermediate results
// stay in the cache:
//
//     y = taps · u + bias,  h = GELU(y) ⊙ mask,  v = V h + b_v,  g = σ(G h + b_g)
//     p = outᵀ (v ⊙ g) + skipᵀ u + level
//
// For the gradient, each tile keeps h, ∂h/∂y, v and g. H and L are padded with zeros.
#pragma once
#include "simd.h"

namespace residua {
namespace RESIDUA_ISA {
namespace {

constexpr int kTile = 64;
/** `2 √(2/π)` and the cubic coefficient of the tanh form of GELU. */
constexpr float kGeluScale = 1.5957691216057308f;
constexpr float kGeluCubic = 0.044715f;

struct Policy {
  int hidden, lookback, windows, h, l;
  const float *taps, *bias, *value, *valueBias, *gate, *gateBias, *out, *skip;
};

inline const float* pad(Scratch& room, const float* from, int rows, int columns, int paddedRows, int paddedColumns) {
  float* to = room.zeros(static_cast<size_t>(paddedRows) * paddedColumns);
  for (int r = 0; r < rows; r++) std::memcpy(to + r * paddedColumns, from + r * columns, 4 * columns);
  return to;
}

/** `in`: taps, bias, value, valueBias, gate, gateBias, out, skip. */
inline Policy policyOf(Scratch& room, const int32_t* sizes, const float* const* in) {
  Policy p{sizes[0], sizes[1], sizes[2], padded(sizes[0]), padded(sizes[1])};
  p.taps = pad(room, in[0], p.hidden, p.lookback, p.h, p.l);
  p.bias = pad(room, in[1], 1, p.hidden, 1, p.h);
  p.value = pad(room, in[2], p.hidden, p.hidden, p.h, p.h);
  p.valueBias = pad(room, in[3], 1, p.hidden, 1, p.h);
  p.gate = pad(room, in[4], p.hidden, p.hidden, p.h, p.h);
  p.gateBias = pad(room, in[5], 1, p.hidden, 1, p.h);
  p.out = pad(room, in[6], 1, p.hidden, 1, p.h);
  p.skip = pad(room, in[7], 1, p.lookback, 1, p.l);
  return p;
}

inline size_t policyRoom(int hidden, int lookback) {
  const size_t h = padded(hidden), l = padded(lookback), sums = h * l + 2 * h * h;
  return 5 * sums + 16 * (h + l) + kTile * (4 * h + 3 * l + 4);
}

/** Copies `[L, count]` of the windows from t on to `[l, 64]`, padded with zeros. */
inline void copyTile(const Policy& p, const float* windows, int t, int count, float* to) {
  if (count < kTile) std::fill(to, to + static_cast<size_t>(p.l) * kTile, 0.0f);
  for (int lag = 0; lag < p.lookback; lag++)
    std::memcpy(to + lag * kTile, windows + static_cast<size_t>(lag) * p.windows + t, 4 * count);
}

/** `h` in place of `y`, and the slope ∂h/∂y. */
inline void activate(const Policy& p, int t, int count, const float* mask, float* y, float* slopes) {
  float part[kTile];
  for (int r = 0; r < p.hidden; r++) {
    const float* kept = mask ? mask + static_cast<size_t>(r) * p.windows + t : nullptr;
    if (kept && count < kTile) {
      std::fill(part, part + kTile, 0.0f);
      std::memcpy(part, kept, 4 * count);
      kept = part;
    }
    for (int i = 0; i < kTile; i += kLanes) {
      const Vec x = load(y + r * kTile + i) + p.bias[r];
      const Vec square = x * x;
      const Vec gated = sigmoid(x * (square * (kGeluScale * kGeluCubic) + kGeluScale));
      const Vec steep = square * (3 * kGeluScale * kGeluCubic) + kGeluScale;
      Vec output = x * gated;
      Vec slope = gated * (x * steep * (1.0f - gated) + 1.0f);
      if (kept) {
        output *= load(kept + i);
        slope *= load(kept + i);
      }
      store(y + r * kTile + i, output);
      store(slopes + r * kTile + i, slope);
    }
  }
  for (float* rows : {y, slopes}) std::fill(rows + p.hidden * kTile, rows + p.h * kTile, 0.0f);
}

/** Sizes: H, L, J. In: windows, the eight of `policyOf`, level, mask or nothing. Out: weights, kept. */
void policy(const Call& call) {
  const auto [hidden, lookback] = std::pair(call.sizes[0], call.sizes[1]);
  Scratch room(policyRoom(hidden, lookback));
  const Policy p = policyOf(room, call.sizes, call.in + 1);
  const float* mask = call.sizes[3] ? call.in[10] : nullptr;
  const float level = call.in[9][0];
  float* inputs = room.zeros(static_cast<size_t>(p.l) * kTile);
  float* total = room.take(kTile);
  const size_t lane = static_cast<size_t>(p.h) * kTile;
  float* kept = call.out[1];
  for (int t = 0; t < p.windows; t += kTile, kept += 4 * lane) {
    const int count = std::min(kTile, p.windows - t);
    float *slopes = kept + lane, *values = slopes + lane, *gates = values + lane;
    copyTile(p, call.in[0], t, count, inputs);
    multiply(p.h, kTile, lookback, p.taps, p.l, inputs, kTile, kept, kTile, false);
    activate(p, t, count, mask, kept, slopes);
    multiply(p.h, kTile, p.h, p.value, p.h, kept, kTile, values, kTile, false);
    multiply(p.h, kTile, p.h, p.gate, p.h, kept, kTile, gates, kTile, false);
    for (int i = 0; i < kTile; i += kLanes) {
      Vec weight = splat(level);
      for (int lag = 0; lag < lookback; lag++) weight += p.skip[lag] * load(inputs + lag * kTile + i);
      for (int r = 0; r < p.h; r++) {
        const int at = r * kTile + i;
        const Vec value = load(values + at) + p.valueBias[r];
        const Vec gate = sigmoid(load(gates + at) + p.gateBias[r]);
        store(values + at, value);
        store(gates + at, gate);
        weight += p.out[r] * (value * gate);
      }
      store(total + i, weight);
    }
    std::memcpy(call.out[0] + t, total, 4 * count);
  }
}

/** Sums over many tiles: in float32 over a few, in double over all. */
struct Sums {
  std::vector<double> total;
  float* part;
  void flush() {
    for (size_t i = 0; i < total.size(); i++) {
      total[i] += part[i];
      part[i] = 0;
    }
  }
};

inline void unpad(const double* from, int rows, int columns, int paddedColumns, float* to) {
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++) *to++ = static_cast<float>(from[r * paddedColumns + c]);
}

/** In: dy, windows, the eight, kept. Out: gradients of windows, of the eight, of the level. */
void policyGradient(const Call& call) {
  constexpr int kFlush = 8;
  const auto [hidden, lookback] = std::pair(call.sizes[0], call.sizes[1]);
  Scratch room(policyRoom(hidden, lookback));
  const Policy p = policyOf(room, call.sizes, call.in + 2);
  const int h = p.h, l = p.l;
  const size_t lane = static_cast<size_t>(h) * kTile;
  Sums weights{std::vector<double>(h * l + 2 * h * h), room.zeros(h * l + 2 * h * h)};
  std::vector<double> byBias(h), byValueBias(h), byGateBias(h), byOut(h), bySkip(l);
  double byLevel = 0;
  float *dTaps = weights.part, *dValue = dTaps + h * l, *dGate = dValue + h * h;
  float *values = room.take(lane), *gates = room.take(lane), *down = room.take(lane), *turned = room.take(lane);
  float *inputs = room.zeros(l * kTile), *turnedInputs = room.take(l * kTile), *back = room.take(l * kTile);
  float* dp = room.take(kTile);
  float *turnedTaps = room.take(l * h), *turnedValue = room.take(h * h), *turnedGate = room.take(h * h);
  transpose(p.taps, l, h, l, turnedTaps, h);
  transpose(p.value, h, h, h, turnedValue, h);
  transpose(p.gate, h, h, h, turnedGate, h);
  const float* kept = call.in[10];
  int held = 0;
  for (int t = 0; t < p.windows; t += kTile, kept += 4 * lane) {
    const int count = std::min(kTile, p.windows - t);
    const float *slopes = kept + lane, *v = slopes + lane, *g = v + lane;
    std::fill(dp, dp + kTile, 0.0f);
    std::memcpy(dp, call.in[0] + t, 4 * count);
    copyTile(p, call.in[1], t, count, inputs);
    for (int r = 0; r < h; r++) {
      Vec value{}, gate{}, out{};
      for (int i = 0; i < kTile; i += kLanes) {
        const int at = r * kTile + i;
        const Vec gated = load(dp + i) * load(g + at);
        const Vec dv = p.out[r] * gated;
        const Vec dg = dv * load(v + at) * (1.0f - load(g + at));
        out += gated * load(v + at);
        value += dv;
        gate += dg;
        store(values + at, dv);
        store(gates + at, dg);
      }
      byOut[r] += sum(out);
      byValueBias[r] += sum(value);
      byGateBias[r] += sum(gate);
    }
    transpose(kept, kTile, h, kTile, turned, h);
    multiply(h, h, kTile, values, kTile, turned, h, dValue, h, true);
    multiply(h, h, kTile, gates, kTile, turned, h, dGate, h, true);
    multiply(h, kTile, h, turnedValue, h, values, kTile, down, kTile, false);
    multiply(h, kTile, h, turnedGate, h, gates, kTile, down, kTile, true);
    for (int r = 0; r < h; r++) {
      Vec total{};
      for (int i = 0; i < kTile; i += kLanes) {
        const Vec dy = load(slopes + r * kTile + i) * load(down + r * kTile + i);
        store(down + r * kTile + i, dy);
        total += dy;
      }
      byBias[r] += sum(total);
    }
    transpose(inputs, kTile, l, kTile, turnedInputs, l);
    multiply(h, l, kTile, down, kTile, turnedInputs, l, dTaps, l, true);
    multiply(l, kTile, h, turnedTaps, h, down, kTile, back, kTile, false);
    for (int lag = 0; lag < lookback; lag++) {
      Vec total{};
      for (int i = 0; i < kTile; i += kLanes) {
        total += load(inputs + lag * kTile + i) * load(dp + i);
        store(back + lag * kTile + i, load(back + lag * kTile + i) + p.skip[lag] * load(dp + i));
      }
      bySkip[lag] += sum(total);
      std::memcpy(call.out[0] + static_cast<size_t>(lag) * p.windows + t, back + lag * kTile, 4 * count);
    }
    for (int i = 0; i < kTile; i++) byLevel += dp[i];
    if (++held == kFlush) {
      weights.flush();
      held = 0;
    }
  }
  weights.flush();
  const double* totals = weights.total.data();
  unpad(totals, hidden, lookback, l, call.out[1]);
  unpad(byBias.data(), 1, hidden, h, call.out[2]);
  unpad(totals + h * l, hidden, hidden, h, call.out[3]);
  unpad(byValueBias.data(), 1, hidden, h, call.out[4]);
  unpad(totals + h * l + h * h, hidden, hidden, h, call.out[5]);
  unpad(byGateBias.data(), 1, hidden, h, call.out[6]);
  unpad(byOut.data(), 1, hidden, h, call.out[7]);
  unpad(bySkip.data(), 1, lookback, l, call.out[8]);
  call.out[9][0] = static_cast<float>(byLevel);
}

}  // namespace
}  // namespace RESIDUA_ISA
}  // namespace residua
