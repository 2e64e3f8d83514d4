import { putText, rowsOf } from './reliabilityPage.js';

const sum = (rows: readonly (readonly string[])[], at: number): number => rows.reduce((all, row) => all + Number(row.at(at)), 0);

/** Says on the page how many kills its tables have. */
export async function putPoints(): Promise<void> {
  const [calls, gits] = [await rowsOf('calls'), await rowsOf('gits')];
  const [ofCalls, ofGit, ofBoth] = [sum(calls, -1), sum(gits, -2), sum(gits, -1)];
  const words = `The tables below have ${String(ofCalls + ofGit + ofBoth)} kills that were played: ${String(ofCalls)} of Sanctum around its calls, ${String(ofGit)} of git alone, ${String(ofBoth)} of git and Sanctum at once. All were recovered by a restart alone.\n`;
  await putText('points', words);
}
