import { type Key, normals } from '../tensor/random.js'

/**
 * A random matrix `[rows, columns]` with orthonormal rows or columns, whichever are fewer, times
 * `gain` (Saxe, McClelland, Ganguli 2014): normal draws, orthogonalised by Gram and Schmidt's method
 * twice, in double.
 */
export function orthogonal(
  key: Key,
  [rows, columns]: readonly [number, number],
  gain: number,
): Float32Array {
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows]
  const vectors = orthonormal(Float64Array.from(normals(key, count * length)), length)
  const at = (row: number, column: number) =>
    rows < columns ? vectors[row][column] : vectors[column][row]
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => gain * at(Math.floor(i / columns), i % columns),
  )
}

const PASSES = 2 // one leaves an error that grows with the number of vectors

function orthonormal(draws: Float64Array, length: number): Float64Array[] {
  const done: Float64Array[] = []
  for (let from = 0; from < draws.length; from += length) {
    const vector = draws.slice(from, from + length)
    for (let pass = 0; pass < PASSES; pass++) for (const other of done) subtract(vector, other)
    const norm = Math.sqrt(dot(vector, vector))
    done.push(vector.map((x) => x / norm))
  }
  return done
}

/** Takes the part along a unit vector away. */
function subtract(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit)
  for (let i = 0; i < vector.length; i++) vector[i] -= along * unit[i]
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
