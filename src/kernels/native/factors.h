// Factor weights `ω = softmax_i(X A)` over the universe, and projections `Φ v = v − Wᵀ G⁻¹ W v`.
#pragma once
#include <limits>

#include "simd.h"

namespace residua {
namespace RESIDUA_ISA {
namespace {

constexpr int kAssets = 64;

/** Softmax of a row over the entries whose mask is 1; the others, and all of an empty date, become 0. */
inline void softmax(float* row, const float* mask, int n) {
  float most = -std::numeric_limits<float>::max();
  for (int i = 0; i < n; i++) most = mask[i] > 0 ? std::max(most, row[i]) : most;
  Vec total{};
  int i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    const Vec e = load(mask + i) > 0.0f ? exponential(load(row + i) - most) : Vec{};
    store(row + i, e);
    total += e;
  }
  double sum_ = sum(total);
  for (; i < n; i++) {
    row[i] = mask[i] > 0 ? exponential(splat(row[i] - most))[0] : 0.0f;
    sum_ += row[i];
  }
  const float scale = sum_ == 0 ? 0.0f : static_cast<float>(1 / sum_);
  for (i = 0; i < n; i++) row[i] *= scale;
}

/** Sizes: D, n, K, M. In: values `[D·n, M]`, folded `[M, K]`, mask `[D, n]`. Out: weights `[D, K, n]`. */
void attention(const Call& call) {
  const int days = call.sizes[0], n = call.sizes[1], k = call.sizes[2], m = call.sizes[3];
  const int wide = (n + kAssets - 1) / kAssets * kAssets;
  Scratch room(static_cast<size_t>(k) * m + static_cast<size_t>(m) * kAssets + static_cast<size_t>(k) * wide);
  float *turned = room.take(k * m), *tile = room.take(m * kAssets), *scores = room.take(static_cast<size_t>(k) * wide);
  transpose(call.in[1], k, m, k, turned, m);
  for (int day = 0; day < days; day++) {
    const float* x = call.in[0] + static_cast<size_t>(day) * n * m;
    for (int i = 0; i < n; i += kAssets) {
      const int count = std::min(kAssets, n - i);
      if (count < kAssets) std::fill(tile, tile + m * kAssets, 0.0f);
      transpose(x + static_cast<size_t>(i) * m, m, count, m, tile, kAssets);
      multiply(k, kAssets, m, turned, m, tile, kAssets, scores + i, wide, false);
    }
    for (int f = 0; f < k; f++) {
      float* to = call.out[0] + (static_cast<size_t>(day) * k + f) * n;
      std::memcpy(to, scores + static_cast<size_t>(f) * wide, 4 * static_cast<size_t>(n));
      softmax(to, call.in[2] + static_cast<size_t>(day) * n, n);
    }
  }
}

/** In: dy, values, weights. Out: the gradient of folded, `Xᵀ ∂S` with `∂S = ω (∂ω − Σ ω ∂ω)`. */
void attentionGradient(const Call& call) {
  const int days = call.sizes[0], n = call.sizes[1], k = call.sizes[2], m = call.sizes[3];
  const int wide = padded(m);
  Scratch room(static_cast<size_t>(k) * n + static_cast<size_t>(n) * wide + static_cast<size_t>(k) * wide);
  float *scores = room.take(static_cast<size_t>(k) * n), *x = room.zeros(static_cast<size_t>(n) * wide);
  float* part = room.take(static_cast<size_t>(k) * wide);
  std::vector<double> total(static_cast<size_t>(k) * wide);
  for (int day = 0; day < days; day++) {
    for (int f = 0; f < k; f++) {
      const size_t at = (static_cast<size_t>(day) * k + f) * n;
      const float *w = call.in[2] + at, *dw = call.in[0] + at;
      Vec along{};
      int i = 0;
      for (; i + kLanes <= n; i += kLanes) along += load(w + i) * load(dw + i);
      double shift = sum(along);
      for (; i < n; i++) shift += w[i] * dw[i];
      const float middle = static_cast<float>(shift);
      float* ds = scores + static_cast<size_t>(f) * n;
      for (i = 0; i < n; i++) ds[i] = w[i] * (dw[i] - middle);
    }
    const float* from = call.in[1] + static_cast<size_t>(day) * n * m;
    for (int i = 0; i < n; i++) std::memcpy(x + static_cast<size_t>(i) * wide, from + static_cast<size_t>(i) * m, 4 * m);
    multiply(k, wide, n, scores, n, x, wide, part, wide, false);
    for (size_t i = 0; i < total.size(); i++) total[i] += part[i];
  }
  for (int c = 0; c < m; c++)
    for (int f = 0; f < k; f++) call.out[0][c * k + f] = static_cast<float>(total[static_cast<size_t>(f) * wide + c]);
}

/** A pivot below this share of its diagonal entry is rounding, not rank. */
constexpr double kPivot = 1e-13;

/** `G = L Lᵀ` in double; the diagonal holds its reciprocals, or NaN. */
inline void factorise(const float* gram, int size, double* lower) {
  for (int i = 0; i < size; i++) {
    for (int j = 0; j <= i; j++) {
      double left = gram[i * size + j];
      const double diagonal = left;
      for (int k = 0; k < j; k++) left -= lower[i * size + k] * lower[j * size + k];
      if (i > j) left *= lower[j * size + j];
      else left = left > diagonal * kPivot ? 1 / std::sqrt(left) : std::nan("");
      lower[i * size + j] = left;
    }
  }
}

inline double dot(const float* a, const float* b, int n) {
  Vec first{}, second{};
  int i = 0;
  for (; i + 2 * kLanes <= n; i += 2 * kLanes) {
    first += load(a + i) * load(b + i);
    second += load(a + i + kLanes) * load(b + i + kLanes);
  }
  double total = sum(first) + sum(second);
  for (; i < n; i++) total += static_cast<double>(a[i]) * b[i];
  return total;
}

/** `x = (L Lᵀ)⁻¹ W v` */
inline void solve(const float* w, const float* v, int size, int n, const double* lower, float* x) {
  std::vector<double> right(size);
  for (int i = 0; i < size; i++) {
    double left = dot(w + static_cast<size_t>(i) * n, v, n);
    for (int k = 0; k < i; k++) left -= lower[i * size + k] * right[k];
    right[i] = left * lower[i * size + i];
  }
  for (int i = size - 1; i >= 0; i--) {
    for (int k = i + 1; k < size; k++) right[i] -= lower[k * size + i] * right[k];
    right[i] *= lower[i * size + i];
    x[i] = static_cast<float>(right[i]);
  }
}

/** `r = v − Wᵀ x` */
inline void subtract(const float* v, const float* w, const float* x, int size, int n, float* r) {
  int i = 0;
  for (; i + 4 * kLanes <= n; i += 4 * kLanes) {
    Vec left[4];
    for (int q = 0; q < 4; q++) left[q] = load(v + i + q * kLanes);
    for (int k = 0; k < size; k++)
      for (int q = 0; q < 4; q++) left[q] -= x[k] * load(w + static_cast<size_t>(k) * n + i + q * kLanes);
    for (int q = 0; q < 4; q++) store(r + i + q * kLanes, left[q]);
  }
  for (; i < n; i++) {
    float left = v[i];
    for (int k = 0; k < size; k++) left -= x[k] * w[static_cast<size_t>(k) * n + i];
    r[i] = left;
  }
}

/** Sizes: D, B, K, n. In: weights, gram, vectors. Out: residuals `[B, n]` and shares `[B, K]`. */
void project(const Call& call) {
  const int days = call.sizes[0], steps = call.sizes[1], k = call.sizes[2], n = call.sizes[3];
  std::vector<double> lower(static_cast<size_t>(k) * k);
  for (int step = 0; step < steps; step++) {
    const size_t day = days - steps + step;
    const float *w = call.in[0] + day * k * n, *v = call.in[2] + static_cast<size_t>(step) * n;
    float* x = call.out[1] + static_cast<size_t>(step) * k;
    factorise(call.in[1] + day * k * k, k, lower.data());
    solve(w, v, k, n, lower.data(), x);
    subtract(v, w, x, k, n, call.out[0] + static_cast<size_t>(step) * n);
  }
}

/**
 * In: dy, weights, gram, residuals, shares. Out: gradients of weights and vectors: with `y = G⁻¹ W ∂ε`,
 * `∂v = ∂ε − Wᵀ y` and `∂W = −x ∂vᵀ − y εᵀ`, the way through G included.
 */
void projectGradient(const Call& call) {
  const int days = call.sizes[0], steps = call.sizes[1], k = call.sizes[2], n = call.sizes[3];
  std::vector<double> lower(static_cast<size_t>(k) * k);
  std::vector<float> y(k);
  const size_t size = static_cast<size_t>(k) * n;
  std::fill(call.out[0], call.out[0] + (days - steps) * size, 0.0f);
  for (int step = 0; step < steps; step++) {
    const size_t day = days - steps + step, row = static_cast<size_t>(step) * n;
    const float *w = call.in[1] + day * size, *dy = call.in[0] + row, *residuals = call.in[3] + row;
    const float* x = call.in[4] + static_cast<size_t>(step) * k;
    float* dv = call.out[1] + row;
    factorise(call.in[2] + day * k * k, k, lower.data());
    solve(w, dy, k, n, lower.data(), y.data());
    subtract(dy, w, y.data(), k, n, dv);
    for (int f = 0; f < k; f++) {
      float* to = call.out[0] + day * size + static_cast<size_t>(f) * n;
      const float a = x[f], b = y[f];
      for (int i = 0; i < n; i++) to[i] = -a * dv[i] - b * residuals[i];
    }
  }
}

}  // namespace
}  // namespace RESIDUA_ISA
}  // namespace residua
