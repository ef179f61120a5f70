import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import type { Answered } from '../api/use-answers.js'
import { Frozen } from './frozen.js'
import { ErrorNotice } from './notices.js'

type DataOf<Answers extends readonly Answered<unknown>[]> = {
  readonly [I in keyof Answers]: Answers[I] extends Answered<infer Data> ? Data : never
}

interface AwaitedProps<Answers extends readonly Answered<unknown>[]> {
  readonly answers: Answers
  readonly class?: string
  readonly children: (...data: DataOf<Answers>) => ComponentChildren
}

/**
 * What is drawn of answers, once all of them are there. While newer ones are on their way, or where
 * they fail, the last drawing stays as it was: nothing old is shown under a new name.
 */
export function Awaited<const Answers extends readonly Answered<unknown>[]>({
  answers,
  class: className,
  children,
}: AwaitedProps<Answers>) {
  const drawing = useRef<ComponentChildren>(null)
  const errors = answers.flatMap((each) => each.errors)
  const busy = answers.some((each) => each.busy)
  const complete =
    !busy && answers.every((each) => each.data !== undefined && each.errors.length === 0)
  if (complete) drawing.current = children(...(answers.map(({ data }) => data) as DataOf<Answers>))
  const waiting = busy && drawing.current === null
  return (
    <div class={className} aria-busy={busy ? 'true' : 'false'}>
      <ErrorNotice errors={errors} />
      {waiting ? <p class="dim waiting">Loading…</p> : <Frozen content={drawing.current} />}
    </div>
  )
}
