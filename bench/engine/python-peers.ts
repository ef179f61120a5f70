import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** A step that our engines and Python programs take: `torch-….py`, `jax-….py`. */
export type Program = 'step' | 'factor-vae' | 'storm'

/** A way to run a step in Python. */
export interface PythonPeer {
  readonly name: 'PyTorch' | 'torch.compile' | 'JAX'
  /** What must run without an error for the peer to be there. */
  readonly probe: string
  readonly family: 'torch' | 'jax'
  /** After the folder. */
  readonly args: readonly string[]
}

/** The peer whose check is in float64. */
export const EXACT = 'PyTorch'

const ALL: readonly PythonPeer[] = [
  { name: EXACT, probe: 'import torch', family: 'torch', args: [] },
  {
    name: 'torch.compile',
    probe: 'import torch; torch.compile(lambda x: x + 1)(torch.ones(2))',
    family: 'torch',
    args: ['compile'],
  },
  { name: 'JAX', probe: 'import jax; jax.numpy.ones(2)', family: 'jax', args: [] },
]

export function scriptOf(family: PythonPeer['family'], program: Program): string {
  return join(process.cwd(), 'bench', 'engine', `${family}-${program}.py`)
}

/** Those of the names that this Python can run; `note` gets the reason for each of the others. */
export function pythonPeers(
  python: string | undefined,
  names: readonly string[],
  note: (line: string) => void,
): readonly PythonPeer[] {
  return ALL.filter(({ name, probe }) => {
    if (!names.includes(name)) return false
    const reason = python ? reasonAgainst(python, probe) : 'no --python'
    if (reason) note(`${name}: left out, ${reason}`)
    return !reason
  })
}

/** The last line of the error, where there is one. */
function reasonAgainst(python: string, probe: string): string | undefined {
  const { status, stderr, error } = spawnSync(python, ['-c', probe], { encoding: 'utf8' })
  if (status === 0) return undefined
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? `exit status ${status}`
}
