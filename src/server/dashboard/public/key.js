import { h } from './dom.js'

/** The API key or token of this tab: it is kept until the tab is closed, and sent to this server alone. */
const ITEM = 'residua.key'

export const readKey = () => sessionStorage.getItem(ITEM)

export function forgetKey() {
  sessionStorage.removeItem(ITEM)
}

export function authorization() {
  const key = readKey()
  return key ? { authorization: `Bearer ${key}` } : {}
}

/** Codes that another key may change. */
export const asksForKey = ({ code }) => code === 'UNAUTHENTICATED' || code === 'FORBIDDEN'

/** A form for a key, with the reason why the last one was rejected; `retry` runs with a new one. */
export function keyNotice(errors, retry) {
  const given = readKey() !== null
  const input = h('input', {
    id: 'api-key',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    placeholder: 'key or token',
  })
  const submit = (event) => {
    event.preventDefault()
    const key = input.value.trim()
    if (!key) return
    sessionStorage.setItem(ITEM, key)
    retry()
  }
  return h(
    'form',
    { class: 'notice sign-in', role: given ? 'alert' : null, onsubmit: submit },
    h(
      'p',
      null,
      h('strong', null, given ? 'The API rejects this key. ' : 'This API needs a key.'),
      given && errors[0].message,
    ),
    h(
      'p',
      { class: 'dim' },
      'Its operator creates one with ',
      h('code', null, 'npx residua keys create dashboard'),
      '. It stays in this tab, and is gone when the tab is closed.',
    ),
    h(
      'p',
      { class: 'key-field' },
      h('label', { class: 'field' }, 'API key ', input),
      h('button', { type: 'submit' }, 'Use it'),
    ),
  )
}
