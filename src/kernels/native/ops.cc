// One TensorFlow operation for all fused layers, on the CPU, through TensorFlow's C API:
//
//     ResiduaLayer(tensors: N × float, sizes: int32, numbers: float) → outputs: M × float
//
// `sizes` begins with the layer's index, then the shape of each output (rank, dimensions), then the
// layer's own sizes. These are tensors and not attributes because they change from step to step, and
// TensorFlow caches a kernel for each combination of attributes.
#include "layers.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

#include <vector>

namespace residua {
namespace {

const Layer* supportedLayers() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    return wide::kLayers;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return middle::kLayers;
#endif
  return plain::kLayers;
}

void* create(TF_OpKernelConstruction*) { return nullptr; }
void destroy(void*) {}

void compute(void*, TF_OpKernelContext* context) {
  static const Layer* const layers = supportedLayers();
  TF_Status* status = TF_NewStatus();
  const int inputs = TF_NumInputs(context), outputs = TF_NumOutputs(context);
  std::vector<TF_Tensor*> tensors;
  std::vector<const float*> in(inputs);
  for (int i = 0; i < inputs; i++) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context, i, &tensor, status);
    if (TF_GetCode(status) != TF_OK) break;
    tensors.push_back(tensor);
    in[i] = static_cast<const float*>(TF_TensorData(tensor));
  }
  if (TF_GetCode(status) == TF_OK) {
    const int32_t* sizes = reinterpret_cast<const int32_t*>(in[inputs - 2]);
    const int layer = *sizes++;
    std::vector<float*> out(outputs);
    for (int i = 0; i < outputs && TF_GetCode(status) == TF_OK; i++) {
      std::vector<int64_t> shape(sizes + 1, sizes + 1 + sizes[0]);
      sizes += 1 + shape.size();
      size_t bytes = sizeof(float);
      for (int64_t length : shape) bytes *= length;
      TF_Tensor* tensor = TF_AllocateOutput(context, i, TF_FLOAT, shape.data(), shape.size(), bytes, status);
      if (TF_GetCode(status) != TF_OK) break;
      tensors.push_back(tensor);
      out[i] = static_cast<float*>(TF_TensorData(tensor));
    }
    if (TF_GetCode(status) == TF_OK) layers[layer]({in.data(), out.data(), sizes, in[inputs - 1]});
  }
  if (TF_GetCode(status) != TF_OK) TF_OpKernelContext_Failure(context, status);
  for (TF_Tensor* tensor : tensors) TF_DeleteTensor(tensor);
  TF_DeleteStatus(status);
}

/** Runs when the library is loaded, once a process. */
const bool registered = [] {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder("ResiduaLayer");
  TF_OpDefinitionBuilderAddAttr(op, "N: int >= 0");
  TF_OpDefinitionBuilderAddAttr(op, "M: int >= 1");
  TF_OpDefinitionBuilderAddInput(op, "tensors: N * float");
  TF_OpDefinitionBuilderAddInput(op, "sizes: int32");
  TF_OpDefinitionBuilderAddInput(op, "numbers: float");
  TF_OpDefinitionBuilderAddOutput(op, "outputs: M * float");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, &TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(op, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* kernel = TF_NewKernelBuilder("ResiduaLayer", "CPU", &create, &compute, &destroy);
    TF_RegisterKernelBuilder("ResiduaLayer", kernel, status);
  }
  const bool done = TF_GetCode(status) == TF_OK;
  TF_DeleteStatus(status);
  return done;
}();

}  // namespace
}  // namespace residua
