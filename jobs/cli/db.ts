import { type Command, Option } from 'commander'
import { migrate, reset, status, stop } from './db-actions.js'
import { prune, roles, user } from './db-upkeep.js'
import { oneOf, positive } from './option-values.js'

/** Versions of each split and dataset that prune keeps by default. */
const DEFAULT_KEEP = 10

export function dbCommand(program: Command): void {
  const db = program
    .command('db')
    .description('migrations, roles and upkeep of the database')
    .addHelpText('after', '\nExample:\n  residua db status')
  addSchemaCommands(db)
  addRoleCommands(db)
  db.command('prune')
    .description('remove old versions of splits and datasets')
    .option('--keep <n>', 'versions of each split and dataset to keep', positive, DEFAULT_KEEP)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua db prune --keep 10')
    .action(prune)
  db.command('stop')
    .description('stop the embedded Postgres, even while other processes use it')
    .addHelpText('after', '\nExample:\n  residua db stop')
    .action(stop)
}

function addSchemaCommands(db: Command): void {
  db.command('migrate')
    .description('bring the schema up to date')
    .addHelpText('after', '\nExample:\n  residua db migrate')
    .action(migrate)
  db.command('status')
    .description('where the database is and which migrations it has')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  residua db status --json')
    .action(status)
  db.command('reset')
    .description('drop every dataset, run and result, and start from an empty database')
    .option('--yes', 'really do it')
    .addHelpText('after', '\nExample:\n  residua db reset --yes')
    .action(reset)
}

function addRoleCommands(db: Command): void {
  db.command('roles')
    .description('create the roles residua_reader and residua_writer, or grant them new tables')
    .addHelpText('after', '\nExample:\n  residua db roles')
    .action(roles)
  db.command('user')
    .description(
      'create a database user for the API (reader) or for jobs (writer); prints its address',
    )
    .argument('<name>', 'name of the user; one that exists gets a new password')
    .addOption(
      new Option('--as <privilege>', 'its privileges')
        .choices(['reader', 'writer'])
        .argParser(oneOf(['reader', 'writer']))
        .makeOptionMandatory(),
    )
    .addHelpText('after', '\nExample:\n  residua db user residua_api --as reader')
    .action(user)
}
