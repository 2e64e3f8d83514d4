import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fenced } from '../../../src/plan/frontMatter.js';
import { add as addTicket } from '../../../src/plan/transitions.js';
import { inParallel } from '../../support/inParallel.js';
import { opencode, onAcp, qwen } from '../acp/acpStage.js';
import { submitBy } from '../landing.js';
import type { AcpAgent } from '../acp/acpStage.js';
import type { AgentStage } from '../agentStage.js';
import { onAgents } from '../agentStage.js';
import { done as chatDone } from '../chatServer.js';
import { onClaude } from '../claude/claudeStage.js';
import * as claudeModel from '../claude/modelServer.js';
import { onCodex } from '../codex/codexStage.js';
import * as codexModel from '../codex/modelServer.js';
import { installedClaude, installedCodex, installedOpencode, installedQwen } from '../installedClis.js';

/** What stands in the environment of an engineer who uses many things: no business of an agent, but for what it is to have. */
const others: Readonly<Record<string, string>> = {
  ...{ ANTHROPIC_API_KEY: 'sk-other', OPENAI_API_KEY: 'sk-other', GEMINI_API_KEY: 'sk-other', OPENROUTER_API_KEY: 'sk-other', GITHUB_TOKEN: 'sk-other', NPM_TOKEN: 'sk-other' },
  ...{ AWS_SECRET_ACCESS_KEY: 'sk-other', DATABASE_URL: 'postgres://sk-other', SSH_AUTH_SOCK: '/sk-other', NODE_OPTIONS: '--no-warnings' },
  ...{ GIT_EDITOR: 'sk-other', GIT_SSH_COMMAND: 'sk-other', GIT_CONFIG_COUNT: '0', GIT_AUTHOR_NAME: 'sk-other' },
};

