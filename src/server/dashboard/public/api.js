import { authorization } from './key.js'

/** Errors of the API, with its codes and messages. */
export class ApiError extends Error {
  name = 'ApiError'

  constructor(errors) {
    super(errors.map(({ message }) => message).join('\n'))
    this.errors = errors
  }
}

/** The code of an API that cannot be reached: what is shown stays valid. */
export const AWAY = 'UNAVAILABLE'

const CACHE_SIZE = 40
const cache = new Map()
const inFlight = new Map()

/**
 * One GraphQL request. Answers are kept by data version, query and variables (where no version is
 * known yet, by the one in the answer); a newer request in the same `slot` aborts the one before it.
 */
export async function ask({ slot, version, query, variables = {} }) {
  const kept = cache.get(keyOf(version, query, variables))
  inFlight.get(slot)?.abort()
  inFlight.delete(slot)
  if (kept) return kept

  const controller = new AbortController()
  inFlight.set(slot, controller)
  const answer = await post(query, variables, controller.signal)
  if (inFlight.get(slot) === controller) inFlight.delete(slot)
  const answered = version ?? answer.data.dataVersion?.version
  if (answer.errors.length === 0) keep(keyOf(answered, query, variables), answer)
  return answer
}

export const isAbort = (error) => error?.name === 'AbortError'

const keyOf = (version, query, variables) => JSON.stringify([version ?? 'none', query, variables])

async function post(query, variables, signal) {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...authorization(),
      },
      body: JSON.stringify({ query, variables }),
      signal,
    })
    return toAnswer(await response.text(), response.status)
  } catch (error) {
    if (isAbort(error) || error instanceof ApiError) throw error
    throw new ApiError([{ code: AWAY, message: 'The API cannot be reached.' }])
  }
}

function toAnswer(body, status) {
  const { data, errors = [] } = parse(body, status)
  const reported = errors.map((error) => ({
    code: error.extensions?.code ?? (status === 200 ? 'ERROR' : `HTTP ${status}`),
    message: error.message,
    path: error.path?.join('.'),
  }))
  if (!data) {
    throw new ApiError(reported.length > 0 ? reported : [{ code: `HTTP ${status}`, message: body }])
  }
  return { data, errors: reported }
}

function parse(body, status) {
  try {
    return JSON.parse(body)
  } catch {
    throw new ApiError([{ code: `HTTP ${status}`, message: body.slice(0, 500) || 'No answer.' }])
  }
}

/** Empties the cache: another key may see other answers. */
export function forgetAnswers() {
  cache.clear()
}

function keep(key, answer) {
  cache.set(key, answer)
  if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value)
}
