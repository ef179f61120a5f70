// A GRU over T steps of R = B·N sequences, reset after the product (torch.nn.GRU), from h = 0:
//
//     g = h Wh + bh,  r = σ(i_r + g_r),  z = σ(i_z + g_z),  n = tanh(i_n + r g_n),  h ← n + z (h − n)
//
// Inputs `[T + B − 1, N, 3H]`; sequence s = b·N + i reads row s + l·N at step l, so a tile of sequences
// reads consecutive rows at every step and stays in the cache for all T steps. H is padded to a multiple
// of 16 with zeros. For the gradient, a tile of m sequences keeps r, z, g_n, n as `[T, m, 4H]`, then h as
// `[T, m, H]`.
#pragma once
#include "simd.h"

namespace residua {
namespace RESIDUA_ISA {
namespace {

constexpr int kSequences = 64;

struct Gru {
  int hidden, steps, dates, n, h;
  size_t rows() const { return static_cast<size_t>(steps + dates - 1) * n; }
  int sequences() const { return dates * n; }
  /** Floats kept of so many sequences. */
  size_t kept(int count) const { return static_cast<size_t>(5) * h * steps * count; }
};

inline Gru gruOf(const int32_t* sizes) {
  return {sizes[0], sizes[1], sizes[2], sizes[3], padded(sizes[0])};
}

/** `[rows, 3, hidden]` to `[rows, 3, h]`, padded with zeros. */
inline void padGates(const float* from, size_t rows, int hidden, int h, float* to) {
  for (size_t gate = 0; gate < 3 * rows; gate++, from += hidden, to += h) {
    std::memcpy(to, from, 4 * hidden);
    std::fill(to + hidden, to + h, 0.0f);
  }
}

/** One step of `count` sequences: `g = h Wh` becomes r, z, g_n, n in place. */
inline void advance(int h, int count, const float* gi, const float* bh, float* g, const float* before, float* after) {
  for (int s = 0; s < count; s++, gi += 3 * h, g += 4 * h, before += h, after += h) {
    for (int j = 0; j < h; j += kLanes) {
      const Vec r = sigmoid(load(gi + j) + load(g + j) + load(bh + j));
      const Vec z = sigmoid(load(gi + h + j) + load(g + h + j) + load(bh + h + j));
      const Vec gn = load(g + 2 * h + j) + load(bh + 2 * h + j);
      const Vec n = 2.0f * sigmoid(2.0f * (load(gi + 2 * h + j) + r * gn)) - 1.0f;
      store(g + j, r);
      store(g + h + j, z);
      store(g + 2 * h + j, gn);
      store(g + 3 * h + j, n);
      store(after + j, n + z * (load(before + j) - n));
    }
  }
}

/** Sizes: H, T, B, N, whether to keep. In: inputs, weights, bias. Out: the last h, and what is kept. */
void gru(const Call& call) {
  const Gru p = gruOf(call.sizes);
  const int h = p.h, wide = 3 * h;
  const bool keeps = call.sizes[4], pads = h != p.hidden;
  const size_t work = keeps ? 0 : p.kept(kSequences), copies = pads ? p.rows() * wide : 0;
  Scratch room(static_cast<size_t>(h) * wide + wide + kSequences * h + work + copies);
  float *wh = room.zeros(h * wide), *bh = room.take(wide), *zeros = room.zeros(kSequences * h);
  padGates(call.in[1], p.hidden, p.hidden, h, wh);
  padGates(call.in[2], 1, p.hidden, h, bh);
  float *kept = keeps ? call.out[1] : room.take(work), *copy = room.take(copies);
  if (pads) padGates(call.in[0], p.rows(), p.hidden, h, copy);
  const float* inputs = pads ? copy : call.in[0];
  for (int t = 0; t < p.sequences(); t += kSequences) {
    const int m = std::min(kSequences, p.sequences() - t);
    const size_t lane = static_cast<size_t>(m) * h;
    float *gates = keeps ? kept + p.kept(t) : kept, *states = gates + 4 * lane * p.steps;
    const float* before = zeros;
    for (int l = 0; l < p.steps; l++, gates += 4 * lane, before = states, states += lane) {
      if (l == 0) std::fill(gates, gates + 4 * lane, 0.0f);
      else multiply(m, wide, h, before, h, wh, wide, gates, 4 * h, false);
      advance(h, m, inputs + (t + static_cast<size_t>(l) * p.n) * wide, bh, gates, before, states);
    }
    for (int s = 0; s < m; s++)
      std::memcpy(call.out[0] + static_cast<size_t>(t + s) * p.hidden, before + s * h, 4 * p.hidden);
  }
}

/** One step back: ∂g, the gradient of the inputs added to theirs, `z ∂h` in place of ∂h. */
inline void retreat(
    int h, int count, const float* gates, const float* before, float* dh, float* dg, float* dgi, float* bias) {
  for (int s = 0; s < count; s++, gates += 4 * h, before += h, dh += h, dg += 3 * h, dgi += 3 * h) {
    for (int j = 0; j < h; j += kLanes) {
      const Vec dy = load(dh + j), r = load(gates + j), z = load(gates + h + j), n = load(gates + 3 * h + j);
      const Vec kept = dy * z;
      const Vec dz = kept * (1.0f - z) * (load(before + j) - n);
      const Vec dn = (dy - kept) * (1.0f - n * n);
      const Vec byGate = dn * r;
      const Vec dr = byGate * load(gates + 2 * h + j) * (1.0f - r);
      store(dh + j, kept);
      store(dg + j, dr);
      store(dg + h + j, dz);
      store(dg + 2 * h + j, byGate);
      store(dgi + j, load(dgi + j) + dr);
      store(dgi + h + j, load(dgi + h + j) + dz);
      store(dgi + 2 * h + j, load(dgi + 2 * h + j) + dn);
      store(bias + j, load(bias + j) + byGate);
    }
  }
}

inline void addTo(std::vector<double>& total, size_t from, float* part, size_t count) {
  for (size_t i = 0; i < count; i++) total[from + i] += part[i];
  std::fill(part, part + count, 0.0f);
}

/** `[rows, 3, h]` to `[rows, 3, hidden]` in float32. */
template <typename Number>
void unpadGates(const Number* from, size_t rows, int hidden, int h, float* to) {
  for (size_t gate = 0; gate < 3 * rows; gate++, from += h)
    for (int j = 0; j < hidden; j++) *to++ = static_cast<float>(from[j]);
}

/**
 * Back-propagation through time. Sizes: H, T, B, N. In: dy, weights, kept. Out: gradients of inputs,
 * weights and bias, with a_n the argument of tanh:
 *
 *     ∂z = ∂h (h − n) z (1 − z),  ∂a_n = ∂h (1 − z)(1 − n²),  ∂r = ∂a_n g_n r (1 − r)
 *     ∂i = (∂r, ∂z, ∂a_n),  ∂g = (∂r, ∂z, r ∂a_n),  ∂h ← z ∂h + ∂g Whᵀ,  ∂Wh = Σ hᵀ ∂g,  ∂bh = Σ ∂g
 */
void gruGradient(const Call& call) {
  const Gru p = gruOf(call.sizes);
  const int h = p.h, wide = 3 * h;
  const bool pads = h != p.hidden;
  const size_t copies = pads ? p.rows() * wide : 0;
  Scratch room(static_cast<size_t>(3) * h * wide + h + 5 * kSequences * h + copies);
  float *wh = room.take(h * wide), *turned = room.take(h * wide), *part = room.zeros(h * wide);
  float *partBias = room.zeros(h), *zeros = room.zeros(kSequences * h);
  float *dh = room.zeros(kSequences * h), *dg = room.take(kSequences * wide);
  float* dgi = pads ? room.take(copies) : call.out[0];
  padGates(call.in[1], p.hidden, p.hidden, h, wh);
  std::fill(wh + p.hidden * wide, wh + h * wide, 0.0f);
  transpose(wh, wide, h, wide, turned, h);
  std::fill(dgi, dgi + p.rows() * wide, 0.0f);
  std::vector<double> byWeights(h * wide), byBias(wide);
  for (int t = 0; t < p.sequences(); t += kSequences) {
    const int m = std::min(kSequences, p.sequences() - t);
    const size_t lane = static_cast<size_t>(m) * h;
    const float *gates = call.in[2] + p.kept(t), *states = gates + 4 * lane * p.steps;
    for (int s = 0; s < m; s++)
      std::memcpy(dh + s * h, call.in[0] + static_cast<size_t>(t + s) * p.hidden, 4 * p.hidden);
    for (int l = p.steps - 1; l >= 0; l--) {
      const float* before = l == 0 ? zeros : states + (l - 1) * lane;
      float* to = dgi + (t + static_cast<size_t>(l) * p.n) * wide;
      retreat(h, m, gates + 4 * lane * l, before, dh, dg, to, partBias);
      if (l == 0) break;
      multiply(m, h, wide, dg, wide, turned, h, dh, h, true);
      multiplyTransposed(h, wide, m, before, h, dg, wide, part, wide);
    }
    addTo(byWeights, 0, part, static_cast<size_t>(h) * wide);
    addTo(byBias, 2 * h, partBias, h);
  }
  for (size_t row = 0; row < p.rows(); row++)
    for (int j = 0; j < 2 * h; j++) byBias[j] += dgi[row * wide + j];
  if (pads) unpadGates(dgi, p.rows(), p.hidden, h, call.out[0]);
  unpadGates(byWeights.data(), p.hidden, p.hidden, h, call.out[1]);
  unpadGates(byBias.data(), 1, p.hidden, h, call.out[2]);
}

}  // namespace
}  // namespace RESIDUA_ISA
}  // namespace residua
