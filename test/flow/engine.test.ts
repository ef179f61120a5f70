import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { residua, succeed } from '../_util/program.js'

const home = mkdtempSync(join(tmpdir(), 'residua-engine-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('residua engine', () => {
  it('marks the requested engine, with its description and the reason for its use', async () => {
    const { stdout } = await succeed(['engine', '--engine', 'wasm', '--no-speed'], home)
    expect(stdout).toMatch(/^→ {2}wasm +yes /m)
    const node = process.version.slice(1)
    expect(stdout).toMatch(/^Used: wasm 4\.\d+\.\d+(\+fma)?, 1 thread on /m)
    expect(stdout).toContain(`Node ${node}; asked for by name`)
  }, 60_000)

  it('prints JSON with every engine and why it is unavailable', async () => {
    const { stdout } = await succeed(['engine', '--no-speed', '--json'], home)
    const { engines, used, why, speed } = JSON.parse(stdout)
    const names = engines.map(({ name }: { name: string }) => name)
    expect(names).toEqual(['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'wasm', 'cpu'])
    const here = engines.filter(({ available }: { available: boolean }) => available)
    expect(here.map(({ name }: { name: string }) => name)).toContain(used.name)
    expect(why).toBe('the first that passes its self-test')
    expect(speed).toBeNull()
  }, 60_000)

  it('does not fall back: a requested engine that is unavailable is an error with its remedy', async () => {
    const { code, stderr } = await residua(['engine', '--engine', 'tfjs-node-gpu'], home)
    expect(code).not.toBe(0)
    expect(stderr).toContain('engine tfjs-node-gpu is not available')
    expect(stderr).toContain('residua engine install --gpu')
  }, 60_000)
})
