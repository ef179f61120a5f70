/** A read of several keys that answers in the order asked. */
type Read<S, K, V> = (source: S, keys: readonly K[]) => Promise<V[]>

interface Waiting<K, V> {
  readonly key: K
  readonly resolve: (value: V) => void
  readonly reject: (reason: unknown) => void
}

/**
 * `read`, one call at a time: keys that are asked for meanwhile are read together by the next call, and a
 * key that is being read already is not read again. For values that never change under their key, as
 * callers of many requests then share one statement.
 */
export function coalesced<S, K, V>(read: Read<S, K, V>): Read<S, K, V> {
  const known = new Map<K, Promise<V>>()
  let waiting: Waiting<K, V>[] = []
  let reading = false

  const readAll = async (source: S) => {
    reading = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await answer(batch, () =>
        read(
          source,
          batch.map(({ key }) => key),
        ),
      )
      for (const { key } of batch) known.delete(key)
    }
    reading = false
  }
  const ask = (key: K) => {
    const asked = new Promise<V>((resolve, reject) => waiting.push({ key, resolve, reject }))
    known.set(key, asked)
    return asked
  }
  return (source, keys) => {
    const answers = keys.map((key) => known.get(key) ?? ask(key))
    if (!reading && waiting.length > 0) void readAll(source)
    return Promise.all(answers)
  }
}

async function answer<K, V>(batch: readonly Waiting<K, V>[], read: () => Promise<V[]>) {
  try {
    const values = await read()
    batch.forEach(({ resolve }, i) => {
      resolve(values[i] as V) // a read answers each key that it is asked for
    })
  } catch (thrown) {
    for (const { reject } of batch) reject(thrown)
  }
}
