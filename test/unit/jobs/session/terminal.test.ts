import { describe, expect, it } from 'vitest'
import { escapeControls } from '../../../../jobs/session/terminal.js'

describe('text for the terminal', () => {
  it.each([
    ['an escape sequence', 'A\u001b[2J\u001b]0;title\u0007', 'A\\u001b[2J\\u001b]0;title\\u0007'],
    ['carriage return and backspace', 'A\rB\b', 'A\\u000dB\\u0008'],
    ['an 8-bit control sequence', 'A\u009b31m', 'A\\u009b31m'],
    ['a direction override', 'A\u202eB', 'A\\u202eB'],
    ['zero-width characters', 'A\u200bB\ufeff', 'A\\u200bB\\ufeff'],
    ['a format character beyond the first plane', '\u{e0041}', '\\udb40\\udc41'],
  ])('escapes %s', (_what, text, escaped) => {
    expect(escapeControls(text)).toBe(escaped)
    expect(JSON.parse(`"${escapeControls(text)}"`)).toBe(text) // JSON output stays JSON
  })

  it('keeps lines, tabs and text of any language', () => {
    const text = 'a\tb\nÄ ß 株式 ⟶ 👍'
    expect(escapeControls(text)).toBe(text)
  })
})
