/** Values by key, kept between reads; it may evict. */
export interface Memory<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): unknown
}

/** Values in the order asked; those that are not in memory are read together. */
export async function known<K, V>(
  memory: Pick<Memory<K, V>, 'get'>,
  keys: readonly K[],
  read: (unknown: readonly K[]) => Promise<V[]>,
): Promise<V[]> {
  // Taken before the read, during which another request may evict them.
  const values = new Map<K, V>()
  for (const key of keys) {
    const value = memory.get(key)
    if (value !== undefined) values.set(key, value)
  }
  const unknown = keys.filter((key) => !values.has(key))
  const rows = unknown.length === 0 ? [] : await read(unknown)
  rows.forEach((row, index) => {
    values.set(unknown[index] as K, row) // a read answers each key it is asked for
  })
  return keys.map((key) => values.get(key) as V)
}

/** As `known`, and keeps what it answered. */
export async function remembered<K, V>(
  memory: Memory<K, V>,
  keys: readonly K[],
  read: (unknown: readonly K[]) => Promise<V[]>,
): Promise<V[]> {
  const values = await known(memory, keys, read)
  values.forEach((value, index) => {
    memory.set(keys[index] as K, value)
  })
  return values
}
