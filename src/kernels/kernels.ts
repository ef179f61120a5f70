/**
 * The one door of this room: the names of the fused kernels and how to run them, their registration with
 * an engine, and the linear algebra in double precision. Other rooms import nothing else from here.
 */
export { CLIP_EPSILON, FUSED, hasKernel, runKernel } from './fused.js'
export { nativeLayers, registerNativeKernels } from './native/kernels.js'
export { nativeHeaders, nativeSources } from './native/sources.js'
export { type Arena, arena, doubles } from './wasm/doubles.js'
export { registerWasmKernels } from './wasm/kernels.js'
