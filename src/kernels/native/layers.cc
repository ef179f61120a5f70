// Every layer, in the order of LAYERS in kernels.ts. Compiled once for each instruction set: RESIDUA_ISA is
// the namespace, RESIDUA_LANES the number of floats in a vector.
#include "layers.h"

#include <utility>

#include "factors.h"
#include "gru.h"
#include "measures.h"
#include "policy.h"

namespace residua {
namespace RESIDUA_ISA {
namespace {

/** As `dropoutMask` in random.ts, the same bits. Sizes: count, hi, lo, threshold. Numbers: kept. */
void dropout(const Call& call) {
  const uint32_t hi = call.sizes[1], lo = call.sizes[2], threshold = call.sizes[3];
  const int count = call.sizes[0];
  const float kept = call.numbers[0];
  constexpr int kWords = 32;  // two entries each
  uint32_t words[kWords];
  float part[2 * kWords];
  for (int i = 0; i < count; i += 2 * kWords) {
    for (int w = 0; w < kWords; w++) {
      uint32_t word = (lo + i / 2 + w) * 0x9e3779b1u ^ hi;
      word = (word ^ (word >> 16)) * 0x85ebca6bu;
      word = (word ^ (word >> 13)) * 0xc2b2ae35u;
      words[w] = word ^ (word >> 16);
    }
    for (int w = 0; w < kWords; w += 4) {
      for (int j = 0; j < 4; j++) {
        part[2 * w + j] = (words[w + j] & 0xffffu) >= threshold ? kept : 0.0f;
        part[2 * w + 4 + j] = (words[w + j] >> 16) >= threshold ? kept : 0.0f;
      }
    }
    std::memcpy(call.out[0] + i, part, 4 * std::min(2 * kWords, count - i));
  }
}

/** Sizes: L, B, n. In: series `[L + B, n]`. Out: windows `[L, B·n]`, newest first. */
void windows(const Call& call) {
  const int lookback = call.sizes[0];
  const size_t n = call.sizes[2], width = call.sizes[1] * n;
  for (int lag = 0; lag < lookback; lag++)
    std::memcpy(call.out[0] + lag * width, call.in[0] + (lookback - 1 - lag) * n, 4 * width);
}

void windowsGradient(const Call& call) {
  const int lookback = call.sizes[0];
  const size_t n = call.sizes[2], width = call.sizes[1] * n;
  std::fill(call.out[0], call.out[0] + lookback * n + width, 0.0f);
  for (int lag = 0; lag < lookback; lag++) {
    float* to = call.out[0] + (lookback - 1 - lag) * n;
    const float* from = call.in[0] + lag * width;
    for (size_t i = 0; i < width; i++) to[i] += from[i];
  }
}

/** Sizes: B, n. Numbers: ε. In: weights. Out: `w / (‖w‖₁ + ε)`. */
void normalise(const Call& call) {
  const size_t n = call.sizes[1];
  for (int row = 0; row < call.sizes[0]; row++) {
    const float* w = call.in[0] + row * n;
    double size = call.numbers[0];
    for (size_t i = 0; i < n; i++) size += std::abs(w[i]);
    const float scale = static_cast<float>(1 / size);
    for (size_t i = 0; i < n; i++) call.out[0][row * n + i] = w[i] * scale;
  }
}

/** In: dy, weights, books. `∂w = (∂y − sign(w) Σ ∂y y) / (‖w‖₁ + ε)`. */
void normaliseGradient(const Call& call) {
  const size_t n = call.sizes[1];
  for (int row = 0; row < call.sizes[0]; row++) {
    const float *dy = call.in[0] + row * n, *w = call.in[1] + row * n, *book = call.in[2] + row * n;
    double size = call.numbers[0], along = 0;
    for (size_t i = 0; i < n; i++) {
      size += std::abs(w[i]);
      along += static_cast<double>(dy[i]) * book[i];
    }
    const float scale = static_cast<float>(1 / size), shift = static_cast<float>(along);
    for (size_t i = 0; i < n; i++) {
      const float sign = w[i] > 0 ? shift : w[i] < 0 ? -shift : 0.0f;
      call.out[0][row * n + i] = (dy[i] - sign) * scale;
    }
  }
}

/** Calls `visit` for each vector of x; the last is padded with zeros. */
template <typename Visit>
void eachVector(int count, std::vector<const float*> from, float* to, Visit visit) {
  for (int i = 0; i < count; i += kLanes) {
    const int left = std::min(kLanes, count - i);
    Vec parts[2] = {};
    for (size_t p = 0; p < from.size(); p++) std::memcpy(&parts[p], from[p] + i, 4 * left);
    const Vec result = visit(parts[0], parts[1]);
    std::memcpy(to + i, &result, 4 * left);
  }
}

/** Sizes: count. In: x. */
void gelu(const Call& call) {
  eachVector(call.sizes[0], {call.in[0]}, call.out[0], [](Vec x, Vec) {
    return x * sigmoid(x * (x * x * (kGeluScale * kGeluCubic) + kGeluScale));
  });
}

/** In: dy, x. */
void geluGradient(const Call& call) {
  eachVector(call.sizes[0], {call.in[0], call.in[1]}, call.out[0], [](Vec dy, Vec x) {
    const Vec gate = sigmoid(x * (x * x * (kGeluScale * kGeluCubic) + kGeluScale));
    const Vec steep = x * x * (3 * kGeluScale * kGeluCubic) + kGeluScale;
    return dy * gate * (x * steep * (1.0f - gate) + 1.0f);
  });
}

/**
 * Sizes: how many parameters, then the length of each. Numbers: clipNorm (0: none), its ε, β₁, β₂, rate,
 * root, ε, then what is kept of each. In: parameters, gradients, both moments. Out: moments, parameters.
 */
void adamW(const Call& call) {
  const int count = call.sizes[0];
  const float *x = call.numbers, *keep = call.numbers + 7;
  double squares = 0;
  for (int i = 0; i < count; i++)
    for (int j = 0; j < call.sizes[1 + i]; j++) squares += static_cast<double>(call.in[count + i][j]) * call.in[count + i][j];
  const float clip = x[0] == 0 ? 1.0f : static_cast<float>(std::min(1.0, x[0] / (std::sqrt(squares) + x[1])));
  const float *mean = call.in[2 * count], *square = call.in[2 * count + 1];
  float *nextMean = call.out[0], *nextSquare = call.out[1];
  for (int i = 0; i < count; i++) {
    for (int j = 0; j < call.sizes[1 + i]; j++) {
      const float gradient = call.in[count + i][j] * clip;
      const float m = *mean++ * x[2] + gradient * (1 - x[2]);
      const float s = *square++ * x[3] + gradient * gradient * (1 - x[3]);
      *nextMean++ = m;
      *nextSquare++ = s;
      call.out[2 + i][j] = call.in[i][j] * keep[i] - x[4] * m / (std::sqrt(s) * x[5] + x[6]);
    }
  }
}

}  // namespace

extern const Layer kLayers[kLayerCount] = {
    adamW,
    attention, attentionGradient,
    dropout, gelu, geluGradient,
    gru, gruGradient,
    policy, policyGradient, windows, windowsGradient,
    blockMeasures, blockMeasuresGradient, normalise, normaliseGradient,
    project, projectGradient,
};

}  // namespace RESIDUA_ISA
}  // namespace residua
