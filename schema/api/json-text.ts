import { randomBytes } from 'node:crypto'

/** A list that is JSON text already; `stringify` copies it as it stands, unread. */
export class JsonText {
  readonly text: string
  /** How many values it holds. */
  readonly values: number

  constructor(text: string, values: number) {
    this.text = text
    this.values = values
  }

  toJSON(): unknown {
    if (!writing) return JSON.parse(this.text)
    found.push(this.text)
    return MARKER
  }

  /** Its items, for an executor that completes lists one by one. */
  [Symbol.iterator](): Iterator<unknown> {
    return JSON.parse(this.text)[Symbol.iterator]()
  }
}

/** Placeholder of a text while the rest is written; it is random, so no value contains it. */
const MARKER = `json text ${randomBytes(18).toString('base64url')}`
const QUOTED_MARKER = JSON.stringify(MARKER)

/** The texts of the answer being written, in the order of writing. */
let found: string[] = []
let writing = false

/** JSON of an answer, a line of its own. */
export function stringify(answer: unknown): string {
  found = []
  writing = true
  try {
    const [head = '', ...parts] = JSON.stringify(answer).split(QUOTED_MARKER)
    let json = head
    parts.forEach((part, i) => {
      json += `${found[i]}${part}`
    })
    return `${json}\n`
  } finally {
    found = []
    writing = false
  }
}
