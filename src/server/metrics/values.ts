import { JsonText } from '../../../schema/api/json-text.js'

/**
 * Values in an answer. The rows of a list are alike, so they are counted by the first of them:
 * looking at each would cost as much as writing it out.
 */
export function valuesIn(answer: unknown): number {
  if (answer === null || typeof answer !== 'object') return 1
  if (answer instanceof JsonText) return answer.values
  if (Array.isArray(answer)) return answer.length === 0 ? 0 : answer.length * valuesIn(answer[0])
  let count = 0
  for (const value of Object.values(answer)) count += valuesIn(value)
  return count
}
