import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import type { Files } from '../../platform/files.js';
import type { AnswerSample } from './answerMeter.js';

const figuresSchema = z.object({
  url: z.string(),
  model: z.string(),
  /** Answers that were given to the end. */
  answers: z.int().min(0),
  /** Those of them that called a tool. */
  toolCalls: z.int().min(0),
  tokensPerSecond: z.number().positive().optional(),
});
/** What this machine has seen of one model at one endpoint. */
export type EndpointFigures = z.infer<typeof figuresSchema>;

export interface SeenAt {
  /** As `sanctum.json` has it. */
  readonly url: string;
  readonly model: string;
}

/** How much the newest answer counts for. */
const weight = 0.3;

/** Beside the projects in Sanctum's folder `home`, since it is the machine's; deleted, it is measured anew. */
function fileOf(home: string, { url, model }: SeenAt): string {
  return join(home, 'endpoints', `${createHash('sha256').update(`${url}\n${model}`).digest('hex').slice(0, 12)}.json`);
}

export async function readFigures(files: Files, home: string, at: SeenAt): Promise<EndpointFigures> {
  const none = { url: at.url, model: at.model, answers: 0, toolCalls: 0 };
  const text = await files.readIfThere(fileOf(home, at));
  if (text === undefined) return none;
  try {
    return figuresSchema.parse(JSON.parse(text.toString('utf8')));
  } catch {
    return none;
  }
}

/** The figures with one more answer in them. */
export function withSample(figures: EndpointFigures, { calledTool, tokensPerSecond: newest }: AnswerSample): EndpointFigures {
  const { tokensPerSecond: before, ...counted } = figures;
  const speed = newest === undefined ? before : before === undefined ? newest : before + weight * (newest - before);
  return { ...counted, answers: figures.answers + 1, toolCalls: figures.toolCalls + (calledTool ? 1 : 0), ...(speed === undefined ? {} : { tokensPerSecond: speed }) };
}

/** Runs that end at the same moment may lose one answer of each other's. */
export async function addSample(files: Files, home: string, at: SeenAt, sample: AnswerSample): Promise<void> {
  const figures = withSample(await readFigures(files, home, at), sample);
  await files.write(fileOf(home, at), `${JSON.stringify(figures)}\n`, 0o600);
}
