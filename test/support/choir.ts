import assert from 'node:assert/strict';
import type { Level } from '../../src/plan/atoms.js';
import type { QuestionFields } from '../../src/plan/planningSchemas.js';
import { levelOf } from '../../src/plan/questionTransitions.js';
import type { PlanLook, RunningSanctum, StageOptions } from './engineStage.js';
import { EngineStage } from './engineStage.js';

export interface Choir extends StageOptions {
  /** What architect and manager play, by the kind of work; without it they answer with the default, or pass up. */
  readonly work?: Readonly<Record<string, readonly string[]>>;
  readonly limits?: Readonly<Record<string, unknown>>;
}

export function steps(lines: readonly string[], indent = ''): string {
  return `${indent}steps:\n${lines.map((line) => `${indent}  - ${line}\n`).join('')}`;
}

/** A stage whose engine ends when the test does; nothing of it is left, and the audit finds nothing. */
export async function on({ work, limits = {}, config, ...options }: Choir, play: (stage: EngineStage) => Promise<void>): Promise<void> {
  const stage = await EngineStage.make({ ...options, config: { limits, ...config } });
  try {
    if (work !== undefined) {
      await stage.setMark('choir.yaml', `work:\n${Object.entries(work).map(([kind, lines]) => `  ${kind}:\n${steps(lines, '    ')}`).join('')}`);
      const model = [`rehearsal:${stage.mark('choir.yaml')}`];
      await stage.configure((present) => ({ ...present, roles: { ...present.roles, manager: model, architect: model } }));
    }
    await play(stage);
    assert.deepEqual((await stage.look()).broken, []);
    await stage.quiet();
  } finally {
    await stage.close();
  }
}

export const answers = (text: string): string => `call: { tool: answer_question, arguments: { answer: ${JSON.stringify(text)} } }`;
export const passesUp = (view: string): string => `call: { tool: pass_up, arguments: { view: ${JSON.stringify(view)} } }`;

/** Waits until a question lies with a level. */
export function liesWith(stage: EngineStage, level: Level, id = 'Q-0001'): Promise<QuestionFields> {
  return stage.planSays(`${id} with the ${level}`, ({ questions }) => {
    const fields = questions.get(id)?.fields;
    return fields !== undefined && fields.state === 'open' && levelOf(fields) === level ? fields : undefined;
  });
}

export async function questionOf(stage: EngineStage, id = 'Q-0001'): Promise<QuestionFields> {
  const question = (await stage.snapshot()).questions.get(id);
  assert.ok(question !== undefined, `${id} is a document`);
  return question.fields;
}

export async function says(stage: EngineStage, ...args: string[]): Promise<void> {
  const { code, output } = await stage.sanctum(...args);
  assert.equal(code, 0, output);
}

export async function idle(stage: EngineStage, expected: number, engine?: RunningSanctum): Promise<string> {
  const { code, output } = await (engine?.finished ?? stage.untilIdle());
  assert.equal(code, expected, output);
  return output;
}

/** Ends an engine that has all done. */
export async function interrupted(engine: RunningSanctum): Promise<void> {
  engine.kill('SIGINT');
  const { code, output } = await engine.finished;
  assert.equal(code, 0, output);
}

export function times({ transitions }: PlanLook, name: string): number {
  return transitions.filter((one) => one === name || one.startsWith(`${name} `)).length;
}
