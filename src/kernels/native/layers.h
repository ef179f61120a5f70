// Layers of our own for the native engine. Each is told in src/tensor/fused.ts; plain operations
// elsewhere say the same, and tests compare the two.
#pragma once
#include <cstdint>

namespace residua {

/** One call: inputs and outputs in float32, row-major, in the order that kernels.ts gives them. */
struct Call {
  const float* const* in;
  float* const* out;
  /** Sizes, and numbers that are not whole. */
  const int32_t* sizes;
  const float* numbers;
};

using Layer = void (*)(const Call&);

constexpr int kLayerCount = 16;

// The same source compiled for several instruction sets; ops.cc takes the widest that is here.
namespace wide { extern const Layer kLayers[kLayerCount]; }    // AVX-512
namespace middle { extern const Layer kLayers[kLayerCount]; }  // AVX2 and FMA
namespace plain { extern const Layer kLayers[kLayerCount]; }   // whatever the compiler takes for granted

}  // namespace residua
