/**
 * Dense linear algebra in double, two numbers at a time, without fused multiply-adds: the same bits on
 * every machine and version of V8. Addresses are in bytes; matrices are row-major and without gaps.
 */
export { largestEigenvalues } from './eigenvalues'
export { inverseIteration, transformBack } from './eigenvectors'
export { product, rowProducts } from './products'
export { normaliseRows, standardise, transpose } from './standardise'
export { solveLower } from './triangular'
export { tridiagonalise } from './tridiagonalise'
