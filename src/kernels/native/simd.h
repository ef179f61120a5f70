// Vectors of float32, transposes and small matrix products, for one instruction set.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace residua {
namespace RESIDUA_ISA {
namespace {

constexpr int kLanes = RESIDUA_LANES;
typedef float Vec __attribute__((vector_size(4 * RESIDUA_LANES), aligned(4), may_alias));
typedef int32_t IntVec __attribute__((vector_size(4 * RESIDUA_LANES), aligned(4), may_alias));

inline Vec load(const float* at) { return *reinterpret_cast<const Vec*>(at); }
inline void store(float* at, Vec x) { *reinterpret_cast<Vec*>(at) = x; }
inline Vec splat(float x) { return Vec{} + x; }

/** In double, so that the order of the lanes matters little. */
inline double sum(Vec x) {
  double total = 0;
  for (int i = 0; i < kLanes; i++) total += x[i];
  return total;
}

/** `eˣ` within 2 ulp where the result is normal; NaN stays NaN. */
inline Vec exponential(Vec x) {
  const Vec magic = splat(12582912.0f);  // 1.5 · 2²³: adding it rounds to whole numbers
  x = x < -87.0f ? splat(-87.0f) : x;
  x = x > 87.0f ? splat(87.0f) : x;
  const Vec shifted = x * 1.44269504f + magic;
  const Vec whole = shifted - magic;
  const Vec r = x - whole * 0.693359375f + whole * 2.12194440e-4f;
  Vec p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const IntVec exponent = (IntVec)shifted - (IntVec)magic + 127;
  return p * (Vec)(exponent << 23);
}

inline Vec sigmoid(Vec x) { return 1.0f / (1.0f + exponential(-x)); }

inline int padded(int size) { return (size + 15) & ~15; }

/** `to[columns × rows]` of `from[rows × columns]`; lengths of rows given. */
inline void transpose(const float* from, int rowFrom, int rows, int columns, float* to, int rowTo) {
  constexpr int kBlock = 16;
  for (int r0 = 0; r0 < rows; r0 += kBlock) {
    const int r1 = std::min(rows, r0 + kBlock);
    for (int c0 = 0; c0 < columns; c0 += kBlock) {
      const int c1 = std::min(columns, c0 + kBlock);
      for (int c = c0; c < c1; c++)
        for (int r = r0; r < r1; r++) to[c * rowTo + r] = from[r * rowFrom + c];
    }
  }
}

/** Rows × (V · lanes) entries of `C (+)= A B`, or `Aᵀ B` where Turned; their sums in registers. */
template <int Rows, int V, bool Turned>
inline void block(int k, const float* a, int rowA, const float* b, int rowB, float* c, int rowC, bool add) {
  Vec sums[Rows][V];
  for (int r = 0; r < Rows; r++)
    for (int v = 0; v < V; v++) sums[r][v] = add ? load(c + r * rowC + v * kLanes) : Vec{};
  for (int p = 0; p < k; p++) {
    Vec row[V];
    for (int v = 0; v < V; v++) row[v] = load(b + p * rowB + v * kLanes);
    for (int r = 0; r < Rows; r++) {
      const Vec x = splat(Turned ? a[p * rowA + r] : a[r * rowA + p]);
      for (int v = 0; v < V; v++) sums[r][v] += x * row[v];
    }
  }
  for (int r = 0; r < Rows; r++)
    for (int v = 0; v < V; v++) store(c + r * rowC + v * kLanes, sums[r][v]);
}

template <int V, bool Turned>
inline void columnsOf(int m, int k, const float* a, int rowA, const float* b, int rowB, float* c, int rowC, bool add) {
  const int step = Turned ? 1 : rowA;
  int r = 0;
  for (; r + 6 <= m; r += 6) block<6, V, Turned>(k, a + r * step, rowA, b, rowB, c + r * rowC, rowC, add);
  for (; r + 2 <= m; r += 2) block<2, V, Turned>(k, a + r * step, rowA, b, rowB, c + r * rowC, rowC, add);
  if (r < m) block<1, V, Turned>(k, a + r * step, rowA, b, rowB, c + r * rowC, rowC, add);
}

template <bool Turned>
inline void product(
    int m, int n, int k, const float* a, int rowA, const float* b, int rowB, float* c, int rowC, bool add) {
  constexpr int kMost = RESIDUA_LANES == 16 ? 4 : 2;
  int j = 0;
  for (; j + kMost * kLanes <= n; j += kMost * kLanes)
    columnsOf<kMost, Turned>(m, k, a, rowA, b + j, rowB, c + j, rowC, add);
  if (kMost == 4 && j + 2 * kLanes <= n) {
    columnsOf<2, Turned>(m, k, a, rowA, b + j, rowB, c + j, rowC, add);
    j += 2 * kLanes;
  }
  for (; j + kLanes <= n; j += kLanes) columnsOf<1, Turned>(m, k, a, rowA, b + j, rowB, c + j, rowC, add);
}

/** `C (+)= A B`, `[m × k][k × n]`; n is a multiple of the lanes, rows have the lengths given. */
inline void multiply(
    int m, int n, int k, const float* a, int rowA, const float* b, int rowB, float* c, int rowC, bool add) {
  product<false>(m, n, k, a, rowA, b, rowB, c, rowC, add);
}

/** `C += Aᵀ B` of `[k × m]` and `[k × n]`; n is a multiple of the lanes. */
inline void multiplyTransposed(
    int m, int n, int k, const float* a, int rowA, const float* b, int rowB, float* c, int rowC) {
  product<true>(m, n, k, a, rowA, b, rowB, c, rowC, true);
}

/** Scratch memory of a call; the thread keeps it for the next call. */
class Scratch {
 public:
  explicit Scratch(size_t floats) {
    if (room().size() < floats) room().resize(floats);
    top_ = room().data();
  }
  float* take(size_t floats) {
    float* at = top_;
    top_ += floats;
    return at;
  }
  float* zeros(size_t floats) {
    float* at = take(floats);
    std::fill(at, at + floats, 0.0f);
    return at;
  }

 private:
  static std::vector<float>& room() {
    static thread_local std::vector<float> kept;
    return kept;
  }
  float* top_;
};

}  // namespace
}  // namespace RESIDUA_ISA
}  // namespace residua
