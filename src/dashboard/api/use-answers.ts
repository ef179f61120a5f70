import { createContext } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { keepAnswer, keptAnswer } from './answers.js'
import { type Answer, ask } from './ask.js'
import { ApiError, isAbort, type Reported } from './errors.js'
import type { Operation } from './operation.js'
import { attempt, observe, version } from './session.js'

/** An answer as far as it is there: the one before stays until the next has come. */
export interface Answered<Data> {
  readonly data: Data | undefined
  readonly errors: readonly Reported[]
  readonly busy: boolean
}

/** On a page without a server: the answers that are given, by the name of their operation. */
export const GivenAnswers = createContext<Readonly<Record<string, unknown>> | null>(null)

type Found<Data> = Answer<Data | undefined>

/**
 * Asks an operation for each of the variables whenever they, or the data, change; null asks nothing.
 * A request whose variables are no longer wanted is aborted.
 */
export function useAnswers<Data, Variables>(
  operation: Operation<Data, Variables>,
  list: readonly (Variables | null)[],
): Answered<Data>[] {
  const given = useContext(GivenAnswers)
  const [, redraw] = useState(0)
  const running = useRef(new Map<string, AbortController>()).current
  const finished = useRef(new Map<string, Found<Data>>()).current
  const shown = useRef<(Data | undefined)[]>([])
  const keys = list.map((variables) => variables && keyOf(operation, variables))

  const start = async (key: string, variables: Variables) => {
    const controller = new AbortController()
    running.set(key, controller)
    const answer = await load(operation, variables, controller.signal)
    running.delete(key)
    if (!answer) return
    finished.set(key, answer)
    if (answer.data !== undefined && answer.errors.length === 0) {
      keepAnswer(keyOf(operation, variables, versionIn(answer.data)), answer)
    }
    observe(answer.errors)
    redraw((n) => n + 1)
  }

  useEffect(() => {
    for (const [key, controller] of running) if (!keys.includes(key)) controller.abort()
    for (const key of finished.keys()) if (!keys.includes(key)) finished.delete(key)
    list.forEach((variables, i) => {
      const key = keys[i]
      if (!key || variables === null || running.has(key) || finished.has(key)) return
      if (!keptAnswer(key)) void start(key, variables)
    })
  }, [keys.join('\n')])
  useEffect(() => {
    return () => {
      for (const controller of running.values()) controller.abort()
    }
  }, [])

  return keys.map((key, i) => {
    const found = given
      ? { data: given[operation.name] as Data | undefined, errors: [] }
      : key
        ? (keptAnswer<Data>(key) ?? finished.get(key))
        : undefined
    if (found?.data !== undefined) shown.current[i] = found.data
    const data = key ? shown.current[i] : undefined
    return { data, errors: found?.errors ?? [], busy: key !== null && !found }
  })
}

/** One operation with one set of variables. */
export function useAnswer<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: Variables | null,
): Answered<Data> {
  const [answered] = useAnswers(operation, [variables])
  return answered ?? { data: undefined, errors: [], busy: false }
}

function keyOf<Data, Variables>(
  { name }: Operation<Data, Variables>,
  variables: Variables,
  of = version.value,
): string {
  return JSON.stringify([of ?? 'none', attempt.value, name, variables])
}

/** The data version that an answer names. */
function versionIn(data: unknown): number | undefined {
  const named = data as { readonly dataVersion?: { readonly version: number } }
  return named.dataVersion?.version ?? version.value
}

/** The answer, with its errors where there are no data; undefined where it was aborted. */
async function load<Data, Variables>(
  operation: Operation<Data, Variables>,
  variables: Variables,
  signal: AbortSignal,
): Promise<Found<Data> | undefined> {
  try {
    return await ask(operation, variables, signal)
  } catch (error) {
    if (isAbort(error)) return undefined
    if (error instanceof ApiError) return { data: undefined, errors: error.errors }
    throw error
  }
}
