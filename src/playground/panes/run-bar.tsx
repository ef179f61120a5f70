import { useState } from 'preact/hooks'
import { key } from '../../dashboard/api/key.js'
import { asCurl } from '../../dashboard/tools/asked.js'
import { run, running, stop } from '../run/run.js'
import { variablesOf } from '../run/variables.js'
import { linkTo } from '../tabs/link.js'
import { open } from '../tabs/tabs.js'

/** Runs the query of the open tab, or stops it; copies it as a link or a command. */
export function RunBar() {
  const [copied, setCopied] = useState('')
  const isRunning = running.value?.id === open.value.id
  const copy = (what: string, text: () => string) => void copyText(what, text).then(setCopied)
  return (
    <div class="bar">
      <button type="button" class="run" onClick={() => (isRunning ? stop() : void run())}>
        {isRunning ? 'Stop' : 'Run'}
      </button>
      <button type="button" onClick={() => copy('Link', () => linkTo(open.value))}>
        Copy link
      </button>
      <button type="button" onClick={() => copy('Command', command)}>
        Copy as curl
      </button>
      <span class="dim" role="status">
        {copied}
      </span>
    </div>
  )
}

function command(): string {
  const { name, query, variables } = open.value
  const asked = { name, text: query, variables: variablesOf(variables) }
  return asCurl(asked, location.origin, key.value !== null)
}

async function copyText(what: string, text: () => string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text())
    return `${what} copied`
  } catch (error) {
    return error instanceof Error && error.message.startsWith('The variables')
      ? error.message
      : 'The browser does not let this page copy'
  }
}
