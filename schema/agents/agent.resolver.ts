import { Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql'
import { agentPerformance, agentPositions, agentTrades } from '../../src/performance/agents.js'
import { isPublished } from '../../src/performance/chain.js'
import { type LazyMeasures, measuresFor } from '../../src/performance/measures.js'
import type { StoredSplit } from '../../src/store/read/splits.js'
import { RangeArgs, toAccountOptions, toFilter } from '../api/arguments.js'
import type { Context } from '../api/context.js'
import { assetAt } from '../catalogue/axis.js'
import { agentMeasures, agentTradeCount, eachAgent, eachAgentDate } from '../cost/agents.js'
import { Cost } from '../cost/cost.js'
import { Measures } from '../performance/measures.type.js'
import { DailyPnl } from '../performance/pnl.type.js'
import { Split } from '../run/split.type.js'
import { AgentArgs, AgentPosition, TradingAgent } from './agent.type.js'
import { positionsIn } from './positions.js'

@Resolver(() => Split)
export class AgentsResolver {
  @Cost(eachAgent)
  @FieldResolver(() => [TradingAgent], {
    description:
      'Agents that trade single assets, in the order of their symbols; empty where the strategy has none. The book holds the assets that agents hold in equal parts.',
  })
  async agents(@Root() split: StoredSplit, @Ctx() { loaders }: Context): Promise<TradingAgent[]> {
    if (!isPublished(split)) return []
    const [positions, axis] = await Promise.all([
      agentPositions(split, loaders),
      loaders.axis.load(split.datasetId),
    ])
    return positions.map((position) => ({ split, position, asset: assetAt(axis, position) }))
  }
}

/** Positions, PnL and measures of one agent. */
@Resolver(() => TradingAgent)
export class TradingAgentResolver {
  @Cost(eachAgentDate, { bulk: 'agents' })
  @FieldResolver(() => [AgentPosition], {
    description: 'Positions, one row per date in the universe, chronological.',
  })
  positions(
    @Root() { split, position }: TradingAgent,
    @Args(() => RangeArgs) range: RangeArgs,
    @Ctx() { loaders }: Context,
  ): Promise<AgentPosition[]> {
    return positionsIn(split, position, toFilter(range), loaders)
  }

  @Cost(eachAgentDate)
  @FieldResolver(() => [DailyPnl], {
    description:
      'Daily PnL of the account, as fractions of its value at the close before; one row per trading date, chronological.',
  })
  async pnl(
    @Root() { split, position }: TradingAgent,
    @Args(() => AgentArgs) args: AgentArgs,
    @Ctx() { loaders }: Context,
  ): Promise<DailyPnl[]> {
    const performance = await agentPerformance(split, position, toAccountOptions(args), loaders)
    const hedged = await performance.hedgedNet()
    return performance.pnl.map((row, t) => ({ ...row, hedgedNet: hedged[t] ?? null }))
  }

  @Cost(agentMeasures)
  @FieldResolver(() => Measures, { description: 'Measures of the range, at the cost given.' })
  async measures(
    @Root() { split, position }: TradingAgent,
    @Args(() => AgentArgs) args: AgentArgs,
    @Ctx() { loaders }: Context,
  ): Promise<LazyMeasures> {
    const options = toAccountOptions(args)
    return measuresFor(await agentPerformance(split, position, options, loaders), {
      rates: options.rates,
      trials: () => loaders.trials.load(split),
    })
  }

  @Cost(agentTradeCount)
  @FieldResolver(() => Int, { description: 'Number of dates on which shares are traded.' })
  trades(@Root() { split, position }: TradingAgent, @Ctx() { loaders }: Context): Promise<number> {
    return agentTrades(split, position, loaders)
  }
}
