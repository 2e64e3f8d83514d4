import { Command, CommanderError, Option } from 'commander';
import { priorities } from '../plan/schemas.js';
import type { CommandContext } from './commandContext.js';
import { accept } from './commands/accept.js';
import type { AddOptions } from './commands/add.js';
import { add } from './commands/add.js';
import type { AnswerOptions } from './commands/answer.js';
import { answer } from './commands/answer.js';
import { approve } from './commands/approve.js';
import { approveTicket } from './commands/approveTicket.js';
import { ask } from './commands/ask.js';
import type { AuditOptions } from './commands/audit.js';
import { audit } from './commands/audit.js';
import { demo } from './commands/demo.js';
import { diff } from './commands/diff.js';
import { doctor } from './commands/doctor.js';
import { eject } from './commands/eject.js';
import { handBack } from './commands/handBack.js';
import { hold } from './commands/hold.js';
import type { InitOptions } from './commands/init.js';
import type { ImportOptions } from './commands/import.js';
import { importPlan } from './commands/import.js';
import { init } from './commands/init.js';
import { freeze, thaw } from './commands/freeze.js';
import { gateLogs } from './commands/gateLogs.js';
import { logs } from './commands/logs.js';
import { mend } from './commands/mend.js';
import { note } from './commands/note.js';
import { pause } from './commands/pause.js';
import { pitch } from './commands/pitch.js';
import type { PlanOptions } from './commands/plan.js';
import { plan } from './commands/plan.js';
import { isAboutVersions, planVersionsCommand, planVersionsHelp } from './commands/planVersions.js';
import { promote } from './commands/promote.js';
import { proposals } from './commands/proposals.js';
import { quarantine } from './commands/quarantine.js';
import { questions } from './commands/questions.js';
import { queue } from './commands/queue.js';
import { reject } from './commands/reject.js';
import type { ReportOptions } from './commands/report.js';
import { report } from './commands/report.js';
import { resume, resumeBesideRed } from './commands/resume.js';
import { retry } from './commands/retry.js';
import { revert } from './commands/revert.js';
import { run } from './commands/run.js';
import { show } from './commands/show.js';
import type { SimCommandOptions } from './commands/sim.js';
import { sim } from './commands/sim.js';
import { status } from './commands/status.js';
import { stop } from './commands/stop.js';
import type { SubmitOptions } from './commands/submit.js';
import { submit } from './commands/submit.js';
import { prices } from './commands/prices.js';
import { takeOver } from './commands/takeOver.js';
import { trust } from './commands/trust.js';
import type { UninstallOptions } from './commands/uninstall.js';
import { uninstall } from './commands/uninstall.js';
import { worktrees } from './commands/worktrees.js';
import { exitCodes } from './exitCodes.js';
import { UsageError } from './usageError.js';

const exitCodeHelp = `
Exit codes:
  0 done   1 failed   2 not understood   3 no usable repository or plan   4 another engine runs
  5 commands wait for approval   6 the gate is not proved   7 run --until-idle ended with something that waits for you
  130 interrupted
  audit: the number of broken invariants (with --replay, and of tips that are red now), at most 100`;

/** `--init` is spelled like an option and is the command `init`, wherever no command stands before it. */
function withInitAsCommand(args: readonly string[]): readonly string[] {
  const at = args.findIndex((word) => word !== '--json');
  return args[at] === '--init' ? [...args.slice(0, at), 'init', ...args.slice(at + 1)] : args;
}

/** A text of several words is one argument: in quotes, as a shell wants it. */
function onlyText(words: readonly string[]): string | undefined {
  if (words.length > 1) throw new UsageError('Put what the spec is to say in quotes: sanctum plan "Add a farewell"');
  return words[0];
}

