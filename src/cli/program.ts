import { Command, CommanderError, Option } from 'commander';
import { priorities } from '../plan/schemas.js';
import type { CommandContext } from './commandContext.js';
import type { AddOptions } from './commands/add.js';
import { add } from './commands/add.js';
import { audit } from './commands/audit.js';
import { demo } from './commands/demo.js';
import type { InitOptions } from './commands/init.js';
import { init } from './commands/init.js';
import { retry } from './commands/retry.js';
import { run } from './commands/run.js';
import { show } from './commands/show.js';
import { status } from './commands/status.js';
import { trust } from './commands/trust.js';
import { worktrees } from './commands/worktrees.js';
import { exitCodes } from './exitCodes.js';

const exitCodeHelp = `
Exit codes:
  0 done   1 failed   2 not understood   3 no usable repository or plan   4 another engine runs
  5 commands wait for approval   6 the gate is not proved   7 run --until-idle ended with something that waits for you
  130 interrupted
  audit: the number of broken invariants, at most 100`;

/** `--init` is spelled like an option and is the command `init`, wherever no command stands before it. */
function withInitAsCommand(args: readonly string[]): readonly string[] {
  const at = args.findIndex((word) => word !== '--json');
  return args[at] === '--init' ? [...args.slice(0, at), 'init', ...args.slice(at + 1)] : args;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Runs the command line; resolves to the exit code. Errors of the commands themselves are thrown. */
export async function runProgram(args: readonly string[], version: string, contextWith: (json: boolean) => CommandContext): Promise<number> {
  const program = new Command('sanctum');
  let code: number = exitCodes.done;
  const action = (work: (context: CommandContext) => Promise<number>) => async (): Promise<void> => {
    code = await work(contextWith(program.opts<{ json?: boolean }>().json === true));
  };
  program
    .description('Agents build tickets in worktrees of their own; only a tree whose tests passed becomes master.')
    .version(version)
    .option('--json', 'print for programs')
    .option('--init [path]', 'the same as the command init')
    .showHelpAfterError('(sanctum --help lists the commands)')
    .addHelpText('after', exitCodeHelp)
    .exitOverride();
  const initCommand = program
    .command('init [path]')
    .description('give a repository its plan, on a branch of its own')
    .option('--gate <command>', 'a command that tests a tree; may be given more than once', collect, [])
    .option('--set-up <command>', 'a command that makes a fresh checkout usable; may be given more than once', collect, [])
    .option('--copy <path>', 'a file that git does not track, copied into each checkout; may be given more than once', collect, [])
    .option('--branch <name>', 'the branch that is kept green')
    .option('--model <name>', 'who codes: rehearsal, or rehearsal:<scenario file>', collect, [])
    .option('--trust <hash>', 'approve the commands that this hash stands for')
    .option('--no-sandbox', 'let agents and gates write outside their own folders')
    .action((path: string | undefined) => action((context) => init(context, path, initCommand.opts<InitOptions>()))());
  const addCommand = program
    .command('add <text>')
    .description('add a ticket; the first line is its title')
    .option('--body <text>', 'what is wanted, in Markdown')
    .addOption(new Option('--priority <priority>', 'how urgent it is').choices(priorities))
    .addOption(new Option('--kind <kind>', 'what it is').choices(['feature', 'fix', 'chore']))
    .option('--after <ticket>', 'a ticket that must be done first; may be given more than once', collect, [])
    .option('--scenario <file>', 'what the rehearsal agent is to play')
    .action((text: string) => action((context) => add(context, text, addCommand.opts<AddOptions>()))());
  const runCommand = program
    .command('run')
    .description('run the engine')
    .option('--until-idle', 'end when there is nothing to do')
    .option('--take-over', 'take the lease of an engine on another machine')
    .action(() => {
      const flags = runCommand.opts<{ untilIdle?: boolean; takeOver?: boolean }>();
      return action((context) => run(context, { untilIdle: flags.untilIdle === true, takeOver: flags.takeOver === true }))();
    });
  program.command('status').description('show tickets, master and what it waits for').action(action(status));
  program.command('worktrees').description("list the agents' worktrees").action(action(worktrees));
  program
    .command('show <what>')
    .description('show a ticket or a document of the plan')
    .action((what: string) => action((context) => show(context, what))());
  program
    .command('retry <ticket>')
    .description('open a stuck ticket again')
    .action((ticket: string) => action((context) => retry(context, ticket))());
  program.command('audit').description('check the promises over the whole history').action(action(audit));
  const trustCommand = program
    .command('trust')
    .description("approve the commands of this repository's plan on this machine")
    .option('--hash <hash>', 'approve exactly these without being asked')
    .action(() => action((context) => trust(context, trustCommand.opts<{ hash?: string }>()))());
  const demoCommand = program
    .command('demo')
    .description('play the main job on a sample repository')
    .option('--folder <path>', 'where to make the sample; by default a temporary folder')
    .action(() => action((context) => demo(context, demoCommand.opts<{ folder?: string }>()))());
  try {
    await program.parseAsync([...withInitAsCommand(args)], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  return code;
}
