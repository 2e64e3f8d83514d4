import { join } from 'node:path';
import * as z from 'zod';
import type { Stage } from './stage.js';

/** Where a rehearsal stopped to ask. */
const sessionSchema = z.strictObject({
  /** Whose steps were played. */
  attempt: z.int().min(1),
  /** Which of them asked, from 0. */
  asked: z.int().min(0),
});
export type Session = z.infer<typeof sessionSchema>;

const sessionFile = 'rehearsal-session.json';

/** Written before a question is asked: whoever is killed while it waits can be gone on with. */
export async function writeSession({ files, home }: Stage, session: Session): Promise<void> {
  await files.write(join(home, sessionFile), `${JSON.stringify(session)}\n`);
}

/** Undefined when there is none that can be gone on with. */
export async function readSession({ files, home }: Stage): Promise<Session | undefined> {
  const text = (await files.readIfThere(join(home, sessionFile)))?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    return sessionSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