const dollarsOption = (value: string): number => {
  const sum = Number(value.replace(/^\$/, ''));
  if (value.trim() === '' || !(sum > 0) || !Number.isFinite(sum)) throw new UsageError(`"${value}" is no sum of dollars. Say for example: --budget 10`);
  return sum;
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** What `init` can be told, and whoever does the same first. */
function withInitOptions(command: Command): Command {
  return command
    .option('--gate <command>', 'a command that tests a tree; may be given more than once', collect, [])
    .option('--set-up <command>', 'a command that makes a fresh checkout usable; may be given more than once', collect, [])
    .option('--copy <path>', 'a file that git does not track, copied into each checkout; may be given more than once', collect, [])
    .option('--branch <name>', 'the branch that is kept green')
    .option('--model <[role=]name>', 'a model for all roles, or for one (architect, manager, coding, merging); more than one make a ladder', collect, [])
    .option('--endpoint <name=address>', 'a server of models with an API like that of OpenAI, such as local=http://127.0.0.1:8080/v1; may be given more than once', collect, [])
    .option('--trust <hash>', 'approve the commands that this hash stands for')
    .option('--no-sandbox', 'let agents and gates write outside their own folders');
}

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
  const initCommand = withInitOptions(program.command('init [path]').description('give a repository its plan, on a branch of its own')).action((path: string | undefined) =>
    action((context) => init(context, path, initCommand.opts<InitOptions>()))(),
  );
  const importCommand = withInitOptions(program.command('import').description('bring in the plan of Scriptorium; where there is no plan yet, init comes first'))
    .option('--from <branch>', 'the branch that it lies on; by default scriptorium/plan, here or at origin')
    .option('--dry-run', 'say what would come over, and change nothing')
    .action(() => action((context) => importPlan(context, importCommand.opts<ImportOptions>()))());
  const addCommand = program
    .command('add <text>')
    .description('add a ticket; the first line is its title')
    .option('--body <text>', 'what is wanted, in Markdown')
    .addOption(new Option('--priority <priority>', 'how urgent it is').choices(priorities))
    .addOption(new Option('--kind <kind>', 'what it is').choices(['feature', 'fix', 'chore']))
    .option('--after <ticket>', 'a ticket that must be done first; may be given more than once', collect, [])
    .option('--criterion <text>', 'what must be true when it is done; "… [test: its name]" or "… [command: what shows it]" has it run; may be given more than once', collect, [])
    .option('--files <pattern>', 'files that it is likely to change: a path, or a pattern such as "src/queue/**"; may be given more than once', collect, [])
    .option('--scenario <file>', 'what the rehearsal agent is to play')
    .action((text: string) => action((context) => add(context, text, addCommand.opts<AddOptions>()))());
  const runCommand = program
    .command('run')
    .description('run the engine')
    .option('--until-idle', 'end when there is nothing to do')
    .option('--take-over', 'take the lease of an engine on another machine')
    .option('--budget <dollars>', 'what the runs of this engine may cost; at the limit they are frozen, and you are asked', dollarsOption)
    .action(() => {
      const flags = runCommand.opts<{ untilIdle?: boolean; takeOver?: boolean; budget?: number }>();
      return action((context) => run(context, { untilIdle: flags.untilIdle === true, takeOver: flags.takeOver === true, ...(flags.budget === undefined ? {} : { budget: flags.budget }) }))();
    });
  const pricesCommand = program
    .command('prices')
    .description('show what the models of all roles cost')
    .option('--update', 'write the prices that Sanctum ships onto the plan; what it has for other models stays')
    .action(() => action((context) => prices(context, pricesCommand.opts<{ update?: boolean }>()))());
  program.command('status').description('show tickets, master and what it waits for').action(action(status));
  program.command('worktrees').description("list the agents' worktrees").action(action(worktrees));
  program
    .command('show <what>')
    .description('show a ticket, the spec, the draft, a proposal, or another document of the plan')
    .action((what: string) => action((context) => show(context, what))());
  const logsCommand = program
    .command('logs <ticket|run>')
    .description('show what an agent did and said: the newest run of a ticket or of a piece of work, or the run of a name')
    .option('-f, --follow', 'go on until the run is over')
    .option('--raw', 'what the agent printed, as it is')
    .option('--gate', "what the gate printed last on a ticket's submission, or on master: logs --gate 12, logs --gate master")
    .action((what: string) => {
      const flags = logsCommand.opts<{ follow?: boolean; raw?: boolean; gate?: boolean }>();
      const follow = flags.follow === true;
      return action((context) => (flags.gate === true ? gateLogs(context, what, follow) : logs(context, what, { follow, raw: flags.raw === true })))();
    });
  const planCommand = program
    .command('plan [words...]')
    .usage('[options] [text | log | show <version> | diff <version> [version] | export [version]]')
    .description('let the architect revise the spec, on a draft; without a text talk with it, at a terminal or line by line; - reads the text from standard input; or show, compare and export its versions')
    .addHelpText('after', planVersionsHelp)
    .option('--from <file>', 'a file to begin from: requirements, a list of issues, any Markdown; may be given more than once; - is standard input', collect, [])
    .option('--describe', 'describe the project as it is, in a first spec')
    .action((words: readonly string[]) => action((context) => (!args.includes('--') && isAboutVersions(words) ? planVersionsCommand(context, words) : plan(context, onlyText(words), planCommand.opts<PlanOptions>())))());
  const askCommand = program
    .command('ask [question]')
    .description('ask the architect something; nothing changes; without a question talk with it; - reads the question from standard input')
    .option('--about <proposal>', 'a proposal that it is about: P-0002, or 2')
    .action((question: string | undefined) => action((context) => ask(context, question, askCommand.opts<{ about?: string }>().about))());
  program.command('diff').description('show what accepting the draft would change in the spec').action(action(diff));
  program
    .command('approve [ticket]')
    .description('accept the draft as the next version of the spec; with a ticket, approve what it has in the queue')
    .action((ticket: string | undefined) => action((context) => (ticket === undefined ? approve(context) : approveTicket(context, ticket)))());
  program
    .command('reject [proposal] [why]')
    .description('close a proposal; without one, take the draft of the spec away')
    .action((what: string | undefined, why: string | undefined) => action((context) => reject(context, what, why))());
  program.command('pitch').description('have the architect pitch what could be built next').action(action(pitch));
  const proposalsCommand = program
    .command('proposals')
    .description('list what the architect pitched')
    .option('--all', 'the filed and the rejected ones too')
    .action(() => action((context) => proposals(context, proposalsCommand.opts<{ all?: boolean }>().all === true))());
  program
    .command('accept <proposal> [guidance]')
    .description('accept a proposal; the architect designs it by your guidance')
    .action((proposal: string, guidance: string | undefined) => action((context) => accept(context, proposal, guidance))());
  const answerCommand = program
    .command('answer <question> <text>')
    .description('answer a question: Q-0001, or 1')
    .option('--correct', 'put this in the place of the answer that it has')
    .option('--decide', 'make a decision of it: the same question is never asked again')
    .action((question: string, text: string) => action((context) => answer(context, question, text, answerCommand.opts<AnswerOptions>()))());
  const questionsCommand = program
    .command('questions [question]')
    .description('list the open questions, or show one')
    .option('--all', 'the answered ones too')
    .action((question: string | undefined) => action((context) => questions(context, question, questionsCommand.opts<{ all?: boolean }>().all === true))());
  program
    .command('note <ticket> <text>')
    .description('tell whoever works on a ticket something')
    .action((ticket: string, text: string) => action((context) => note(context, ticket, text))());
  program
    .command('pause [why]')
    .description('start, test and land nothing more for now')
    .action((why: string | undefined) => action((context) => pause(context, why))());
  const resumeCommand = program
    .command('resume [ticket]')
    .description('end the pause, or let a held ticket go on')
    .option('--red', 'let agents go on beside a master that is red')
    .action((ticket: string | undefined) => action((context) => (resumeCommand.opts<{ red?: boolean }>().red === true ? resumeBesideRed(context) : resume(context, ticket)))());
  const quarantineCommand = program
    .command('quarantine [test]')
    .description('let the failure of a flaky test not count; without one, list the flaky tests')
    .option('--release', 'let it count again')
    .action((test: string | undefined) => action((context) => quarantine(context, test, quarantineCommand.opts<{ release?: boolean }>().release === true))());
  program.command('mend').description('have an agent mend a master that is red').action(action(mend));
  program
    .command('freeze [why]')
    .description('land nothing for now; agents, tests and reviews go on')
    .action((why: string | undefined) => action((context) => freeze(context, why))());
  program
    .command('thaw')
    .description('let landing go on')
    .action(action(thaw));
  const queueCommand = program
    .command('queue [tickets...]')
    .description('show the queue, or put tickets in front of it, in the order given')
    .option('--reset', 'first come, first served again')
    .action((tickets: readonly string[]) => action((context) => queue(context, tickets, queueCommand.opts<{ reset?: boolean }>().reset === true))());
  program
    .command('stop <ticket> [why]')
    .description('end the run of a ticket, keep what it wrote and hold the ticket')
    .action((ticket: string, why: string | undefined) => action((context) => stop(context, ticket, why))());
  program
    .command('hold <ticket> [why]')
    .description('keep a ticket from being started or landed')
    .action((ticket: string, why: string | undefined) => action((context) => hold(context, ticket, why))());
  program
    .command('eject <ticket> [why]')
    .description('take a ticket out of the queue and hold it')
    .action((ticket: string, why: string | undefined) => action((context) => eject(context, ticket, why))());
  program
    .command('retry <what>')
    .description('try a ticket again that is stuck or held, or a stuck piece of work by its name')
    .action((what: string) => action((context) => retry(context, what))());
  const promoteCommand = program
    .command('promote <ticket>')
    .description('have the next attempt at a ticket made by the next model of the ladder')
    .option('--reason <why>', 'why, for whoever reads the ticket')
    .action((ticket: string) => action((context) => promote(context, ticket, promoteCommand.opts<{ reason?: string }>().reason))());
  program
    .command('take-over <ticket>')
    .description('work on a ticket yourself: a checkout of what was done so far, which agents leave alone')
    .action((ticket: string) => action((context) => takeOver(context, ticket))());
  const submitCommand = program
    .command('submit <ticket>')
    .description('hand in what you made for a ticket yourself: it is tested, and lands when it is green')
    .option('--from <source>', "a branch, any other commit, or a folder; by default where you took it over, else the ticket's latest worktree")
    .option('--message <text>', 'what was done')
    .action((ticket: string) => action((context) => submit(context, ticket, submitCommand.opts<SubmitOptions>()))());
  const handBackCommand = program
    .command('hand-back <ticket>')
    .description('let an agent go on with a ticket from what you made for it')
    .option('--from <source>', 'as for submit')
    .option('--message <text>', 'what was done')
    .action((ticket: string) => action((context) => handBack(context, ticket, handBackCommand.opts<SubmitOptions>()))());
  const revertCommand = program
    .command('revert <ticket> [why]')
    .description('take a landing back, through the same gate')
    .option('--by-agent', 'let an agent do it')
    .action((ticket: string, why: string | undefined) => action((context) => revert(context, ticket, why, revertCommand.opts<{ byAgent?: boolean }>().byAgent === true))());
  const doctorCommand = program
    .command('doctor')
    .description('look whether all is there that Sanctum needs, and say how to get the rest')
    .option('--repair', 'mend what a restart cannot settle; what is replaced is kept')
    .action(() => action((context) => doctor(context, doctorCommand.opts<{ repair?: boolean }>()))());
  const auditCommand = program
    .command('audit')
    .description('check the promises over the whole history')
    .option('--since <version>', 'tell only of what came after a version of the plan, such as v3')
    .option('--replay', 'run the gate again on everything that landed')
    .option('--trust <hash>', 'with --replay: approve the commands of then that this hash stands for')
    .action(() => action((context) => audit(context, auditCommand.opts<AuditOptions>()))());
  const simCommand = program
    .command('sim')
    .description('for developers: play what may go wrong in a night on a simulated machine, and check that all promises hold')
    .requiredOption('--seed <number>', 'what happens, and in which order; the same number gives the same night')
    .option('--steps <number>', 'over how many steps the faults are spread', '6000')
    .option('--until <step>', 'stop after so many steps, and show the last of them')
    .option('--count <number>', 'how many seeds, one after the other', '1')
    .action(() => action((context) => sim(context, simCommand.opts<SimCommandOptions>()))());
  const reportCommand = program
    .command('report')
    .description('tell what all runs came to, by model, role, area and kind of ticket')
    .option('--since <time>', 'only what ended since then: 12h or 3d, counted from the beginning of this minute, a date, or a version of the spec such as v3')
    .option('--since-last', 'what landed, failed, was asked, spent and learned since you last looked')
    .option('--csv', 'print the rows for a spreadsheet')
    .action(() => action((context) => report(context, reportCommand.opts<ReportOptions>()))());
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
  const uninstallCommand = program
    .command('uninstall')
    .description("remove all of Sanctum's from this repository, after all its refs were saved into a bundle")
    .option('--bundle <file>', 'where to write the bundle; by default beside the repository')
    .option('--yes', 'do not ask')
    .action(() => action((context) => uninstall(context, uninstallCommand.opts<UninstallOptions>()))());
  try {
    await program.parseAsync([...withInitAsCommand(args)], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  return code;
}