/** What every agent may have, and what git is told by Sanctum alone. */
const everyAgents = ['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TERM', 'TZ', 'SHELL', 'USER', 'LOGNAME', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'GIT_CONFIG_NOSYSTEM', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_TERMINAL_PROMPT', 'GIT_CEILING_DIRECTORIES', 'SANCTUM_TAG', 'SANCTUM_TICKET', 'SANCTUM_ATTEMPT'];
/** What a shell or the script that looks sets by itself. */
const byTheWay = /^(?:PWD|OLDPWD|SHLVL|_|COLORTERM|PAGER|GIT_PAGER|GH_PAGER|NO_COLOR)$/;
const ownTools = ['SANCTUM_SOCKET', 'SANCTUM_TOKEN', 'SANCTUM_ROLE', 'ELECTRON_RUN_AS_NODE'];

/** One agent, and what it has beside what every one has. */
interface Looked {
  readonly program: () => string;
  /** Names the program that is to be run. */
  readonly variable: string;
  /** The keys that it is given, by which it reaches its model. */
  readonly keys: readonly string[];
  /** What else it is told. */
  readonly more: RegExp;
  /** What the model's commands see beyond what every agent has; undefined where no command was run. */
  readonly commands: RegExp | undefined;
  /** Has the agent's model write its commands' environment into `seen-by-model` and hand it in. */
  readonly play: (environment: Readonly<Record<string, string>>, look: (on: AgentStage) => Promise<void>) => Promise<void>;
}

const lookAround = 'env > seen-by-model; echo looked';
const nothing = /^(?!)/;

function byAcp(agent: AcpAgent): Looked['play'] {
  return (environment, look) =>
    onAcp(agent, () => [agent.shell(lookAround), submitBy(agent), chatDone], { environment }, async (on) => {
      await on.add('Look');
      await look(on);
    });
}

const agents: Readonly<Record<string, Looked>> = {
  codex: {
    program: installedCodex,
    variable: 'SANCTUM_CODEX',
    keys: ['SCRIPTED_KEY'],
    more: new RegExp(`^(?:CODEX_HOME|${ownTools.join('|')})$`),
    commands: /^CODEX_\w+$/,
    play: (environment, look) =>
      onCodex(() => [codexModel.shell(lookAround), codexModel.submit, codexModel.done], { config: { sandbox: 'off' }, environment }, async (on) => {
        await on.add('Look');
        await look(on);
      }),
  },
  claude: {
    program: installedClaude,
    variable: 'SANCTUM_CLAUDE',
    keys: ['ANTHROPIC_API_KEY'],
    more: /^(?:CLAUDE_\w+|ANTHROPIC_BASE_URL|DISABLE_AUTOUPDATER)$/,
    commands: /^(?:CLAUDE\w*|ANTHROPIC_BASE_URL|DISABLE_AUTOUPDATER|AI_AGENT|GIT_EDITOR|COREPACK_ENABLE_AUTO_PIN|NoDefaultCurrentDirectoryInExePath)$/,
    play: (environment, look) =>
      onClaude(() => [claudeModel.shell(lookAround), claudeModel.submit, claudeModel.done], { environment: { ...environment, ANTHROPIC_API_KEY: 'sk-scripted' } }, async (on) => {
        await on.add('Look');
        await look(on);
      }),
  },
  opencode: { program: installedOpencode, variable: 'SANCTUM_OPENCODE', keys: ['SCRIPTED_KEY'], more: /^OPENCODE_\w+$/, commands: /^(?:SCRIPTED_KEY|OPENCODE_\w+|OPENCODE|AGENT|npm_config_user_agent)$/, play: byAcp(opencode) },
  qwen: { program: installedQwen, variable: 'SANCTUM_QWEN', keys: ['OPENAI_API_KEY'], more: /^(?:QWEN_\w+|OPENAI_BASE_URL)$/, commands: /^(?:OPENAI_API_KEY|OPENAI_BASE_URL|QWEN_\w+)$/, play: byAcp(qwen) },
  typoi: {
    program: () => join(import.meta.dirname, '../typoi/standIn.mjs'),
    variable: 'SANCTUM_TYPOI',
    keys: ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY'],
    more: nothing,
    commands: undefined,
    play: (environment, look) => {
      const script = [{ write: 'work.txt', text: 'work' }, { call: 'submit_pr', input: { summary: 'It is done.', evidence: 'sh check.sh: passed' } }];
      return onAgents({ config: { roles: { coding: ['typoi'] } }, environment: { ...environment, OPENAI_API_KEY: 'sk-scripted', ANTHROPIC_API_KEY: 'sk-scripted' }, surprises: () => [] }, async (on) => {
        await on.stage.command(addTicket({ title: 'Look', body: fenced(JSON.stringify(script), 'json'), at: '2026-11-21T04:30:00Z' }));
        await look(on);
      });
    },
  },
};

function namesIn(environment: string): readonly string[] {
  return environment.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
}

function surplus(environment: string, more: RegExp, keys: readonly string[]): readonly string[] {
  return namesIn(environment).filter((name) => !everyAgents.includes(name) && !byTheWay.test(name) && !more.test(name) && !keys.includes(name));
}

async function looksAround({ program, variable, keys, more, commands, play }: Looked): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sanctum-environment-'));
  const [named, seen] = [join(folder, 'agent'), join(folder, 'seen')];
  writeFileSync(named, `#!/bin/sh\nenv > ${seen}\nexec ${program()} "$@"\n`);
  chmodSync(named, 0o755);
  const engineers = Object.fromEntries(Object.entries(others).filter(([name]) => !keys.includes(name)));
  try {
    await play({ ...engineers, [variable]: named }, async ({ stage }) => {
      const { code, output } = await stage.untilIdle();
      assert.equal(code, 0, output);
      const byAgent = readFileSync(seen, 'utf8');
      assert.doesNotMatch(byAgent, /sk-other/);
      assert.deepEqual(namesIn(byAgent).filter((name) => keys.includes(name)).sort(), [...keys].sort());
      assert.ok(new RegExp(`^HOME=${stage.home}/`, 'm').test(byAgent), 'a home of its own');
      assert.deepEqual(surplus(byAgent, more, keys), []);
      if (commands === undefined) return;
      const byModel = await stage.repo.git('show', 'master:seen-by-model');
      assert.doesNotMatch(byModel, /sk-other/);
      assert.match(byModel, /^SANCTUM_TICKET=0001$/m);
      assert.deepEqual(surplus(byModel, commands, []), []);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

inParallel("the environment holds an agent's own key and what every agent has, and nothing else of the engineer's; that of its model's commands holds keys only where the documentation says so:", 2, Object.fromEntries(Object.entries(agents).map(([name, looked]) => [name, () => looksAround(looked)])));
