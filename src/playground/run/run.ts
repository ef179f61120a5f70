import { signal } from '@preact/signals'
import { AWAY, isAbort, type Reported } from '../../dashboard/api/errors.js'
import { cursor } from '../editor/cursor.js'
import { open } from '../tabs/tabs.js'
import type { Answer } from './answer.js'
import { follow } from './follow.js'
import { operationAt } from './operation.js'
import { type Request, send } from './request.js'
import { variablesOf } from './variables.js'

/** The newest answer of each tab, by its id. */
export const answers = signal<ReadonlyMap<string, Answer>>(new Map())

/** What runs: the tab, and how to stop it. */
export const running = signal<{ readonly id: string; readonly stop: AbortController } | null>(null)

/** Runs the operation at the cursor of the open tab. What ran before is stopped. */
export async function run(): Promise<void> {
  stop()
  const { id, query, variables } = open.value
  const controller = new AbortController()
  running.value = { id, stop: controller }
  const keep = (answer: Answer) => {
    answers.value = new Map(answers.value).set(id, answer)
  }
  try {
    const operation = operationAt(query, cursor.value)
    const request: Request = {
      query,
      operationName: operation?.name?.value,
      variables: variablesOf(variables),
    }
    if (operation?.operation === 'subscription') await follow(request, controller.signal, keep)
    if (operation?.operation !== 'subscription') keep(await send(request, controller.signal))
  } catch (error) {
    if (!isAbort(error)) keep(failed(error))
  } finally {
    if (running.value?.stop === controller) running.value = null
  }
}

export function stop(): void {
  running.value?.stop.abort()
  running.value = null
}

/** An answer that is not one: what was wrong before the request, or that it did not arrive. */
function failed(error: unknown): Answer {
  const message = error instanceof Error ? error.message : String(error)
  const isNetwork = error instanceof TypeError
  const reported: Reported = isNetwork
    ? { code: AWAY, message: 'The API cannot be reached.' }
    : { code: 'NOT SENT', message }
  return { text: '', errors: [reported], summary: isNetwork ? 'no answer' : 'not sent' }
}
