import { prompted } from '../prompted.js';
import { ScenarioError } from '../scenario.js';
import type { Stage } from '../stage.js';
import { demand } from '../stage.js';

/** Without a scenario the engineer hears what the spec is called, and the question again. */
export async function answerEngineer(stage: Pick<Stage, 'print' | 'tools'>, spec: string, prompt: string): Promise<void> {
  const question = prompted(prompt, 'question')?.trim();
  if (question === undefined || question === '') throw new ScenarioError('The prompt holds no question between <question> and </question>.');
  const headline = /^#+\s+(.+)$/m.exec(spec)?.[1]?.trim();
  const about = headline === undefined ? 'There is no spec yet.' : `The spec is called "${headline}".`;
  await demand(stage, 'answer_question', { answer: `${about} You asked: ${question}` });
}
