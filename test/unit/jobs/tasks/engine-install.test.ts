import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import * as tf from '@tensorflow/tfjs'
import { afterAll, describe, expect, it } from 'vitest'
import { tensorflowLibrary } from '../../../../jobs/tasks/engine-install/library.js'
import { nativeState } from '../../../../jobs/tasks/engine-install/state.js'
import { findTools, isOlder } from '../../../../jobs/tasks/engine-install/tools.js'
import { extractWheel } from '../../../../jobs/tasks/engine-install/wheel.js'
import { nativeLayers, nativeSources } from '../../../../src/kernels/kernels.js'
import { enginePaths, engineRequire } from '../../../../src/tensor/engine/native-folder.js'
import { Folder } from '../../../_util/market-files.js'

const folder = new Folder()
afterAll(() => folder[Symbol.dispose]())

/** A zip archive; every second file is deflated. */
function zip(files: readonly (readonly [string, string])[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [i, [name, text]] of files.entries()) {
    const packed = i % 2 ? deflateRawSync(text) : Buffer.from(text)
    const header = (bytes: number, signature: number) => {
      const buffer = Buffer.alloc(bytes)
      buffer.writeUInt32LE(signature, 0)
      const at = bytes === 30 ? 8 : 10
      buffer.writeUInt16LE(i % 2 ? 8 : 0, at)
      buffer.writeUInt32LE(packed.length, at + 10)
      buffer.writeUInt32LE(text.length, at + 14)
      buffer.writeUInt16LE(Buffer.byteLength(name), at + 18)
      if (bytes === 46) buffer.writeUInt32LE(offset, 42)
      return buffer
    }
    directory.push(header(46, 0x02014b50), Buffer.from(name))
    parts.push(header(30, 0x04034b50), Buffer.from(name), packed)
    offset += 30 + Buffer.byteLength(name) + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

const all = { wanted: () => true, onProgress: () => {} }

describe('a wheel', () => {
  it('is partly unpacked, stored or deflated, with progress', async () => {
    const text = 'x'.repeat(70_000)
    const wheel = folder.file(
      'a.whl',
      zip([
        ['lib/a.txt', 'stored'],
        ['lib/b.txt', text],
        ['lib/empty.txt', ''],
        ['other.txt', 'not wanted'],
      ]),
    )
    const to = join(folder.path, 'unpacked')
    const seen: number[] = []
    const wanted = (name: string) => name.startsWith('lib/')
    expect(await extractWheel(wheel, to, { wanted, onProgress: (f) => seen.push(f) })).toBe(3)
    expect(readFileSync(join(to, 'lib/a.txt'), 'utf8')).toBe('stored')
    expect(readFileSync(join(to, 'lib/b.txt'), 'utf8')).toBe(text)
    expect(readFileSync(join(to, 'lib/empty.txt'), 'utf8')).toBe('')
    expect(() => readFileSync(join(to, 'other.txt'))).toThrow('ENOENT')
    expect(seen.at(-1)).toBe(1)
  })

  it('that is truncated or has paths outside its folder is refused', async () => {
    const whole = zip([['a.txt', 'some text']])
    const short = folder.file('short.whl', whole.subarray(0, whole.length - 30))
    await expect(extractWheel(short, folder.path, all)).rejects.toThrow(/cut short: download it/)
    const outside = folder.file('outside.whl', zip([['../../evil', 'x']]))
    await expect(extractWheel(outside, folder.path, all)).rejects.toThrow(/leads out of its folder/)
  })
})

describe('the library', () => {
  const tools = { compiler: { command: 'g++', version: 'g++ 12' }, glibc: '2.36', pip: null }
  const of = (options: { from?: string; gpu?: boolean; glibc?: string }) => {
    const home = join(folder.path, 'home')
    const { from, gpu = false, glibc = tools.glibc } = options
    const places = { library: join(home, 'library'), downloads: join(home, 'downloads') }
    return tensorflowLibrary({
      tools: { ...tools, glibc },
      places,
      gpu,
      from,
      onProgress: () => {},
    })
  }
  const installed = (name: string, cuda: boolean) => {
    const site = join(folder.path, name, 'tensorflow')
    mkdirSync(join(site, 'python/platform'), { recursive: true })
    for (const one of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
      writeFileSync(join(site, one), '')
    }
    const flag = cuda ? 'True' : 'False'
    writeFileSync(join(site, 'python/platform/build_info.py'), `('is_cuda_build', ${flag})`)
    return dirname(site)
  }

  it('is used where it was installed, and reports CUDA support', async () => {
    const [cpu, gpu] = [installed('cpu', false), installed('gpu', true)]
    expect(await of({ from: cpu })).toEqual({ folder: join(cpu, 'tensorflow'), cuda: false })
    expect(await of({ from: join(gpu, 'tensorflow'), gpu: true })).toMatchObject({ cuda: true })
    await expect(of({ from: cpu, gpu: true })).rejects.toThrow(
      /was built without CUDA: leave --from/,
    )
  })

  it('that is unavailable is reported with a remedy', async () => {
    await expect(of({ from: '/nowhere' })).rejects.toThrow(/--from \/nowhere: there is no such/)
    await expect(of({ from: folder.path })).rejects.toThrow(
      /holds no libtensorflow_cc.so.2: give a/,
    )
    await expect(of({})).rejects.toThrow(/there is no pip .* pass it with --from/)
    const wheel = folder.file(
      'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      zip([]),
    )
    await expect(of({ from: wheel, glibc: '2.9' })).rejects.toThrow(
      /needs glibc 2.27 and .* has 2.9/,
    )
    await expect(of({ from: wheel })).rejects.toThrow(/must be a Linux wheel of TensorFlow/)
  })
})

it('a missing compiler is named', async () => {
  await expect(findTools({ compiler: 'no-such-compiler' })).rejects.toThrow(
    /cannot be built here: .*(no compiler no-such-compiler|Linux)/,
  )
})

it('versions are compared numerically', () => {
  expect(isOlder('2.9', '2.27')).toBe(true)
  expect(isOlder('2.36', '2.27')).toBe(false)
  expect(isOlder('2.27', '2.27')).toBe(false)
})

it('an engine is absent, built, or broken when its TensorFlow is gone or its layers differ', async () => {
  const home = join(folder.path, 'engine')
  expect(await nativeState(home)).toMatchObject({ state: 'absent' })
  mkdirSync(home)
  const { record, binding } = enginePaths(home)
  writeFileSync(binding, '')
  const whole = { library: folder.path, cuda: true, layers: nativeLayers }
  writeFileSync(record, JSON.stringify(whole))
  expect(await nativeState(home)).toMatchObject({ state: 'built' })
  writeFileSync(record, JSON.stringify({ ...whole, layers: nativeLayers.slice(1) }))
  expect(await nativeState(home)).toEqual({
    state: 'broken',
    found: 'it was built by another version of residua',
  })
  writeFileSync(record, JSON.stringify({ library: '/gone', cuda: true }))
  expect(await nativeState(home)).toEqual({
    state: 'broken',
    found: 'its TensorFlow, /gone, does not exist',
  })
})

it("the engine's package shares our TensorFlow.js, also where the folder came from elsewhere", () => {
  const home = join(folder.path, 'linked')
  const { package: place } = enginePaths(home)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'package.json'), '{}')
  writeFileSync(join(place, 'shared.js'), "module.exports = require('@tensorflow/tfjs')")
  const theirs = engineRequire(home)('./shared.js') as typeof tf
  expect(theirs.engine()).toBe(tf.engine())
  engineRequire(home)
})

it('layers are compiled for each instruction set of the processor, without one elsewhere', () => {
  const names = (arch: string) => nativeSources(arch).map(({ name }) => name)
  expect(names('x64')).toEqual(['layers-plain', 'layers-middle', 'layers-wide', 'ops'])
  expect(names('arm64')).toEqual(['layers-plain', 'ops'])
  expect(
    nativeSources('arm64')
      .flatMap(({ flags }) => flags)
      .join(),
  ).not.toContain('-m')
})
