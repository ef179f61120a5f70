import { signal } from '@preact/signals'
import { forgetAnswers } from './answers.js'
import { AWAY, asksForKey, type Reported } from './errors.js'
import { forgetKey, useKey } from './key.js'

/** The data version on show; a poll that finds another one asks for everything again. */
export const version = signal<number | undefined>(undefined)

/** Grows when everything is to be asked again. */
export const attempt = signal(0)

/** Whether the last request did not reach the API. */
export const away = signal(false)

export function askAgain(): void {
  forgetAnswers()
  attempt.value++
}

/** Keeps what an answer shows of the session: whether the API is there, and still takes the key. */
export function observe(errors: readonly Reported[]): void {
  away.value = errors.some(({ code }) => code === AWAY)
}

/** Whether the key, or its absence, was refused. */
export const isLocked = (errors: readonly Reported[]): boolean => errors.some(asksForKey)

/** Tries a key: what follows shows whether the API takes it. */
export function tryKey(value: string): void {
  useKey(value)
  askAgain()
}

/** Forgets the key, and everything that was shown with it. */
export function leave(): void {
  forgetKey()
  version.value = undefined
  askAgain()
}
