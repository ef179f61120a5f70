import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type DatabaseMetadata,
  type Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresDriver,
  sql,
  type TableMetadata,
  type TransactionSettings,
} from 'kysely'
import type pg from 'pg'

/** The advisory lock of the one process that migrates at a time. */
const MIGRATION = 7_310_577_283

/**
 * Speaks for the migrator, whose own lock belongs to a session: a pooler would leave it with another client.
 * Here each transaction takes a lock that ends with it.
 */
export class MigrationDialect extends PostgresDialect {
  constructor(readonly pool: pg.Pool) {
    super({ pool })
  }

  override createDriver(): PostgresDriver {
    return new LockingDriver({ pool: this.pool })
  }

  override createAdapter(): PostgresAdapter {
    return new AdapterWithoutLock()
  }

  override createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new MigratorTables(db)
  }
}

/**
 * Shows the migrator its own tables, which are all that it looks for. Kysely's introspector describes every
 * table of every schema, and fails where another process drops or renames one of them meanwhile.
 */
class MigratorTables implements DatabaseIntrospector {
  constructor(readonly db: Kysely<unknown>) {}

  async getSchemas(): Promise<[]> {
    return []
  }

  async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<{ name: string }>`select relname as name from pg_class
      where oid in (to_regclass('kysely_migration'), to_regclass('kysely_migration_lock'))`.execute(
      this.db,
    )
    return rows.map(({ name }) => ({ name, isView: false, columns: [] }))
  }

  async getMetadata(): Promise<DatabaseMetadata> {
    return { tables: await this.getTables() }
  }
}

class LockingDriver extends PostgresDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await super.beginTransaction(connection, settings)
    await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_xact_lock(${MIGRATION})`))
  }
}

class AdapterWithoutLock extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}
