import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { nativeHeaders, nativeSources } from '../../../src/kernels/kernels.js'
import { sha256 } from '../../../src/lib/hash.js'
import { runCommand } from './run-command.js'
import type { Tools } from './tools.js'

export interface CompileOptions {
  readonly tools: Tools
  /** TensorFlow's library and headers. */
  readonly library: string
  /** The JavaScript package with the binding's source, and the headers of Node-API. */
  readonly places: { readonly package: string; readonly headers: string; readonly binding: string }
  readonly signal?: AbortSignal
}

const BINDING = ['tfjs_backend.cc', 'tfjs_binding.cc'] as const
const FLAGS = ['-O2', '-std=c++17', '-fPIC', '-DNAPI_VERSION=8', '-w'] as const

/** Digest of everything the binding is compiled from: if it is unchanged, nothing is built. */
export async function sourcesOf({ tools, library, places }: CompileOptions): Promise<string> {
  const files = [
    ...BINDING.map((name) => join(places.package, 'binding', name)),
    ...nativeSources().map(({ file }) => file),
    ...nativeHeaders(),
  ]
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return sha256([tools.compiler.version, library, ...FLAGS, ...texts].join('\n'))
}

/**
 * Compiles the binding and our layers against libtensorflow, which it finds by its rpath. The rpath is
 * the library's own folder, because TensorFlow looks for NVIDIA's libraries beside itself.
 */
export async function compileBinding(options: CompileOptions): Promise<void> {
  const { tools, library, places, signal } = options
  const { command } = tools.compiler
  const include = [join(places.headers, 'include'), join(library, 'include')].map(
    (path) => `-I${path}`,
  )
  const objects: string[] = []
  const compile = async (source: string, object: string, flags: readonly string[]) => {
    await runCommand(command, ['-c', source, '-o', object, ...FLAGS, ...include, ...flags], {
      signal,
    })
    objects.push(object)
  }
  try {
    for (const name of BINDING) {
      await compile(join(places.package, 'binding', name), `${places.binding}.${name}.o`, [])
    }
    for (const { file, name, flags } of nativeSources()) {
      await compile(file, `${places.binding}.${name}.o`, flags)
    }
    const linked = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map(
      (name) => `-l:${name}`,
    )
    const fresh = `${places.binding}.part`
    const paths = [`-L${library}`, ...linked, `-Wl,-rpath,${library}`]
    await runCommand(command, ['-shared', ...objects, ...paths, '-o', fresh], { signal })
    await rename(fresh, places.binding)
  } finally {
    for (const object of objects) await rm(object, { force: true })
  }
}
