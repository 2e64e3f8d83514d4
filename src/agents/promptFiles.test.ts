import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { roleSchema } from '../plan/atoms.js';
import type { Role } from '../plan/atoms.js';
import { nodePorts } from '../platform/ports.js';
import type { TaskName } from './prompt.js';
import { taskNames } from './prompt.js';
import { fragmentNames, makePrompt, promptFileOf } from './promptFiles.js';
import { toolsOf } from './tools.js';

const promptFolder = join(import.meta.dirname, '../../prompts');
const shipped = readdirSync(promptFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).sort();
const textOf = (name: string): string => readFileSync(join(promptFolder, name), 'utf8');

/** What the engine fills each task with, and a role that does it. */
const tasks: Readonly<Record<TaskName, { readonly role: Role; readonly values: Readonly<Record<string, string>> }>> = {
  code: { role: 'coding', values: { ticket: '0012', title: 'Greet by name', attempt: '2', earlier: 'Attempt 1: the gate was red.' } },
  mend: { role: 'coding', values: { ticket: '0013', title: 'Mend master: adds', attempt: '1', earlier: '' } },
  review: { role: 'merging', values: { ticket: '0012', title: 'Greet by name', base: '4f2a', criteria: '1. It greets.', findings: 'The review before asked for changes.' } },
  areas: { role: 'architect', values: { version: '3' } },
  tickets: { role: 'manager', values: { area: 'greetings', title: 'All greetings' } },
  answer: { role: 'manager', values: { question: 'Q-0007' } },
  pitch: { role: 'architect', values: { most: '2' } },
  design: { role: 'architect', values: { proposal: 'P-0002', title: 'Farewells', guidance: 'Keep it\nsmall.' } },
  change: { role: 'manager', values: { question: 'Q-0008' } },
  spec: { role: 'architect', values: { request: 'Greet people.\nBy name.' } },
  describe: { role: 'architect', values: { request: 'A greeter.\nOld.' } },
  ask: { role: 'architect', values: { question: 'Whom do we greet?\nWhy?' } },
  resume: { role: 'coding', values: { question: 'Q-0007', answer: 'Yes.\nAll of them.', place: 'Your folder is as you left it.' } },
  'go-on': { role: 'coding', values: { attempt: '2', news: 'The review asks for changes.\n\n1. Greet by name.', place: 'Your folder is as you left it.' } },
};

function prompt(task: TaskName, override?: string, role = tasks[task].role): Promise<string> {
  return makePrompt(nodePorts().files, promptFolder, { role, task, values: tasks[task].values, override });
}

describe('a shipped prompt', () => {
  it('is a role, a task or a fragment', () => {
    const known = [...Object.values(promptFileOf), ...taskNames.map((name) => `tasks/${name}.md`), ...fragmentNames.map((name) => `shared/${name}.md`)];
    assert.deepEqual(shipped, known.sort());
  });

  it('of the mender names every tool of a coding agent', () => {
    for (const { name } of toolsOf('coding')) assert.ok(textOf(promptFileOf.mender).includes(`\`${name}\``), name);
  });

  for (const role of roleSchema.options) {
    it(`names every tool of the role ${role}, and none of another role`, () => {
      const text = textOf(promptFileOf[role]);
      const own = toolsOf(role).map(({ name }) => name);
      for (const name of own) assert.ok(text.includes(`\`${name}\``), `${promptFileOf[role]} does not name ${name}`);
      const others = roleSchema.options.flatMap((other) => toolsOf(other).map(({ name }) => name)).filter((name) => !own.includes(name));
      for (const name of others) assert.ok(!text.includes(`\`${name}\``), `${promptFileOf[role]} names ${name}`);
    });
  }

  for (const task of taskNames) {
    it(`for the task ${task} names each of its values, and holds no placeholder then`, async () => {
      const text = await prompt(task);
      for (const value of Object.values(tasks[task].values)) assert.ok(text.includes(value), value);
      assert.ok(!text.includes('{{'));
    });
  }

  for (const role of roleSchema.options) {
    it(`of the role ${role} holds the house rules and how to ask`, async () => {
      const text = await prompt('answer', undefined, role);
      for (const name of fragmentNames) assert.ok(text.includes(textOf(`shared/${name}.md`).trim()), name);
    });
  }

  it('holds no path of a machine, and nothing that leads out of the folder', () => {
    for (const name of shipped) {
      const path = /(?:^|[\s`"'(])(?:~?\/|\.\.\/|[A-Za-z]:\\|file:\/\/)[\w.-]*/m.exec(textOf(name));
      assert.equal(path, null, `${name}: ${String(path)}`);
    }
  });

  it('for a session that goes on is the answer between its marks, without a role around it', async () => {
    const text = await prompt('resume');
    assert.ok(text.startsWith('Your question Q-0007 was answered:\n\n<answer>\nYes.\nAll of them.\n</answer>\n'));
  });

  it('is not filled with a value that its task does not name', async () => {
    const request = { role: 'coding', task: 'answer', values: { question: 'Q-0001', oops: 'x' }, override: undefined } as const;
    await assert.rejects(makePrompt(nodePorts().files, promptFolder, request), { name: 'PromptError', message: /^prompts\/tasks\/answer\.md does not name \{\{oops\}\}/ });
  });
});

describe("the plan's own prompt for a role", () => {
  it('replaces the shipped one, with or without the shared fragments', async () => {
    const bare = await prompt('code', 'You are ours.\n\n{{task}}\nTools: read_plan report_progress ask_question request_plan_change submit_pr\n');
    assert.ok(bare.startsWith('You are ours.\n\nTicket 0012: Greet by name\n'));
    assert.ok(!bare.includes('No answer yet.'));
    assert.ok((await prompt('code', '{{task}} {{tools}} {{questions}}')).includes('No answer yet.'));
  });

  for (const role of roleSchema.options) {
    it(`lists the tools of the role ${role} where it asks for them, and is refused with those that it does not name`, async () => {
      const own = toolsOf(role).map(({ name }) => name);
      const text = await prompt('answer', '{{task}}\n\n{{tools}}', role);
      for (const name of own) assert.ok(text.includes(`\n- \`${name}\`: `), name);
      const [left = '', ...named] = own;
      const message = new RegExp(`^prompts/${promptFileOf[role].replace('.', '\\.')} on the plan branch does not name \`${left}\`: .* write \\{\\{tools\\}\\}`);
      await assert.rejects(prompt('answer', `{{task}} ${named.join(' ')} x${left}`, role), { name: 'PromptError', message });
    });
  }

  it('that names what there is not is refused with its file and what it may name', async () => {
    const message = 'prompts/coding_agent.md on the plan branch names {{ticket}}, which has no value. It may name: {{task}}, {{house_rules}}, {{questions}}, {{tools}}.';
    await assert.rejects(prompt('code', '{{task}} {{ticket}}'), { name: 'PromptError', message });
  });

  it('that does not tell the task is refused', async () => {
    const message = 'prompts/manager.md on the plan branch does not name {{task}}. It may name: {{task}}, {{house_rules}}, {{questions}}, {{tools}}.';
    await assert.rejects(prompt('tickets', '{{house_rules}}'), { name: 'PromptError', message });
  });

  it('means nothing to a session that goes on', async () => {
    assert.equal(await prompt('resume', '{{oops}}'), await prompt('resume'));
  });
});
