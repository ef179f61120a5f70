/** A read of several keys that answers in the order asked. */
type Read<S, K, V> = (source: S, keys: readonly K[]) => Promise<V[]>

interface Asked<K, V> {
  readonly key: K
  readonly answer: Promise<V>
  readonly resolve: (value: V) => void
  readonly reject: (reason: unknown) => void
}

/** A call that takes longer, on a connection that is lost perhaps, holds up no other. */
const PATIENCE_MS = 1000

/**
 * `read`, one call at a time: keys that are asked for meanwhile are read together by the next call, and a
 * key that is being read already is not read again. For values that never change under their key, as
 * callers of many requests then share one statement.
 */
export function coalesced<S, K, V>(read: Read<S, K, V>, patienceMs = PATIENCE_MS): Read<S, K, V> {
  const known = new Map<K, Asked<K, V>>()
  let waiting: Asked<K, V>[] = []
  let reading = false

  const readAll = async (source: S) => {
    reading = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      const keys = batch.map(({ key }) => key)
      await within(patienceMs, answer(batch, read(source, keys)))
      for (const asked of batch) if (known.get(asked.key) === asked) known.delete(asked.key)
    }
    reading = false
  }
  const ask = (key: K) => {
    const asked = toAsked<K, V>(key)
    waiting.push(asked)
    known.set(key, asked)
    return asked
  }
  return (source, keys) => {
    const answers = keys.map((key) => (known.get(key) ?? ask(key)).answer)
    if (!reading && waiting.length > 0) void readAll(source)
    return Promise.all(answers)
  }
}

function toAsked<K, V>(key: K): Asked<K, V> {
  let settle: Pick<Asked<K, V>, 'resolve' | 'reject'> | undefined
  const answer = new Promise<V>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { key, answer, ...(settle as NonNullable<typeof settle>) } // a promise's executor runs at once
}

async function answer<K, V>(batch: readonly Asked<K, V>[], read: Promise<V[]>): Promise<void> {
  try {
    const values = await read
    batch.forEach(({ resolve }, i) => {
      resolve(values[i] as V) // a read answers each key that it is asked for
    })
  } catch (thrown) {
    for (const { reject } of batch) reject(thrown)
  }
}

/** Waits for work, not longer than `ms`. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
    timer.unref()
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
