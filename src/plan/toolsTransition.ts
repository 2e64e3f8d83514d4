import { printDocument } from './frontMatter.js';
import { toolsPath } from './paths.js';
import type { ToolsRecord } from './schemas.js';
import type { Transition } from './transition.js';

/** Writes down what the gate's tools said. Refused where the plan has it already. */
export function recordTools(record: ToolsRecord): Transition {
  return (snapshot) => {
    if (JSON.stringify(snapshot.tools) === JSON.stringify(record.tools)) return { refused: 'The tools say what they said before.' };
    return { transition: 'tools', subject: 'the versions of the tools of the gate', changes: new Map([[toolsPath, printDocument(record, '')]]) };
  };
}
