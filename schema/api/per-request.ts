import type { Loaders } from './loaders.js'

/**
 * What several fields of one request need is computed once for it: equal keys share an answer, and
 * it goes with the request's loaders.
 */
export function oncePerRequest<A extends readonly unknown[], T>(
  keyOf: (...args: A) => string,
  compute: (loaders: Loaders, ...args: A) => Promise<T>,
): (loaders: Loaders, ...args: A) => Promise<T> {
  const requests = new WeakMap<Loaders, Map<string, Promise<T>>>()
  return (loaders, ...args) => {
    const answers = requests.get(loaders) ?? new Map<string, Promise<T>>()
    requests.set(loaders, answers)
    const key = keyOf(...args)
    const answer = answers.get(key) ?? compute(loaders, ...args)
    answers.set(key, answer)
    return answer
  }
}
