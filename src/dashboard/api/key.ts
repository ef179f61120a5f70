import { signal } from '@preact/signals'

/** The API key or token: kept until the last tab of the browser session is closed, and sent to this server alone. */
const ITEM = 'residua.key'
const CHANNEL = 'residua.key'

type Message = { readonly wanted: true } | { readonly key: string }

export const key = signal<string | null>(sessionStorage.getItem(ITEM))

const channel = new BroadcastChannel(CHANNEL)

export function useKey(value: string): void {
  sessionStorage.setItem(ITEM, value)
  key.value = value
  channel.postMessage({ key: value } satisfies Message)
}

export function forgetKey(): void {
  sessionStorage.removeItem(ITEM)
  key.value = null
}

export function authorization(): Record<string, string> {
  return key.value === null ? {} : { authorization: `Bearer ${key.value}` }
}

/** Shares the key with other tabs of this page, so that it is asked once per browser session. */
export function shareKey(): void {
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if ('wanted' in data) {
      if (key.value !== null) channel.postMessage({ key: key.value } satisfies Message)
      return
    }
    if (key.value !== null) return
    sessionStorage.setItem(ITEM, data.key)
    key.value = data.key
  })
  if (key.value === null) channel.postMessage({ wanted: true } satisfies Message)
}
