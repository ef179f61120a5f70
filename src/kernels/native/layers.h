// Fused layers of the native engine, named in src/kernels/fused.ts. Each is also written in plain
// operations, and tests compare the two.
#pragma once
#include <cstdint>

namespace residua {

/** One call: inputs and outputs in float32, row-major, in the order of native/layers/*.ts. */
struct Call {
  const float* const* in;
  float* const* out;
  /** Whole sizes, and real numbers. */
  const int32_t* sizes;
  const float* numbers;
};

using Layer = void (*)(const Call&);

constexpr int kLayerCount = 18;

// layers.cc compiled for several instruction sets; ops.cc uses the widest that the processor supports.
namespace wide { extern const Layer kLayers[kLayerCount]; }    // AVX-512
namespace middle { extern const Layer kLayers[kLayerCount]; }  // AVX2 and FMA
namespace plain { extern const Layer kLayers[kLayerCount]; }   // the compiler's default

}  // namespace residua
