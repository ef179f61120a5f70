import type { Revealed } from './decider.js'

/** One for each checkpoint; where one cannot be opened, those before it are disposed. */
export function perSeed<Opened extends { dispose(): void }>(
  checkpoints: readonly Uint8Array[],
  open: (checkpoint: Uint8Array) => Opened,
): Opened[] {
  const opened: Opened[] = []
  try {
    for (const checkpoint of checkpoints) opened.push(open(checkpoint))
    return opened
  } catch (thrown) {
    for (const one of opened) one.dispose()
    throw thrown
  }
}

/** What a seed's decider and a seed's predictor have in common. */
interface Seed {
  realise?(returns: Float64Array): Revealed
  dispose(): void
}

/** `realise` and `dispose` of all seeds; what is published is what the first revealed. */
export function eachSeed(seeds: readonly Seed[]) {
  return {
    realise(returns: Float64Array): Revealed {
      const [revealed = {}] = seeds.map((seed) => seed.realise?.(returns))
      return revealed
    },
    dispose(): void {
      for (const seed of seeds) seed.dispose()
    },
  }
}
