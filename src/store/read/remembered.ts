/** Values in the order asked; those that are not in memory are read together. */
export async function known<K, V>(
  memory: ReadonlyMap<K, V>,
  keys: readonly K[],
  read: (unknown: readonly K[]) => Promise<V[]>,
): Promise<V[]> {
  const unknown = keys.filter((key) => !memory.has(key))
  const values = unknown.length === 0 ? [] : await read(unknown)
  const found = new Map(unknown.map((key, index) => [key, values[index]]))
  // Every key is in one of the two, and reads answer each key they are asked for.
  return keys.map((key) => (memory.has(key) ? memory.get(key) : found.get(key)) as V)
}

/** As `known`, and keeps what it answered; beyond `most` values those used longest ago are evicted. */
export async function remembered<K, V>(
  memory: Map<K, V>,
  keys: readonly K[],
  read: (unknown: readonly K[]) => Promise<V[]>,
  most = Number.POSITIVE_INFINITY,
): Promise<V[]> {
  const values = await known(memory, keys, read)
  keys.forEach((key, index) => {
    memory.delete(key)
    memory.set(key, values[index] as V) // one for each key
  })
  for (const oldest of memory.keys()) {
    if (memory.size <= most) break
    memory.delete(oldest)
  }
  return values
}
