import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { assert } from '../../src/lib/assert.js'
import { UserError } from '../../src/lib/errors.js'
import type { PublishedSplit } from '../../src/performance/chain.js'
import { codebookOf, splitCodes } from '../../src/performance/codebooks.js'
import { assertHas } from '../../src/performance/split-parts.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { RangeArgs, toFilter } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { CodebookModule } from '../api/enums.js'
import type { Loaders } from '../api/loaders.js'
import { publishedOf } from '../api/trading-dates.js'
import { codebook, dailyCodes } from '../cost/codebooks.js'
import { Cost } from '../cost/cost.js'
import { Split } from '../run/split.type.js'
import { DailyCode } from './code.type.js'
import { Codebook } from './codebook.type.js'
import type { SplitCodebook } from './codes.resolver.js'
import { dailyCodesOf } from './daily-codes.js'

const MODULE = { description: 'TIME_SERIES: a code for each asset. CROSS_SECTION: one a date.' }

/** The codebooks of a split, and the code of each of its dates. */
@Resolver(() => Split)
export class CodebookResolver {
  @Cost(codebook)
  @FieldResolver(() => Codebook, {
    description:
      'Codebook of a module and how its codes occur in the test range; an error where the strategy has none.',
  })
  async codebook(
    @Root() split: StoredSplit,
    @Arg('module', () => CodebookModule, MODULE) module: CodebookModule,
    @Ctx() { loaders }: Context,
  ): Promise<SplitCodebook> {
    const published = publishedWithCodebook(split)
    await assertModule(published, module, loaders)
    const measures = await codebookOf(loaders, published, module)
    assert(measures, `${split.name} has a ${module} codebook`)
    return { ...measures, datasetId: split.datasetId }
  }

  @Cost(dailyCodes, { bulk: 'codes' })
  @FieldResolver(() => [DailyCode], {
    description:
      'Codes of each date, chronological, the next date of a live split included; TIME_SERIES: of each asset that has one, in the order of the dataset.',
  })
  async codes(
    @Root() split: StoredSplit,
    @Arg('module', () => CodebookModule, MODULE) module: CodebookModule,
    @Args(() => RangeArgs) range: RangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<DailyCode[]> {
    const published = publishedWithCodebook(split)
    await assertModule(published, module, loaders)
    const [coded, axis] = await Promise.all([
      splitCodes(published, module, loaders),
      module === 'TIME_SERIES' ? loaders.axis.load(split.datasetId) : null,
    ])
    return dailyCodesOf(coded, toFilter(range), axis)
  }
}

function publishedWithCodebook(split: StoredSplit): PublishedSplit {
  assertHas(split, 'codebook')
  return { ...split, current: publishedOf(split) }
}

/** An error where the split has no codebook of the module, which names the one that it has. */
async function assertModule(
  { name, current }: PublishedSplit,
  module: CodebookModule,
  { codebooks }: Loaders,
): Promise<void> {
  const modules = (await codebooks.load(current.contentId)).map((one) => one.module)
  if (modules.includes(module)) return
  const has = modules.length === 0 ? 'none' : modules.join(' and ')
  throw new UserError(`module: ${name} has no ${module} codebook; it has ${has}`)
}
