import type { Answer } from './ask.js'

const SIZE = 60
const kept = new Map<string, Answer<unknown>>()

/** Answers without errors, by data version, query and variables; the oldest are evicted. */
export function keepAnswer(key: string, answer: Answer<unknown>): void {
  kept.set(key, answer)
  const oldest = kept.keys().next().value
  if (kept.size > SIZE && oldest !== undefined) kept.delete(oldest)
}

export function keptAnswer<Data>(key: string): Answer<Data> | undefined {
  return kept.get(key) as Answer<Data> | undefined
}

/** Empties the cache: another key may see other answers. */
export function forgetAnswers(): void {
  kept.clear()
}
